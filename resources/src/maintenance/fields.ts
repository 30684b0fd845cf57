import { MaintenanceStatus } from '@pharos/core/severity';
import { z } from 'zod';
import { Moment, Text, Uuid } from '../field-values.ts';
import { hlcToIso } from '@pharos/core/hlc';
import { heldInLanguages } from '../languages.ts';
import { Repeats } from './recurrence.ts';
import { entries, known, latestHlc, type Fold } from '../fold.ts';

export const MaintenanceFields = z.object({
  title: Text,
  startsAt: Moment,
  endsAt: Moment,
  components: z.array(Uuid),
  createdAt: Moment,
  deleted: z.boolean().default(false),
  /** It starts and ends by itself. One that is older than this never did, and nobody expects it of it. */
  automatic: z.boolean().default(false),
  startBody: Text.nullable().default(null),
  endBody: Text.nullable().default(null),
  /** Its title in other languages. */
  texts: heldInLanguages('title').default({}),
  /** So long before it starts its subscribers are told once more; and for which start that was done. */
  remindMinutes: z.number().int().min(1).nullable().default(null),
  remindedFor: Moment.nullable().default(null),
  /** It comes again; and whether the next one was made. */
  repeats: Repeats.nullable().default(null),
  repeated: z.boolean().default(false),
  /** It was called off, with a word to those who were told of it. */
  cancelled: z.boolean().default(false),
});
export const MaintenanceEntry = z.object({ status: MaintenanceStatus, body: Text, at: Moment, texts: heldInLanguages('body').default({}) });

export interface MaintenanceUpdate extends z.infer<typeof MaintenanceEntry> {
  id: string;
  hlc: number;
  region: number;
}

export interface MaintenanceDoc extends z.infer<typeof MaintenanceFields> {
  status: MaintenanceStatus;
  updatedAt: string;
  /** Oldest first. */
  updates: MaintenanceUpdate[];
}

export function readMaintenanceDoc(fold: Fold): MaintenanceDoc | undefined {
  const fields = known(MaintenanceFields, fold, 'title');
  if (!fields) return undefined;
  const updates = entries(MaintenanceEntry, fold, 'u', Uuid).map(({ id, entry, register }) => ({
    id,
    ...entry,
    hlc: register.hlc,
    region: register.region,
  }));
  return { ...fields, status: updates.at(-1)?.status ?? 'scheduled', updatedAt: hlcToIso(latestHlc(fold)), updates };
}
