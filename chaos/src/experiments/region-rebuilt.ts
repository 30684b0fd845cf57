import type { Experiment } from '../experiment.ts';
import { fill, pointsDiffer, weight } from '../faults/fill.ts';
import { wait } from '../faults/mended.ts';
import { loseRegion, rebuildRegion, rebuiltMs } from '../faults/rebuild.ts';
import { start } from '../faults/parts.ts';
import { promises } from '../probes/promises.ts';
import { people, threeDurableRegions } from './worlds.ts';

const region = 'eu';
const regions = ['us', 'eu'];
// The design's figure for a region that is made again from nothing.
const rebuiltMsMax = 15 * 60_000;
// Of pages, components, incidents, subscribers and points as tables and documents hold them: the log is not copied.
const gigabyte = 1e9;
// What regions say is compared with all that they have, and with a gigabyte that takes its time on two cores.
const compareMsMax = 60_000;

const rebuilt = {
  breaks: 'eu: every process killed, every volume thrown away; empty servers, and npx pharos region rebuild',
  runbook: 'runbooks/region-lost.md',
  world: { ...threeDurableRegions, regions },
  load: { ...people, writesPerSecond: 2 },
  method: [loseRegion(region), rebuildRegion(region), wait(4_000, 'people go on')],
  rollback: [start(region, 'postgres'), start(region, 'api')],
};
const promised = {
  regions,
  hurt: { region, silentMsMax: rebuiltMsMax },
  // A region's start is compiled by the cores that us writes with here.
  slowed: { region: 'us', p99MsMax: 2_000 },
  // Documents are copied instead of the log, and no notices come with them; what was under way when it was lost is gone with its ledger.
  restored: { region, doubtMs: 120_000, hasLostTail: true, takenAsToldLeast: 0 },
};

/** Nothing is left of a region; it is made again from the code and its peers, under load elsewhere. */
export const regionRebuilt: Experiment = {
  ...rebuilt,
  name: 'region-rebuilt',
  title: 'Everything of a region is lost, and it is made again from the code and its peers',
  hypothesis: 'Nobody elsewhere notices; eu has within 15 minutes what its peers have, says what they say, and takes writes.',
  probes: [...promises(promised), rebuiltMs(rebuiltMsMax)],
};

/** The same, of a region with some years behind it. */
export const regionRebuilt1gb: Experiment = {
  ...rebuilt,
  name: 'region-rebuilt-1gb',
  title: 'Everything of a region that holds a gigabyte is lost, and it is made again from the code and its peers',
  hypothesis: 'Nobody elsewhere notices; eu has all of the gigabyte within 15 minutes, says what its peers say, and takes writes.',
  furnish: fill({ region: 'us', peer: region, bytes: gigabyte }),
  // A page shows its last hundred incidents, and these are counted on it: at this pace, those of half an hour.
  load: { ...people, writesPerSecond: 0.5 },
  // After the writes of years the tables are still tended to.
  steadyMs: 20_000,
  probes: [
    ...promises({ ...promised, convergeMsMax: compareMsMax }),
    rebuiltMs(rebuiltMsMax),
    weight('us', ['before'], gigabyte),
    weight(region, ['after']),
    pointsDiffer(regions),
  ],
};
