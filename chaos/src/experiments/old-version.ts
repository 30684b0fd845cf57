import { join } from 'node:path';
import type { Experiment } from '../experiment.ts';
import { wait } from '../faults/mended.ts';
import { makeVersion, takenAway, withoutMarks } from '../faults/older-version.ts';
import { versions } from '../faults/versions.ts';
import { promises } from '../probes/promises.ts';
import { people, threeRegions } from './worlds.ts';

// us has been upgraded, eu has not: what a third one would run is one of the two.
const regions = ['us', 'eu'];
// Four seconds to drain, and a start on cores that carry both regions.
const awayMsMax = 20_000;
const { open, writeNewer, writeOlder, upgrade, probes } = versions({ newer: 'us', older: 'eu' });

/** A fleet is upgraded region by region: for hours two versions write into the same documents. */
export const oldVersionBesideNew: Experiment = {
  name: 'old-version-beside-new',
  title: 'Two versions beside each other, and then an upgrade',
  breaks: 'nothing: eu runs a version that does not know private pages, edited updates, texts and two kinds of facts; then it is upgraded',
  hypothesis:
    'Each version shows and tells what it knows, and keeps what it does not; the upgraded region shows the rest by itself. Nobody else notices.',
  runbook: 'runbooks/upgrade.md',
  world: { ...threeRegions, regions, roots: { eu: 'older' } },
  load: people,
  ground: async (dataDir) => {
    await makeVersion(join(dataDir, 'older'), takenAway);
    await makeVersion(join(dataDir, 'older-without-marks'), [...takenAway, ...withoutMarks]);
    return new AsyncDisposableStack(); // they go with the data
  },
  prepare: [open],
  method: [writeNewer, writeOlder, wait(3_000, 'both versions go on')],
  rollback: [upgrade],
  probes: [
    // Its roles start again one after the other, and there is one of each: it is away while it drains and compiles afresh.
    ...promises({ regions, hurt: { region: 'eu', silentMsMax: awayMsMax, pagesRefusedMax: (2 * awayMsMax) / 1_000 } }),
    ...probes,
  ],
  defence: { name: 'a version marks the documents of which it knows only a part', withoutIt: { roots: { eu: 'older-without-marks' } } },
};
