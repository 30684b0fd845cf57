import type { Clock } from './clock.ts';
import { Problem } from './problem.ts';
import { createPatience } from './patience.ts';

export interface LineOptions {
  clock: Clock;
  /** For the words of a failure. */
  what: string;
  /** So many pieces of work at a time; those that were given up count until they end. */
  atOnceMax: number;
  waitingMax: number;
  /** A piece that takes longer is given up. */
  limitMs: number;
  /** Somebody was refused because too many waited. */
  onRefused?(): void;
}

export interface Line {
  /** `isGivenUp`: nobody waits for it any more, and what it has not done yet it need not do. */
  <T>(work: (isGivenUp: () => boolean) => Promise<T>): Promise<T>;
  /** For how long all places have been hanging. */
  stuckMs(): number;
}

/**
 * Lets so much work go on at a time; the rest waits in line. What hangs is given up after a while, but keeps its place until it
 * ends, so that it never piles up; once all places hang, nobody waits any more.
 */
export function createLine({ clock, what, atOnceMax, waitingMax, limitMs, onRefused = () => undefined }: LineOptions): Line {
  const waiting: { begin(): void; refuse(error: Problem): void }[] = [];
  const inTime = createPatience(clock, what, limitMs);
  let underWay = 0;
  let hanging = 0;
  let stuckAt = Infinity;

  const refusal = (why: string) => new Problem('unavailable', `${what}: ${why}`);

  // A place is handed on, not given back and taken again: nobody slips in between.
  const place = async () => {
    if (hanging >= atOnceMax) throw refusal('everything before hangs');
    if (underWay < atOnceMax) return void underWay++;
    if (waiting.length >= waitingMax) {
      onRefused();
      throw refusal('too many wait');
    }
    await new Promise<void>((resolve, reject) => waiting.push({ begin: resolve, refuse: reject }));
  };
  const handOn = () => {
    const next = waiting.shift();
    if (next) next.begin();
    else underWay--;
  };

  const ask = async <T>(work: (isGivenUp: () => boolean) => Promise<T>): Promise<T> => {
    await place();
    let state: 'working' | 'hanging' | 'ended' = 'working';
    const working = (async () => work(() => state === 'hanging'))().finally(() => {
      if (state === 'hanging') hanging--;
      state = 'ended';
      handOn();
    });
    try {
      return await inTime(working);
    } catch (error) {
      // Its own failure, or our patience: it may have ended in this very turn.
      if (state === 'working') {
        state = 'hanging';
        if (++hanging >= atOnceMax) {
          stuckAt = clock.elapsed();
          for (const each of waiting.splice(0)) each.refuse(refusal('everything before hangs'));
        }
      }
      throw error;
    }
  };
  return Object.assign(ask, { stuckMs: () => (hanging >= atOnceMax ? clock.elapsed() - stuckAt : 0) });
}
