import * as fc from 'fast-check';
import { createModelWorld } from './world.ts';
import { steps } from './step.ts';
import { stories } from './stories.ts';

export interface ModelRun {
  runs: number;
  seed: number;
  /** Of a counterexample: that one sequence again. */
  path?: string | undefined;
}

/** Throws, with the seed and the smallest sequence of steps that shows it, when a promise can be broken. */
export async function runModel({ runs, seed, path }: ModelRun): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 7 }), fc.nat({ max: 1_000_000 }), steps, async (regions, chance, taken) => {
      const world = await createModelWorld(regions, chance);
      for (const step of taken) await world.take(step);
      await world.settle();
      world.auditor.checkEnd(world.regions);
    }),
    { numRuns: runs, seed, ...(path ? { path, endOnFailure: true } : {}), examples: stories },
  );
}
