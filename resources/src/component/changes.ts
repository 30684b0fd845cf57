import type { Fact } from '../fact.ts';
import { Id } from '@pharos/core/id';
import { ComponentStatus } from '@pharos/core/severity';
import { Description, Name } from '@pharos/core/texts';
import { z } from 'zod';
import { defineVerb } from '../define-resource.ts';
import type { Json } from '../fold.ts';
import { docRef } from '../kind.ts';
import { alreadyDone, differing, notFound, requirePage, usedId } from '../plan.ts';
import { readComponentDoc } from './fields.ts';
import { orderAfter } from './fractional-order.ts';

const Order = z.string().regex(/^[0-9A-Za-z]{1,64}$/, 'a fractional index: digits and letters');
const named = { page: Id, component: Id };

const about = ({ component, page }: { component: string; page: string }) => docRef('component', component, page);

export const createComponent = defineVerb({
  schema: z.object({
    type: z.literal('create-component'),
    ...named,
    name: Name,
    description: Description.default(''),
    group: Name.nullable().default(null).describe('The heading it stands under'),
    order: Order.optional().describe('A fractional index; left out, it goes last'),
    status: ComponentStatus.default('operational'),
  }),
  door: { method: 'post', path: '/v1/pages/{page}/components', needs: 'write', makes: ['component'], done: 'Added' },
  about,
  makes: true,
  goesLast: ({ order }) => order === undefined,
  plan: (asked, input) => {
    requirePage(input);
    const ref = about(asked);
    const before = readComponentDoc(input.fold(ref));
    if (before) {
      if (before.name === asked.name && !before.removed) return alreadyDone;
      throw usedId('component');
    }
    const { name, description, group, status } = asked;
    const order = asked.order ?? orderAfter(input.lastOrder);
    const fields = { name, description, group, order, status, createdAt: input.now };
    return { writes: [{ ref, fields }], facts: [changed(asked.component, name, status)], notify: null };
  },
});

export const editComponent = defineVerb({
  schema: z.object({
    type: z.literal('edit-component'),
    ...named,
    name: Name.optional(),
    description: Description.optional(),
    group: Name.nullable().optional(),
    order: Order.optional(),
    status: ComponentStatus.optional(),
  }),
  door: { method: 'patch', path: '/v1/pages/{page}/components/{component}', needs: 'write', done: 'Changed' },
  about,
  plan: (asked, input) => {
    const ref = about(asked);
    const before = readComponentDoc(input.fold(ref));
    if (!before || before.removed) throw notFound('component');
    const { name, description, group, order, status } = asked;
    const fields: Record<string, Json> = differing(before, { name, description, group, order, status });
    if (Object.keys(fields).length === 0) return alreadyDone;
    return { writes: [{ ref, fields }], facts: [changed(asked.component, name ?? before.name, status ?? before.status)], notify: null };
  },
});

export const removeComponent = defineVerb({
  schema: z.object({ type: z.literal('remove-component'), ...named }),
  door: { method: 'delete', path: '/v1/pages/{page}/components/{component}', needs: 'write', done: 'Off the page' },
  about,
  plan: (asked, input) => {
    const ref = about(asked);
    const before = readComponentDoc(input.fold(ref));
    if (!before) throw notFound('component');
    if (before.removed) return alreadyDone;
    return {
      writes: [{ ref, fields: { removed: true } }],
      facts: [{ type: 'component-removed', component: asked.component }],
      notify: null,
    };
  },
});

function changed(component: string, name: string, status: ComponentStatus): Fact {
  return { type: 'component-changed', component, name, status };
}
