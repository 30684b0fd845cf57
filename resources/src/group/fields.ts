import { hlcToIso } from '@pharos/core/hlc';
import { Id } from '@pharos/core/id';
import { Description, Name } from '@pharos/core/texts';
import { z } from 'zod';
import { Order } from '../component/fields.ts';
import { held, type Fields } from '../define-fields.ts';
import { Key, Moment, Text, Uuid } from '../field-values.ts';
import { known, latestHlc, type Fold } from '../fold.ts';

/** What people say of a group of components. */
export const fields = {
  name: { given: Name, held: Text },
  description: { given: Description.default(''), held: Text.default('') },
  parent: { given: Id.nullable().default(null).describe('The group it stands in; null: at the top'), held: Uuid.nullable().default(null) },
  order: {
    given: Order.optional().describe('A fractional index among what stands beside it, groups and components; left out, it goes last'),
    held: Key,
  },
  isOpen: { given: z.boolean().default(true).describe('Unfolded at first'), held: z.boolean().default(true) },
} satisfies Fields;

export const GroupFields = z.object({ ...held(fields), createdAt: Moment, removed: z.boolean().default(false) });

export interface GroupDoc extends z.infer<typeof GroupFields> {
  updatedAt: string;
}

export function readGroupDoc(fold: Fold): GroupDoc | undefined {
  const doc = known(GroupFields, fold, 'name');
  return doc && { ...doc, updatedAt: hlcToIso(latestHlc(fold)) };
}
