import { Id } from '@pharos/core/id';
import type { ComponentStatus } from '@pharos/core/severity';
import { z } from 'zod';
import { edited, given, saidOf } from '../define-fields.ts';
import { defineVerb } from '../define-resource.ts';
import type { Fact } from '../fact.ts';
import { groupsNamed, requireGroup } from '../group/require.ts';
import type { Json } from '../fold.ts';
import { docRef } from '../kind.ts';
import { alreadyDone, differing, notFound, requirePage } from '../plan.ts';
import { fields, readComponentDoc, type ComponentDoc } from './fields.ts';
import { notesOfStatus } from './status-days.ts';
import { orderAfter } from '@pharos/core/fractional-order';

const named = { page: Id, component: Id };

const about = ({ component, page }: { component: string; page: string }) => docRef('component', component, page);

export const createComponent = defineVerb({
  schema: z.object({
    type: z.literal('create-component'),
    ...named,
    ...given(fields),
  }),
  door: { method: 'post', path: '/v1/pages/{page}/components', needs: 'write', makes: ['component'], done: 'Added' },
  about,
  makes: true,
  locks: ({ page, groupId }) => groupsNamed(page, groupId),
  goesLast: ({ order }) => order === undefined,
  plan: (asked, input) => {
    requirePage(input);
    const ref = about(asked);
    if (readComponentDoc(input.fold(ref))) return alreadyDone;
    requireGroup(input, asked.page, asked.groupId, 'groupId');
    const order = asked.order ?? orderAfter(input.lastOrder);
    const written = { ...oneHeading(saidOf(fields, asked)), order, createdAt: input.now };
    return { writes: [{ ref, fields: written }], facts: [changed(asked.component, asked.name, asked.status)], notify: null };
  },
});

export const editComponent = defineVerb({
  schema: z.object({
    type: z.literal('edit-component'),
    ...named,
    ...edited(fields),
  }),
  door: { method: 'patch', path: '/v1/pages/{page}/components/{component}', needs: 'write', done: 'Changed' },
  about,
  locks: ({ page, groupId }) => groupsNamed(page, groupId),
  plan: (asked, input) => {
    const ref = about(asked);
    const before = readComponentDoc(input.fold(ref));
    if (!before || before.removed) throw notFound('component');
    const written = differing(before, oneHeading(saidOf(fields, asked), before));
    if (Object.keys(written).length === 0) return alreadyDone;
    requireGroup(input, asked.page, asked.groupId, 'groupId');
    const { name = before.name, status = before.status } = asked;
    const notes = written['status'] === undefined ? {} : notesOfStatus(input.fold(ref), input.region, status, input.now);
    return { writes: [{ ref, fields: { ...written, ...notes } }], facts: [changed(asked.component, name, status)], notify: null };
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

/** A component stands in a group or under a heading of its own: who says the one leaves the other. Of both at once the group holds. */
function oneHeading(said: Record<string, Json>, before?: ComponentDoc): Record<string, Json> {
  if (typeof said['groupId'] === 'string') return { ...said, group: null };
  return typeof said['group'] === 'string' && before?.groupId ? { ...said, groupId: null } : said;
}

function changed(component: string, name: string, status: ComponentStatus): Fact {
  return { type: 'component-changed', component, name, status };
}
