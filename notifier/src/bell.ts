import type { Clock } from '@pharos/core/clock';

/** Wakes one sleeper: a ring while nobody sleeps is kept for the next one, so that no news falls between looking and lying down. */
export interface Bell {
  ring(): void;
  /** Until a ring, or `ms` at most; at once when the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export function createBell(clock: Clock): Bell {
  let isRung = false;
  let wake: AbortController | undefined;
  return {
    ring: () => {
      isRung = true;
      wake?.abort();
    },
    wait: async (ms, signal) => {
      if (!isRung && !signal.aborted) {
        wake = new AbortController();
        await clock.sleep(ms, AbortSignal.any([wake.signal, signal])).catch(() => undefined); // woken, which is no failure
        wake = undefined;
      }
      isRung = false;
    },
  };
}
