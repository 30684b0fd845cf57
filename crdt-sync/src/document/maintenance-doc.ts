import { MaintenanceStatus } from '@pharos/core/severity';
import { z } from 'zod';
import { hlcToIso } from './hlc.ts';
import { entries, known, latestHlc } from './read-fold.ts';
import type { Fold } from './registers.ts';

const Fields = z.object({
  title: z.string(),
  startsAt: z.string(),
  endsAt: z.string(),
  components: z.array(z.string()),
  createdAt: z.string(),
  deleted: z.boolean().default(false),
});
const Entry = z.object({ status: MaintenanceStatus, body: z.string(), at: z.string() });

export interface MaintenanceUpdate extends z.infer<typeof Entry> {
  id: string;
  hlc: number;
  region: number;
}

export interface MaintenanceDoc extends z.infer<typeof Fields> {
  status: MaintenanceStatus;
  updatedAt: string;
  /** Oldest first. */
  updates: MaintenanceUpdate[];
}

export function readMaintenanceDoc(fold: Fold): MaintenanceDoc | undefined {
  const fields = known(Fields, fold, 'title');
  if (!fields) return undefined;
  const updates = entries(Entry, fold, 'u').map(({ id, entry, register }) => ({
    id,
    ...entry,
    hlc: register.hlc,
    region: register.region,
  }));
  return { ...fields, status: updates.at(-1)?.status ?? 'scheduled', updatedAt: hlcToIso(latestHlc(fold)), updates };
}
