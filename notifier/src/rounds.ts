import { startLoop, type Loop, type LoopOptions } from '@pharos/core/loop';
import type { Kit } from '@pharos/core/role';

// After a failure of ours or of Postgres, before the next try.
const pauseMs = 1_000;

export interface Rounds {
  /** Runs this again and again from now on. */
  start(name: string, everyMs: LoopOptions['everyMs'], work: () => Promise<unknown>): Loop;
  /** Wakes one that was started; nothing before. */
  wake(name: string): void;
  /** No round begins from now on. */
  halt(): void;
  /** What is wrong, if one of them fails again and again. */
  check(): string | undefined;
}

/** All that a notifier does again and again. Each goes on by itself: a failure is told, and tried again after a pause. */
export function createRounds(kit: Kit): Rounds {
  const loops = new Map<string, Loop>();
  return {
    start: (name, everyMs, work) => {
      const loop = startLoop(work, { kit, name, everyMs, retryMs: pauseMs });
      loops.set(name, loop);
      return loop;
    },
    wake: (name) => loops.get(name)?.wake(),
    halt: () => {
      // Those who are at work are awaited by whoever stops them in their order.
      for (const loop of loops.values()) void loop.stop();
    },
    check: () => [...loops.values()].map((loop) => loop.check()).find((trouble) => trouble !== undefined),
  };
}

export interface Worker {
  work(): Promise<number>;
}

export interface CourierRoundsOptions {
  kit: Kit;
  lookMs: number;
  gatherMs: number;
  stop: AbortSignal;
}

/** One round of a courier: places that become free one after the other are filled by one lease, `gatherMs` after the first. */
export function courierRounds({ work }: Worker, { kit, lookMs, gatherMs, stop }: CourierRoundsOptions) {
  // There may be more: it goes on at once. Nothing was leased: it looks again when it is woken, or after a while.
  let hadWork = true;
  return {
    everyMs: () => (hadWork ? 0 : lookMs),
    round: async () => {
      if (!hadWork) await kit.clock.sleep(gatherMs, stop).catch(() => undefined); // the stop wakes us
      hadWork = (await work()) > 0;
    },
  };
}
