import type { Kit } from './role.ts';

export interface Loop {
  /** Runs the next round now instead of at its time; after a failure, once its pause is over. */
  wake(): void;
  stop(): Promise<void>;
  /** What is wrong, once so many rounds have failed lately that it will hardly mend itself: for `/readyz`. */
  check(): string | undefined;
}

export interface LoopOptions {
  kit: Pick<Kit, 'clock' | 'log' | 'metrics'>;
  /** What it does, in a word or two: for those who read logs and metrics. */
  name: string;
  /** Asked after each round, where it is a function. */
  everyMs: number | (() => number);
  /** How long to wait after a failure; as long as ever, where nothing is said. */
  retryMs?: number;
  /** When the first round comes; at once, where nothing is said. */
  firstAfterMs?: number;
  /** Where a failure is no surprise, and is told in another way than as an error. */
  onError?(error: unknown): void;
}

// A fault that passes has passed by then; one of the code comes again, perhaps not in every round.
const failuresMax = 5;
const withinMs = 30_000;
// And who has failed no more for so long is well.
const lastMs = 10_000;

/**
 * Runs work again and again, one round at a time; a failed round is told, counted, and tried again after a pause. Nothing that
 * must go on for as long as its process lives is repeated in another way: a throw would end it in silence. It is:
 *   working   one round is under way. A wake during it makes the next one come at once.
 *   napping   until its time, or a wake.
 *   resting   after a failure, until its time: no wake cuts that short, so that what is often woken does not fail in a circle.
 *   stopped   a round under way is awaited.
 */
export function startLoop(work: () => unknown, { kit, name, everyMs, retryMs, firstAfterMs = 0, onError }: LoopOptions): Loop {
  const { clock, log, metrics } = kit;
  const failed = metrics.counter('loop_failures_total', 'Rounds that failed of what is done again and again, and were tried again', [
    'loop',
  ]);
  const tell = onError ?? ((error: unknown) => log.error({ err: error, loop: name }, 'a round failed; it is tried again'));
  const life = { isStopped: false };
  let nap = new AbortController();
  let isWoken = false;
  let isResting = false;
  /** When the last ones failed. */
  const failures: number[] = [];
  let trouble = '';

  const usualMs = () => (typeof everyMs === 'number' ? everyMs : everyMs());

  /** Answers how long to wait. */
  const round = async (): Promise<number> => {
    try {
      await work();
      return isWoken ? 0 : usualMs();
    } catch (error) {
      // The stop itself makes waits end so.
      if (life.isStopped) return 0;
      failures.push(clock.elapsed());
      if (failures.length > failuresMax) failures.shift();
      trouble = (error as Error).message;
      failed.inc({ loop: name });
      tell(error);
      isResting = true;
      return retryMs ?? usualMs();
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
      // A wake may have come since the round ended.
      const isDue = waitMs <= 0 || (isWoken && !isResting);
      if (!life.isStopped && !isDue) await pause(waitMs);
      isResting = false;
    }
  };
  const ended = rounds();
  return {
    wake: () => {
      isWoken = true;
      if (!isResting) nap.abort();
    },
    stop: async () => {
      life.isStopped = true;
      nap.abort();
      await ended;
    },
    check: () => {
      const now = clock.elapsed();
      const isUnwell = failures.length === failuresMax && now - failures[0]! <= withinMs && now - failures.at(-1)! <= lastMs;
      return isUnwell ? `${name} fails again and again: ${trouble}` : undefined;
    },
  };
}
