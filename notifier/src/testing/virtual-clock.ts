import type { Clock } from '@pharos/core/clock';

export interface VirtualClock extends Clock {
  /** Runs what is due, sleeper by sleeper, until `ms` later; a day takes as long as its events. */
  advance(ms: number): Promise<void>;
}

/** Time that passes only when told to, and only once everybody who is awake has done what he can. */
export function createVirtualClock(startAt: number): VirtualClock {
  let now = startAt;
  let order = 0;
  const sleepers: { at: number; order: number; wake(): void }[] = [];
  // One turn of the event loop lets all promise jobs run, however long their chains are.
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    elapsed: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const sleeper = { at: now + Math.max(0, ms), order: (order += 1), wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          const at = sleepers.indexOf(sleeper);
          if (at >= 0) sleepers.splice(at, 1);
          reject(signal.reason as Error);
        });
      }),
    advance: async (ms) => {
      const end = now + ms;
      for (;;) {
        await settle();
        const next = sleepers.reduce<(typeof sleepers)[number] | undefined>(
          (first, each) => (!first || each.at < first.at || (each.at === first.at && each.order < first.order) ? each : first),
          undefined,
        );
        if (!next || next.at > end) break;
        sleepers.splice(sleepers.indexOf(next), 1);
        now = Math.max(now, next.at);
        next.wake();
      }
      now = end;
      await settle();
    },
  };
}
