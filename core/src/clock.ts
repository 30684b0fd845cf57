/** The only source of time. Tests and drills pass their own, so that ten minutes take a millisecond. */
export interface Clock {
  /** Wall time in milliseconds: what people and other regions see. */
  now(): number;
  /** Time that never jumps, in milliseconds: what durations are measured with. */
  elapsed(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep,
};

/** A clock that runs ahead (or behind, when negative) by what `offsetMs` says now. */
export function skewedClock(offsetMs: () => number, base: Clock = systemClock): Clock {
  return { ...base, now: () => base.now() + Math.trunc(offsetMs()) };
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const timer = setTimeout(
      () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      },
      Math.max(0, ms),
    );
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', abort, { once: true });
  });
}
