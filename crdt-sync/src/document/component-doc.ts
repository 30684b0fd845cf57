import { ComponentStatus } from '@pharos/core/severity';
import { z } from 'zod';
import { hlcToIso } from './hlc.ts';
import { known, latestHlc } from './read-fold.ts';
import type { Fold } from './registers.ts';

const Fields = z.object({
  name: z.string(),
  description: z.string().default(''),
  group: z.string().nullable().default(null),
  order: z.string(),
  status: ComponentStatus,
  createdAt: z.string(),
  removed: z.boolean().default(false),
});

export interface ComponentDoc extends z.infer<typeof Fields> {
  updatedAt: string;
}

export function readComponentDoc(fold: Fold): ComponentDoc | undefined {
  const fields = known(Fields, fold, 'name');
  return fields && { ...fields, updatedAt: hlcToIso(latestHlc(fold)) };
}
