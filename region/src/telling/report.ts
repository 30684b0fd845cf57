import { z } from 'zod';

/**
 * `majority`: each part of it is sent only once a majority of the regions has stored that it will be. `alone`: no majority was to be
 * had when it was written, or there are two regions: its region tells without asking.
 */
export const TellingMode = z.enum(['majority', 'alone']);
export type TellingMode = z.infer<typeof TellingMode>;

// One message of the bus holds them; with more than these unended at once nobody is held up, and more is in doubt (`plan.ts`).
export const openMax = 10_000;

const Subscriber = z.uuid();
export const RegionName = z.string().min(1).max(32);
export const Epoch = z.number().int().min(0).max(2_000_000_000);

/**
 * How far a notice is told, said by who tells it. Subscribers are told in the order of their ids: up to `toldTo` everybody but those
 * in `open`; behind that, up to `reservedTo`, somebody may have been told; behind that nobody.
 */
export const Report = z.object({
  update: z.uuid(),
  epoch: Epoch,
  teller: RegionName,
  /** Of one teller under one epoch a greater step is a later word. */
  step: z.number().int().min(0),
  reservedTo: Subscriber.nullable(),
  toldTo: Subscriber.nullable(),
  open: z.array(Subscriber).max(openMax),
  isFinished: z.boolean(),
});
export type Report = z.infer<typeof Report>;

/** Behind every subscriber. */
export const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
