import { ComponentStatus } from '@pharos/core/severity';
import { z } from 'zod';
import { Key, Moment, Text } from '../field-values.ts';
import { hlcToIso } from '@pharos/core/hlc';
import { known, latestHlc, type Fold } from '../fold.ts';

export const ComponentFields = z.object({
  name: Text,
  description: Text.default(''),
  group: Text.nullable().default(null),
  order: Key,
  status: ComponentStatus,
  createdAt: Moment,
  removed: z.boolean().default(false),
});

export interface ComponentDoc extends z.infer<typeof ComponentFields> {
  updatedAt: string;
}

export function readComponentDoc(fold: Fold): ComponentDoc | undefined {
  const fields = known(ComponentFields, fold, 'name');
  return fields && { ...fields, updatedAt: hlcToIso(latestHlc(fold)) };
}
