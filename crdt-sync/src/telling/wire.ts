import { Epoch, RegionName, Report } from '@pharos/region/telling/report';
import { z } from 'zod';

/** What regions ask of each other about notices; all of it comes from strangers, and is parsed before it is believed. */

// What one message asks about: an answer holds what is open of each.
export const asksMax = 20;
// The bus takes a megabyte.
export const answerBytesMax = 700_000;

export const Question = z.discriminatedUnion('what', [
  /** Are you there, with your database? Who asks is. */
  z.object({ what: z.literal('reach'), region: RegionName }),
  z.object({ what: z.literal('report'), report: Report }),
  z.object({
    what: z.literal('promise'),
    candidate: RegionName,
    /** A person has said that who tells them is dead, or has to stop: also one that is heard. */
    isOrdered: z.boolean(),
    asks: z.array(z.object({ update: z.uuid(), epoch: Epoch })).max(asksMax),
  }),
]);
export type Question = z.infer<typeof Question>;

/** Who has it, and under which epoch; `reportEpoch`: the epoch of the newest report. */
const Holder = z.object({ epoch: Epoch, teller: RegionName, report: Report.optional() });

export const ReachAnswer = z.object({ isThere: z.boolean() });
export const ReportAnswer = z.object({
  isKept: z.boolean(),
  known: z.object({ epoch: Epoch, teller: RegionName, reportEpoch: Epoch.optional() }).optional(),
});
export type ReportAnswer = z.infer<typeof ReportAnswer>;
export const PromiseAnswer = z.object({
  answers: z.array(z.object({ update: z.uuid(), isPromised: z.boolean(), known: Holder.optional() })).max(asksMax),
});
export type PromiseAnswer = z.infer<typeof PromiseAnswer>;
