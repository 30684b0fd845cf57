import { expect, it } from 'vitest';
import type { Experiment, Journal } from '../src/experiment.ts';
import { regionCut } from '../src/experiments/region-cut.ts';
import { everyWayOf, set } from '../src/faults/links.ts';
import { wait } from '../src/faults/mended.ts';
import { runExperiment } from '../src/run-experiment.ts';

// The same drill in its smallest form: all roles in this process, and a cut of two seconds.
const small: Experiment = {
  ...regionCut,
  // How quick it is is judged by the drill itself, where nothing else runs.
  probes: regionCut.probes.filter(({ name }) => !name.startsWith('p99')),
  world: { ...regionCut.world, mode: 'embedded' },
  load: { writesPerSecond: 3, subscribers: 1 },
  warmUpMs: 1_000,
  steadyMs: 2_000,
  settleMs: 500,
  method: [set('cut every link of eu, both ways, silently', everyWayOf('eu'), { cut: 'drop' }), wait(2_000, 'people post in all regions')],
};
const how = { isDefended: true, onProgress: () => undefined, signal: new AbortController().signal };

it('a region that is cut off under load loses nothing, and the drill sees it', { timeout: 180_000 }, async () => {
  let journal = await runExperiment(small, how);
  // On a busy machine a write may be refused for its time, or none be acknowledged within the two seconds: that is tried again, a loss is not.
  for (let turn = 1; turn < 4 && journal.verdict !== 'pass'; turn++) {
    expect(broken(journal).filter((answer) => !isOfPace(answer))).toEqual([]);
    journal = await runExperiment(small, how);
  }
  expect(broken(journal)).toEqual([]);
  expect(journal.verdict).toBe('pass');
  expect(journal.counts['writes acknowledged']).toBeGreaterThan(20);
});

it('a cut that nobody heals is not passed', { timeout: 120_000 }, async () => {
  const journal = await runExperiment({ ...small, rollback: [], probes: small.probes.filter(isQuick) }, how);
  expect(journal.verdict).toBe('fail');
  expect(journal.answers.find(({ probe }) => probe.startsWith('acknowledged updates that one region shows'))?.isKept).toBe(false);
});

function broken({ answers }: Journal) {
  return answers.filter(({ isKept }) => !isKept);
}

function isOfPace({ probe }: { probe: string }): boolean {
  return probe.startsWith('writes refused') || probe === 'acknowledged updates that eu does not show';
}

// Those that do not wait for what will never come.
function isQuick({ name }: Experiment['probes'][number]): boolean {
  return !name.startsWith('time from the mending') && !name.startsWith('updates missing on an open page');
}
