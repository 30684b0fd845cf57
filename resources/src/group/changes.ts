import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { z } from 'zod';
import { orderAfter } from '@pharos/core/fractional-order';
import { edited, given, saidOf } from '../define-fields.ts';
import { defineVerb } from '../define-resource.ts';
import type { Fact } from '../fact.ts';
import { docRef } from '../kind.ts';
import { alreadyDone, differing, notFound, requirePage } from '../plan.ts';
import { fields, readGroupDoc } from './fields.ts';
import { groupsNamed, requireGroup } from './require.ts';

const named = { page: Id, group: Id };

const about = ({ group, page }: { group: string; page: string }) => docRef('group', group, page);
// One that every version knows: what is told of a group is seen on the page, and nobody is interrupted for it.
const facts: Fact[] = [{ type: 'page-changed' }];

export const createGroup = defineVerb({
  schema: z.object({ type: z.literal('create-group'), ...named, ...given(fields) }),
  door: { method: 'post', path: '/v1/pages/{page}/groups', needs: 'write', makes: ['group'], done: 'Added' },
  about,
  makes: true,
  locks: ({ page, parent }) => groupsNamed(page, parent),
  goesLast: ({ order }) => order === undefined,
  plan: (asked, input) => {
    requirePage(input);
    const ref = about(asked);
    if (readGroupDoc(input.fold(ref))) return alreadyDone;
    requireParent(asked, input);
    const order = asked.order ?? orderAfter(input.lastOrder);
    return { writes: [{ ref, fields: { ...saidOf(fields, asked), order, createdAt: input.now } }], facts, notify: null };
  },
});

export const editGroup = defineVerb({
  schema: z.object({ type: z.literal('edit-group'), ...named, ...edited(fields) }),
  door: { method: 'patch', path: '/v1/pages/{page}/groups/{group}', needs: 'write', done: 'Changed' },
  about,
  locks: ({ page, parent }) => groupsNamed(page, parent),
  plan: (asked, input) => {
    const ref = about(asked);
    const before = readGroupDoc(input.fold(ref));
    if (!before || before.removed) throw notFound('group');
    const written = differing(before, saidOf(fields, asked));
    if (Object.keys(written).length === 0) return alreadyDone;
    requireParent(asked, input);
    return { writes: [{ ref, fields: written }], facts, notify: null };
  },
});

export const removeGroup = defineVerb({
  schema: z.object({ type: z.literal('remove-group'), ...named }),
  door: {
    method: 'delete',
    path: '/v1/pages/{page}/groups/{group}',
    needs: 'write',
    done: 'Off the page; what stood in it stands where it stood',
  },
  about,
  plan: (asked, input) => {
    const ref = about(asked);
    const before = readGroupDoc(input.fold(ref));
    if (!before) throw notFound('group');
    if (before.removed) return alreadyDone;
    return { writes: [{ ref, fields: { removed: true } }], facts, notify: null };
  },
});

type Placed = { page: string; group: string; parent?: string | null | undefined };

function requireParent({ page, group, parent }: Placed, input: Parameters<typeof requireGroup>[0]): void {
  // Longer circles are looked for before, and passed over by who reads: two regions may close one between them.
  if (parent === group) throw new Problem('invalid', 'a group cannot stand in itself', { fields: [{ path: 'parent', message: 'itself' }] });
  requireGroup(input, page, parent, 'parent');
}
