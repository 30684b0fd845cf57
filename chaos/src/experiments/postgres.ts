import { chmod } from 'node:fs/promises';
import type { Experiment } from '../experiment.ts';
import { makeBackups, rehearsalsFailed, rehearseBackups, restoreBackup } from '../faults/backups.ts';
import { restoreDump, takeDump } from '../faults/dump.ts';
import { fillDisk, freeDisk, smallVolume } from '../faults/disk.ts';
import { wait } from '../faults/mended.ts';
import { archiveLog, rememberMoment, restoreMoment, stopWriting } from '../faults/moment.ts';
import { start } from '../faults/parts.ts';
import { restoreSnapshot, stopImmediately, takeSnapshot } from '../faults/postgres.ts';
import { addStandby, failOver, onePrimary } from '../faults/standby.ts';
import { promises } from '../probes/promises.ts';
import { inDoubtMax, people, regions, threeDurableRegions } from './worlds.ts';

const region = 'eu';
// The design's figure for a lost primary.
const silentMsMax = 30_000;
const common = {
  world: threeDurableRegions,
  load: people,
  rollback: [start(region, 'postgres')],
} satisfies Partial<Experiment>;

// Of production's two minutes as much as fits into a drill: what is older than this when the database is lost is taken as told.
const doubtMs = 2_000;
const restoring = {
  ...common,
  world: { ...threeDurableRegions, roleEnv: { RETURNED_DOUBT_MS: String(doubtMs) } },
  runbook: 'runbooks/database-restored.md',
  // Long enough for something to be written between the copy and the time of doubt, with what is under way at both ends.
  steadyMs: 9_000,
  defence: {
    name: 'old notices that come back are taken as told',
    withoutIt: { roleEnv: { RETURNED_DOUBT_MS: '600000' } },
  },
} satisfies Partial<Experiment>;
const restored = { region, doubtMs, hasLostTail: true, takenAsToldLeast: 1, inDoubtMax };

export const postgresStopped: Experiment = {
  ...common,
  name: 'postgres-stopped',
  title: "A region's Postgres dies and is started again",
  breaks: 'Postgres of eu, by an immediate stop, for 4 s',
  hypothesis: 'eu refuses writes until its database is back, and has lost none it took; nobody else notices; pages stay up.',
  runbook: 'runbooks/postgres-down.md',
  probes: promises({ regions, hurt: { region, silentMsMax, pagesRefusedMax: 0 }, toldAgainMax: inDoubtMax }),
  method: [stopImmediately(region), wait(4_000, 'people post in all regions'), start(region, 'postgres'), wait(3_000, 'people go on')],
};

export const snapshotRestored: Experiment = {
  ...restoring,
  name: 'snapshot-restored',
  title: "A region's database is restored from a snapshot of its volume",
  breaks: 'Postgres of eu: killed, and started from a copy of its volume that is 9 s old',
  hypothesis:
    'eu gets back all that any peer had, writes under a new origin, and all regions become the same; who was told before is not told again.',
  probes: promises({ regions, hurt: { region, silentMsMax, pagesRefusedMax: 0 }, restored }),
  prepare: [takeSnapshot(region)],
  method: [restoreSnapshot(region), wait(4_000, 'people go on')],
};

export const dumpRestored: Experiment = {
  ...restoring,
  name: 'dump-restored',
  title: "A region's database is restored from a dump",
  breaks: 'the database of eu: thrown away, and loaded from a dump that is 9 s old into a new one',
  hypothesis:
    'eu gets back all that any peer had, writes under a new origin, and all regions become the same; who was told before is not told again.',
  probes: promises({ regions, hurt: { region, silentMsMax }, restored }),
  prepare: [takeDump(region)],
  method: [restoreDump(region), wait(4_000, 'people go on')],
};

export const momentRestored: Experiment = {
  ...restoring,
  name: 'moment-restored',
  title: "A region's database is restored to a moment before its newest writes",
  breaks: 'Postgres of eu: thrown away, and played back from a base backup and the archived log to a moment 8 s ago',
  hypothesis:
    'eu writes on a new timeline under a new origin and gets back from its peers all that it wrote since that moment: nothing is lost, and who was told before is not told again.',
  runbook: 'runbooks/moment-restored.md',
  probes: promises({ regions, hurt: { region, silentMsMax, pagesRefusedMax: 0 }, restored: { ...restored, hasLostTail: false } }),
  prepare: [archiveLog(region)],
  method: [
    rememberMoment(region),
    wait(8_000, 'people go on: this is what will be missing'),
    stopWriting(region),
    restoreMoment(region),
    wait(4_000, 'people go on'),
  ],
  rollback: [...common.rollback, start(region, 'api')],
};

// A second region is there to keep the backups, and to give back what they lack.
const pair = ['us', 'eu'];
// The design's figure for a region of which nothing is left.
const restoredMsMax = 15 * 60_000;

export const backupRestored: Experiment = {
  ...restoring,
  name: 'backup-restored',
  title: "A region's backups are rehearsed, and then its volume is lost and restored from them",
  breaks: 'Postgres of eu: thrown away, and restored by pgBackRest from its backup and the archived log in the store of us',
  hypothesis:
    'While people write, everything restores beside the database and says the same; and when the volume is gone, eu gets back all that any peer had.',
  runbook: 'runbooks/backups.md',
  world: { ...restoring.world, regions: pair, backups: [region] },
  ground: async (dataDir) => {
    await chmod(dataDir, 0o711); // pgBackRest is not root, and must pass through
    return new AsyncDisposableStack();
  },
  load: { ...people, writesPerSecond: 2 },
  defence: undefined,
  probes: [
    ...promises({
      regions: pair,
      hurt: { region, silentMsMax: restoredMsMax, pagesRefusedMax: 0 },
      // Backups, rehearsal and restore are done by the cores that us writes with here, and by no others.
      slowed: { region: 'us', p99MsMax: 2_000 },
      restored: { ...restored, takenAsToldLeast: 0 },
    }),
    rehearsalsFailed(),
  ],
  prepare: [makeBackups(region)],
  method: [rehearseBackups(region), restoreBackup(region), wait(4_000, 'people go on')],
};

export const failover: Experiment = {
  ...restoring,
  name: 'failover',
  title: "A region's primary dies and an asynchronous standby takes over",
  breaks: 'the primary of eu, by kill -9; its standby is a second behind',
  hypothesis: 'eu writes again within seconds under a new origin, and gets back from its peers what the standby lacked.',
  steadyMs: 6_000,
  // The standby lacks less than the time of doubt: what comes back is all told again, with the defence or without it.
  defence: undefined,
  probes: promises({
    regions,
    hurt: { region, silentMsMax, pagesRefusedMax: 0 },
    restored: { ...restored, takenAsToldLeast: 0 },
  }),
  prepare: [addStandby(region)],
  method: [failOver(region), wait(4_000, 'people go on')],
  rollback: [onePrimary(region)],
};

export const diskFull: Experiment = {
  ...common,
  name: 'disk-full',
  title: "The disk of a region's Postgres is full",
  breaks: 'the volume of Postgres of eu: not a byte is left for 8 s (needs root)',
  hypothesis:
    'eu refuses writes and says why, keeps serving its pages, and takes writes again when there is room; nothing it took is lost.',
  runbook: 'runbooks/disk-full.md',
  ground: smallVolume(region),
  probes: promises({ regions, hurt: { region, silentMsMax, pagesRefusedMax: 0 }, toldAgainMax: inDoubtMax }),
  method: [fillDisk(region), wait(8_000, 'people post in all regions'), freeDisk(region), wait(3_000, 'people go on')],
  rollback: [freeDisk(region)],
};
