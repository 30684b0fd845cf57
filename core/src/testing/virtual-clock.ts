import type { Clock } from '../clock.ts';

export interface VirtualClock extends Clock {
  /** Lets time pass, a day as quickly as what happens in it: sleepers wake in their order, and what they start runs before the next one wakes. */
  pass(ms: number): Promise<void>;
}

interface Sleeper {
  at: number;
  wake(): void;
}

export interface VirtualClockOptions {
  /** What its watch shows at the beginning. */
  startAt?: number;
  /** Turns of the event loop until all that a moment causes has happened. One lets all promises run, however long their chains are. */
  turns?: number;
}

// What has run before it was looked at is no time at all: code that takes zero for "never" must not be right by chance.
const elapsedAtFirst = 1_000;

export function createVirtualClock({ startAt = Date.UTC(2026, 0, 1), turns = 4 }: VirtualClockOptions = {}): VirtualClock {
  let now = elapsedAtFirst;
  const sleepers = new Set<Sleeper>();
  return {
    now: () => startAt + now - elapsedAtFirst,
    elapsed: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const sleeper = { at: now + Math.max(0, ms), wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          if (sleepers.delete(sleeper)) reject(signal.reason as Error);
        });
        return undefined;
      }),
    pass: async (ms) => {
      const until = now + ms;
      await quiet(turns);
      for (;;) {
        let next: Sleeper | undefined;
        for (const each of sleepers) if (!next || each.at < next.at) next = each;
        if (!next || next.at > until) break;
        sleepers.delete(next);
        now = Math.max(now, next.at);
        next.wake();
        await quiet(turns);
      }
      now = until;
    },
  };
}

/** Until all that is under way has come to a rest: nothing here waits for anything but promises and the next turn. */
async function quiet(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
