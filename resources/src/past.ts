import { Impact, IncidentStatus, MaintenanceStatus } from '@pharos/core/severity';
import { z } from 'zod';

const Time = z.iso.datetime({ offset: true });
/** Somebody who looks through a history reads a title and a sentence; all of it stands at the thing's own address. */
export const saidMax = 280;

const entry = {
  id: z.string(),
  title: z.string(),
  texts: z.record(z.string(), z.object({ title: z.string() })).optional(),
  /** When it began, or is to begin; and when it ended, or is to end. */
  at: Time,
  endedAt: Time.nullable(),
  /** The beginning of what was said last. */
  said: z.string(),
  updatedAt: Time,
};

/** An incident or a maintenance in short. */
export const PastEntry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('incident'), ...entry, status: IncidentStatus, impact: Impact }),
  z.object({ kind: z.literal('maintenance'), ...entry, status: MaintenanceStatus, cancelled: z.boolean() }),
]);
export type PastEntry = z.infer<typeof PastEntry>;

/** All that there was on a page, in short, newest first: what a history, a search and a feed are made of. */
export const PastView = z.object({ items: z.array(PastEntry), older: z.boolean() });
export type PastView = z.infer<typeof PastView>;
