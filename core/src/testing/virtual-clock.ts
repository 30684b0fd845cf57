import type { Clock } from '../clock.ts';

export interface VirtualClock extends Clock {
  /** Lets time pass: sleepers wake in their order, and what they start runs before the next one wakes. */
  pass(ms: number): Promise<void>;
}

interface Sleeper {
  at: number;
  wake(): void;
}

export function createVirtualClock(): VirtualClock {
  let now = 1_000;
  const sleepers = new Set<Sleeper>();
  return {
    now: () => Date.UTC(2026, 0, 1) + now,
    elapsed: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          if (sleepers.delete(sleeper)) reject(signal.reason as Error);
        });
        return undefined;
      }),
    pass: async (ms) => {
      const until = now + ms;
      await quiet();
      for (;;) {
        const next = [...sleepers].reduce<Sleeper | undefined>((first, each) => (first && first.at <= each.at ? first : each), undefined);
        if (!next || next.at > until) break;
        sleepers.delete(next);
        now = Math.max(now, next.at);
        next.wake();
        await quiet();
      }
      now = until;
    },
  };
}

/** Until all that is under way has come to a rest: nothing here waits for anything but promises and the next turn. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}
