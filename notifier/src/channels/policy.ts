import type { Told } from './notice.ts';

const second = 1_000;
const minute = 60 * second;
export const hourMs = 60 * minute;

/** How one channel tries: what is right of a mail is wrong of a text message. Pure: `next.ts` decides by it. */
export interface Policy {
  /** After this long a message about what happened would do harm, or nothing. */
  patienceMs: number;
  /** The waits between tries; the last one again and again. */
  waitsMs: readonly number[];
  /** It is tried no more once all waits are over. */
  endsWithWaits: boolean;
  /** Who is called has been asked, whatever comes of it: the endpoint is the stranger's own, and no provider stands between. */
  isCallTheQuestion: boolean;
  /** Receivers know each message by its id: twice is once. */
  isKnownById: boolean;
  /** `providers`: a few, with a breaker each. `receivers`: strangers' machines, with places and pauses of their own. */
  goesTo: 'providers' | 'receivers';
  /** Is it worth a message on this channel? */
  isTold(fact: Told): boolean;
}

// Mail and SMS providers recover in minutes; each wait doubles up to the last.
export const providerWaitsMs = [second, 2 * second, 4 * second, 8 * second, 15 * second, 30 * second, minute, 2 * minute, 5 * minute];
// What people's machines need: seconds for a hiccup, half a day for a night. As the receivers know it from others.
export const receiverWaitsMs = [5 * second, 5 * minute, 30 * minute, 2 * hourMs, 5 * hourMs, 10 * hourMs, 10 * hourMs];
