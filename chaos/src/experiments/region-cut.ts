import type { Experiment } from '../experiment.ts';
import { everyWayOf, everyWayOutOf, heal, set } from '../faults/links.ts';
import { wait } from '../faults/mended.ts';
import { promises } from '../probes/promises.ts';
import { unheard } from '../probes/state.ts';
import { inDoubtMax, people, regions, repair, threeRegions } from './worlds.ts';

const cut = {
  hypothesis:
    'Every region keeps taking writes; after the cut is healed all regions show the same, nothing is lost, everybody was told, and twice only of what was on its way at the cut.',
  runbook: 'runbooks/region-cut-off.md',
  world: threeRegions,
  load: people,
  // Short, so that what is measured from the healing on is the catching up.
  settleMs: 500,
  probes: [...promises({ regions, toldAgainMax: inDoubtMax }), unheard('eu')],
  rollback: [heal('heal every link of eu', everyWayOf('eu'))],
  defence: repair,
} satisfies Partial<Experiment>;

/** eu loses every other region for ten seconds while responders post in all three. */
export const regionCut: Experiment = {
  ...cut,
  name: 'region-cut',
  title: 'A region is cut off under load',
  breaks: 'all links of eu, both ways, for 10 s',
  method: [set('cut every link of eu, both ways, silently', everyWayOf('eu'), { cut: 'drop' }), wait(10_000, 'people post in all regions')],
};

/** Longer than any client's patience: connections are given up and made anew. */
export const regionCutLong: Experiment = {
  ...cut,
  name: 'region-cut-30',
  title: 'A region is cut off for half a minute under load',
  breaks: 'all links of eu, both ways, for 30 s',
  steadyMs: 5_000,
  method: [set('cut every link of eu, both ways, silently', everyWayOf('eu'), { cut: 'drop' }), wait(30_000, 'people post in all regions')],
};

/** What eu says reaches nobody; what others say would reach it. */
export const oneWayCut: Experiment = {
  ...cut,
  name: 'one-way-cut',
  title: "A region's words reach nobody",
  breaks: 'the ways out of eu, for 10 s; the ways in stay open',
  probes: promises({ regions, toldAgainMax: inDoubtMax }),
  method: [set('cut every way out of eu, silently', everyWayOutOf('eu'), { cut: 'drop' }), wait(10_000, 'people post in all regions')],
};
