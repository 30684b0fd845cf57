import { ComponentStatus, Impact } from '@pharos/core/severity';
import { z } from 'zod';

/** So many days stand on a page. */
export const daysShown = 90;

/**
 * What a page's components showed over the last days, as moments and not as days: it follows from documents alone, so it is the same
 * at one version of the page however late of a day it is read, and whoever has it makes days of it by himself, also when nobody answers him
 * any more. Moments are whole seconds since 1970.
 */
export const HistoryView = z.object({
  /** What was over before is not told here. */
  from: z.number().int(),
  /** Components that show their history. */
  parts: z.array(
    z.object({
      id: z.string(),
      /** From when on its history counts. */
      since: z.number().int(),
      /** From when to when, what it showed, and which of the incidents said so. What is not named was operational. */
      spans: z.array(z.tuple([z.number().int(), z.number().int().nullable(), ComponentStatus, z.number().int().nullable()])),
    }),
  ),
  incidents: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      impact: Impact,
      texts: z.record(z.string(), z.object({ title: z.string() })).optional(),
    }),
  ),
});
export type HistoryView = z.infer<typeof HistoryView>;
