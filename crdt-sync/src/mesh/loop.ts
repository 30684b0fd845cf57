import type { Clock } from '@pharos/core/clock';

export interface Loop {
  /** Runs the next round now instead of at its time. */
  wake(): void;
  stop(): Promise<void>;
}

export interface LoopOptions {
  clock: Clock;
  everyMs: number;
  /** How long to wait after a failure. */
  retryMs: number;
  onError(error: unknown): void;
}

/** Runs work again and again, one round at a time; a failed round is told, and tried again after a pause. */
export function startLoop(work: () => Promise<unknown>, { clock, everyMs, retryMs, onError }: LoopOptions): Loop {
  const life = { isStopped: false };
  let nap = new AbortController();
  let isWoken = false;
  const round = async (): Promise<number> => {
    try {
      await work();
      return everyMs;
    } catch (error) {
      if (!life.isStopped) onError(error);
      return retryMs;
    }
  };
  const rounds = async () => {
    while (!life.isStopped) {
      isWoken = false;
      const waitMs = await round();
      if (life.isStopped || (isWoken && waitMs === everyMs)) continue;
      nap = new AbortController();
      await clock.sleep(waitMs, nap.signal).catch(() => undefined); // woken or stopped: both are fine
    }
  };
  const ended = rounds();
  return {
    wake: () => {
      isWoken = true;
      nap.abort();
    },
    stop: async () => {
      life.isStopped = true;
      nap.abort();
      await ended;
    },
  };
}
