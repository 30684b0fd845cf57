import type { Scene, Step } from '../experiment.ts';

/** What was broken is whole again: from now on it is counted how long the rest takes. */
export function mended({ moments, world }: Scene): void {
  moments.mendedMs = world.clock.elapsed();
}

export function wait(ms: number, why: string): Step {
  return { name: `leave it so for ${ms / 1000} s: ${why}`, run: ({ sleep }) => sleep(ms) };
}
