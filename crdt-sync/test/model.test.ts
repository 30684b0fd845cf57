import { expect, it } from 'vitest';
import { manyRestarts } from '../../proof/mesh-model/many-restarts.ts';
import { runModel } from '../../proof/mesh-model/run-model.ts';

// The real write, relay, apply and receive code over a store, net and clock of the model's. A longer run: node proof/mesh-model/main.ts.
const runs = 800;
// Of seeds that nobody has seen: some at each run, the many in the longer one.
const freshRuns = 500;
const limitMs = 180_000;

it(
  'no order of partitions, losses, crashes, restores and skewed clocks breaks a promise: the seeds of every run',
  { timeout: limitMs },
  async () => {
    await expect(runModel({ runs, seed: 20_300_101 })).resolves.toBeUndefined();
  },
);

it(
  'no order of partitions, losses, crashes, restores and skewed clocks breaks a promise: seeds of this run',
  { timeout: limitMs },
  async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    process.stdout.write(`model seed ${seed}\n`);
    await expect(runModel({ runs: freshRuns, seed })).resolves.toBeUndefined();
  },
);

it('however often regions are started again, what is kept and told of their origins stays short', { timeout: limitMs }, async () => {
  const longest = await manyRestarts({ regions: 7, restarts: 280 });
  expect(longest.page).toBeLessThan(300);
  expect(longest.vector).toBeLessThan(300);
  expect(longest.deps).toBeLessThan(500);
});
