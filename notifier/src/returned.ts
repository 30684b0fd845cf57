/** What becomes of a notice that came back from another region after this one's database was restored from a copy. */
export type ReturnedDecision = 'told-again' | 'taken-as-told';

// The lost database told within seconds. A killed notifier's longest lease ends after a minute, and the first repetition comes 30 s
// after that. Whatever was written longer before the last that is known of that database was told by it.
export const returnedDoubtMsUsual = 120_000;
// What peers have comes back without a pause longer than a fetch's patience of 2 s; after so long a silence the newest is here.
export const returnedQuietMs = 5_000;

export interface ReturnedJob {
  /** When it was written. */
  at: string;
  /** When the newest that came back was written: until then, at least, the lost database was alive. */
  newestAt: string;
  doubtMs: number;
}

/**
 * The ledger that knew whom it told is gone, and nobody else ever knew. What was written shortly before the loss may not have
 * gone out, and is told again: a second copy is better than none. What is older had its time while the region was still
 * writing, and telling hours of it again would help nobody. The loss itself left no time behind, and a restore may take
 * hours; so it is measured from the newest that came back, which is never later than the loss.
 */
export function decideReturned({ at, newestAt, doubtMs }: ReturnedJob): ReturnedDecision {
  return Date.parse(at) >= Date.parse(newestAt) - doubtMs ? 'told-again' : 'taken-as-told';
}
