import { hlcToIso } from '@pharos/core/hlc';
import { Id } from '@pharos/core/id';
import { ComponentStatus } from '@pharos/core/severity';
import { Description, Name } from '@pharos/core/texts';
import { z } from 'zod';
import { held, type Fields } from '../define-fields.ts';
import { Day, Key, Moment, Text, Uuid } from '../field-values.ts';
import { known, latestHlc, type Fold } from '../fold.ts';

export const Order = z.string().regex(/^[0-9A-Za-z]{1,64}$/, 'a fractional index: digits and letters');

/** What people say of a component. A field is added here, with `isShown`, and is everywhere but in the page's markup. */
export const fields = {
  name: { given: Name, held: Text },
  description: { given: Description.default(''), held: Text.default('') },
  /** A heading without a group behind it, as there were before groups: who stands in a group has none. */
  group: {
    given: Name.nullable().default(null).describe('A heading to stand under, for who needs no group'),
    held: Text.nullable().default(null),
  },
  groupId: {
    given: Id.nullable().optional().describe('The group it stands in; null: in none. It takes the place of `group`'),
    held: Uuid.nullable().default(null),
  },
  order: { given: Order.optional().describe('A fractional index; left out, it goes last'), held: Key },
  status: { given: ComponentStatus.default('operational'), held: ComponentStatus },
  showcase: {
    given: z.boolean().optional().describe('Its history is shown on the page; true if nothing is said'),
    held: z.boolean().default(true),
    isShown: true,
  },
  onlyShowIfDegraded: {
    given: z.boolean().optional().describe('The page leaves it out while it is operational; the View has it all the same'),
    held: z.boolean().default(false),
    isShown: true,
  },
  startDate: {
    given: z.iso.date().nullable().optional().describe('The first day that counts in its history; null: the day it was added'),
    held: Day.default(null),
    isShown: true,
  },
} satisfies Fields;

export const ComponentFields = z.object({ ...held(fields), createdAt: Moment, removed: z.boolean().default(false) });

export interface ComponentDoc extends z.infer<typeof ComponentFields> {
  updatedAt: string;
}

export function readComponentDoc(fold: Fold): ComponentDoc | undefined {
  const doc = known(ComponentFields, fold, 'name');
  return doc && { ...doc, updatedAt: hlcToIso(latestHlc(fold)) };
}
