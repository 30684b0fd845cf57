import { z } from 'zod';
import { defineResource } from '../define-resource.ts';
import { MemberEntry } from './fields.ts';

/** The regions of the mesh. Operators change it by command, and the mesh itself. */
export const members = defineResource({
  kind: 'members',
  fields: z.object({}),
  lists: { m: MemberEntry },
  isNamedByWord: true,
  staysHere: true,
  verbs: [],
});
