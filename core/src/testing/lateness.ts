import { systemClock } from '../clock.ts';

const eachMs = 10;

/**
 * How much later than it asked for this process was woken, all in all, since this was called: what the machine gave to others meanwhile.
 * A promise in seconds is about a machine that is there; how long one was not is no part of what it took.
 */
export function watchLateness(): () => number {
  let lateMs = 0;
  const ending = new AbortController();
  void (async () => {
    while (!ending.signal.aborted) {
      const began = systemClock.elapsed();
      await systemClock.sleep(eachMs);
      // A timer by itself is late by one.
      lateMs += Math.max(0, systemClock.elapsed() - began - eachMs - 1);
    }
  })();
  return () => {
    ending.abort();
    return lateMs;
  };
}

/** How long something took, less what the machine gave to others meanwhile. */
export function watchOwnTime(): () => number {
  const began = systemClock.elapsed();
  const lateMs = watchLateness();
  return () => systemClock.elapsed() - began - lateMs();
}
