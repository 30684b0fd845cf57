import type { Clock } from './clock.ts';
import { Problem } from './problem.ts';

/** What comes of `work`, unless it takes longer than all may: then a Problem. The work itself goes on, and nobody waits for it. */
export type Patience = <T>(work: Promise<T>) => Promise<T>;

// Looked at so often while somebody waits: a timer for each would cost more than most of what is waited for.
const looksInLimit = 8;

export function createPatience(clock: Clock, what: string, limitMs: number): Patience {
  // In the order they came, and so in the order in which their time is up.
  const waiting = new Set<{ until: number; giveUp(error: Problem): void }>();
  let isLooking = false;

  const look = async () => {
    while (waiting.size > 0) {
      await clock.sleep(limitMs / looksInLimit);
      for (const each of waiting) {
        if (each.until > clock.elapsed()) break;
        waiting.delete(each);
        each.giveUp(new Problem('unavailable', `${what} took longer than ${limitMs} ms`));
      }
    }
    isLooking = false;
  };

  return (work) =>
    new Promise((resolve, reject) => {
      const mine = { until: clock.elapsed() + limitMs, giveUp: reject };
      waiting.add(mine);
      work.then(
        (value) => {
          waiting.delete(mine);
          resolve(value);
        },
        (error: Error) => {
          waiting.delete(mine);
          reject(error);
        },
      );
      if (isLooking) return;
      isLooking = true;
      void look();
    });
}
