import { Problem } from '@pharos/core/problem';
import { docRef, type DocRef } from '../kind.ts';
import type { PlanInput } from '../plan.ts';
import { readGroupDoc } from './fields.ts';

/** The group that a Change puts something into is locked with it: nobody removes it meanwhile. */
export function groupsNamed(page: string, group: string | null | undefined): DocRef[] {
  return group ? [docRef('group', group, page)] : [];
}

/** Throws a Problem that names the field, if that is no group of this page, or one that was removed. */
export function requireGroup(input: PlanInput, page: string, group: string | null | undefined, path: string): void {
  if (!group) return;
  const doc = readGroupDoc(input.fold(docRef('group', group, page)));
  if (!doc || doc.removed) {
    throw new Problem('invalid', 'there is no such group on this page', { fields: [{ path, message: `no group ${group}` }] });
  }
}
