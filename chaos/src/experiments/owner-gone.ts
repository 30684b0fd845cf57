import type { Experiment } from '../experiment.ts';
import { crowd } from '../faults/crowd.ts';
import { everyWayOf, heal } from '../faults/links.ts';
import { promises } from '../probes/promises.ts';
import { regions, threeDurableRegions } from './worlds.ts';

const region = 'eu';
const people = 2_000;
const told = crowd({ region, people, toldFirst: 500 });
// Three parts of a hundred: what a region may have under way that falls silent.
const windowMax = 300;
// And of the other notices, of which some were on their way just then.
const othersMax = 20;
// It is away until everybody is told, and then its servers and five processes start on two cores.
const awayMsMax = 180_000;

const gone = {
  runbook: 'runbooks/takeover.md',
  world: threeDurableRegions,
  // The crowd is what keeps the processors busy.
  load: { writesPerSecond: 0.5, subscribers: 2, visitsPerSecond: 0.5 },
  steadyMs: 5_000,
  prepare: [told.signUp],
  probes: [
    ...promises({
      regions,
      hurt: { region, silentMsMax: awayMsMax },
      slowed: { region: 'us', p99MsMax: 3_000 },
      toldAgainMax: windowMax + othersMax,
      convergeMsMax: 60_000,
    }),
    told.toldBefore,
    told.untold,
    told.toldAgain(windowMax),
    told.uncounted,
  ],
} satisfies Partial<Experiment>;

/** The region that tells is gone, with its servers, when a quarter of the people are told. */
export const ownerGone: Experiment = {
  ...gone,
  name: 'owner-gone-while-telling',
  title: 'A region dies while it tells thousands of people',
  breaks: 'eu: every process and every server, by kill -9, when a quarter of 2,000 people were told',
  hypothesis: 'The next region goes on within seconds: everybody is told, and twice no more than were on their way.',
  method: [told.postAndStrike('kill -9 of all of eu', ({ world }) => world.region(region).kill()), told.untilTold],
  rollback: [{ name: 'start eu again', run: ({ world }) => world.region(region).start() }],
};

/** The same by its links: it lives, and must stop by itself. */
export const ownerCutOff: Experiment = {
  ...gone,
  name: 'owner-cut-off-while-telling',
  title: 'A region is cut off while it tells thousands of people',
  breaks: 'all links of eu, both ways, silently, when a quarter of 2,000 people were told',
  hypothesis: 'It stops by itself and another region goes on: everybody is told, and twice no more than were on their way.',
  method: [
    told.postAndStrike('cut every link of eu', ({ world }) => {
      for (const link of everyWayOf(region)(world)) link.set({ cut: 'drop' });
    }),
    told.untilTold,
  ],
  rollback: [heal('heal every link of eu', everyWayOf(region))],
};
