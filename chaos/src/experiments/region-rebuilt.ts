import type { Experiment } from '../experiment.ts';
import { wait } from '../faults/mended.ts';
import { loseRegion, rebuildRegion, rebuiltMs } from '../faults/rebuild.ts';
import { start } from '../faults/parts.ts';
import { promises } from '../probes/promises.ts';
import { people, threeDurableRegions } from './worlds.ts';

const region = 'eu';
const regions = ['us', 'eu'];
// The design's figure for a region that is made again from nothing.
const rebuiltMsMax = 15 * 60_000;

/** Nothing is left of a region; it is made again from the code and its peers, under load elsewhere. */
export const regionRebuilt: Experiment = {
  name: 'region-rebuilt',
  title: 'Everything of a region is lost, and it is made again from the code and its peers',
  breaks: 'eu: every process killed, every volume thrown away; empty servers, and npx pharos region rebuild',
  hypothesis: 'Nobody elsewhere notices; eu has within 15 minutes what its peers have, says what they say, and takes writes.',
  runbook: 'runbooks/region-lost.md',
  world: { ...threeDurableRegions, regions },
  load: { ...people, writesPerSecond: 2 },
  method: [loseRegion(region), rebuildRegion(region), wait(4_000, 'people go on')],
  rollback: [start(region, 'postgres'), start(region, 'api')],
  probes: [
    ...promises({
      regions,
      hurt: { region, silentMsMax: rebuiltMsMax },
      // A region's start is compiled by the cores that us writes with here.
      slowed: { region: 'us', p99MsMax: 2_000 },
      // Documents are copied instead of the log, and no notices come with them; what was under way when it was lost is gone with its ledger.
      restored: { region, doubtMs: 120_000, hasLostTail: true, takenAsToldLeast: 0 },
    }),
    rebuiltMs(rebuiltMsMax),
  ],
};
