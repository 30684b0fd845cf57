import type { Clock } from './clock.ts';

export interface Loop {
  /** Runs the next round now instead of at its time. */
  wake(): void;
  stop(): Promise<void>;
  /** What is wrong, once so many rounds have failed lately that it will hardly mend itself: for `/readyz`. */
  check(): string | undefined;
}

export interface LoopOptions {
  clock: Clock;
  everyMs: number | (() => number);
  /** How long to wait after a failure; as long as ever, where nothing is said. */
  retryMs?: number;
  /** When the first round comes; at once, where nothing is said. */
  firstAfterMs?: number;
  onError(error: unknown): void;
}

// A fault that passes has passed by then; one of the code comes again, perhaps not in every round.
const failuresMax = 5;
const withinMs = 30_000;
// And who has failed no more for so long is well.
const lastMs = 10_000;

/**
 * Runs work again and again, one round at a time; a failed round is told, and tried again after a pause. Nothing that must go
 * on for as long as its process lives is repeated in another way: a throw would end it in silence.
 */
export function startLoop(work: () => unknown, { clock, everyMs, retryMs, firstAfterMs = 0, onError }: LoopOptions): Loop {
  const life = { isStopped: false };
  let nap = new AbortController();
  let isWoken = false;
  /** When the last ones failed. */
  const failures: number[] = [];
  let trouble = '';

  /** Answers how long to wait. */
  const round = async (): Promise<number> => {
    const usualMs = typeof everyMs === 'number' ? everyMs : everyMs();
    try {
      await work();
      return isWoken ? 0 : usualMs;
    } catch (error) {
      failures.push(clock.elapsed());
      if (failures.length > failuresMax) failures.shift();
      trouble = (error as Error).message;
      if (!life.isStopped) onError(error);
      return retryMs ?? usualMs;
    }
  };
  const pause = async (ms: number) => {
    nap = new AbortController();
    await clock.sleep(ms, nap.signal).catch(() => undefined); // woken or stopped: both are fine
  };
  const rounds = async () => {
    if (firstAfterMs > 0) await pause(firstAfterMs);
    while (!life.isStopped) {
      isWoken = false;
      const waitMs = await round();
      if (!life.isStopped && waitMs > 0) await pause(waitMs);
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
    check: () => {
      const now = clock.elapsed();
      const isUnwell = failures.length === failuresMax && now - failures[0]! <= withinMs && now - failures.at(-1)! <= lastMs;
      return isUnwell ? `it fails again and again: ${trouble}` : undefined;
    },
  };
}
