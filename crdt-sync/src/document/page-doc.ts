import { z } from 'zod';
import { hlcToIso } from './hlc.ts';
import { latestHlc, known } from './read-fold.ts';
import type { Fold } from './registers.ts';

const Fields = z.object({
  name: z.string(),
  slug: z.string(),
  timeZone: z.string(),
  createdAt: z.string(),
  private: z.boolean().default(false),
  /** Tokens given to readers before it are void. */
  tokensFrom: z.string().nullable().default(null),
  domain: z.string().nullable().default(null),
});

export interface PageDoc extends z.infer<typeof Fields> {
  updatedAt: string;
}

export function readPageDoc(fold: Fold): PageDoc | undefined {
  const fields = known(Fields, fold, 'name');
  return fields && { ...fields, updatedAt: hlcToIso(latestHlc(fold)) };
}
