import { defineResource } from '../define-resource.ts';
import { createGroup, editGroup, removeGroup } from './changes.ts';
import { GroupFields, readGroupDoc } from './fields.ts';

/** A heading under which components stand, and other groups. */
export const group = defineResource({
  kind: 'group',
  fields: GroupFields,
  isPublic: true,
  isNamedByOthers: true,
  tables: [['component_group', 'id']],
  row: (fold, { page }) => {
    const doc = readGroupDoc(fold);
    if (!doc || page === null) return undefined;
    const { order: ord, ...rest } = doc;
    return { page, ord, ...rest };
  },
  verbs: [createGroup, editGroup, removeGroup],
});
