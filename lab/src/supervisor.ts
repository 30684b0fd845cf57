import type { Clock } from '@pharos/core/clock';
import type { Part } from './part.ts';

// As a process manager does: at once the first time, then with more and more patience.
const firstMs = 250;
const mostMs = 4_000;
// Who has run for so long is well again: its next fall is a first one.
const wellMs = 10_000;

/** Starts again what ended without being asked. What was stopped on purpose stays stopped. */
export function createSupervisor(clock: Clock): { look(part: Part): void; stop(): void } {
  const stopped = new AbortController();
  const falls = new Map<Part, { count: number; atMs: number }>();
  const startAgain = async (part: Part, waitMs: number) => {
    await clock.sleep(waitMs, stopped.signal);
    if (part.state() === 'failed') await part.start();
  };
  return {
    look: (part) => {
      if (part.state() !== 'failed' || stopped.signal.aborted) return;
      const last = falls.get(part);
      const count = last && clock.elapsed() - last.atMs < wellMs ? last.count + 1 : 0;
      falls.set(part, { count, atMs: clock.elapsed() });
      startAgain(part, Math.min(firstMs * 2 ** count, mostMs)).catch(() => undefined); // failed again: looked at again
    },
    stop: () => stopped.abort(),
  };
}
