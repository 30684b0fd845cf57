import { z } from 'zod';
import { held } from '../define-fields.ts';
import { Key, Moment, Text, Zone } from '../field-values.ts';
import { hlcToIso } from '@pharos/core/hlc';
import { latestHlc, known, type Fold } from '../fold.ts';
import { ways } from './access.ts';
import { settings } from './settings.ts';

/** What an outage counts in the uptime, in hundredths. */
const Weight = z.number().overwrite((weight) => Math.min(100, Math.max(0, Math.trunc(weight))));

export const PageFields = z.object({
  name: Text,
  slug: Key,
  timeZone: Zone,
  createdAt: Moment,
  private: z.boolean().default(false),
  /** Tokens given to readers before it are void. */
  tokensFrom: Moment.nullable().default(null),
  domain: Key.nullable().default(null),
  smsCountries: z.array(Text).default([]),
  partialOutageWeight: Weight.default(30),
  majorOutageWeight: Weight.default(100),
  /** How those who have no token come by one. A later version may know more of them: nobody comes in by these here. */
  visibility: z
    .string()
    .overwrite((way) => ((ways as readonly string[]).includes(way) ? way : 'tokens'))
    .default('tokens'),
  /** Of what opens it. It is told to nobody. */
  passwordHash: Text.nullable().default(null),
  addresses: z.array(Text).default([]),
  ...held(settings),
  /** Whose it is; none: of the installation itself. */
  organisation: z.uuid().nullable().default(null),
});

export interface PageDoc extends z.infer<typeof PageFields> {
  updatedAt: string;
}

export function readPageDoc(fold: Fold): PageDoc | undefined {
  const fields = known(PageFields, fold, 'name');
  return fields && { ...fields, updatedAt: hlcToIso(latestHlc(fold)) };
}
