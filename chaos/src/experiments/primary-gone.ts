import { join } from 'node:path';
import type { Experiment } from '../experiment.ts';
import { smallVolumes } from '../faults/disk.ts';
import { wait } from '../faults/mended.ts';
import { bringBack, lockTakenBack, losePrimary, primaryFaults, type PrimaryFault } from '../faults/primary.ts';
import { readAllTheTime, readsRefused, rolesRestarted, watchRoles } from '../probes/database-reads.ts';
import { promises } from '../probes/promises.ts';
import { people, threeDurableRegions } from './worlds.ts';

const region = 'eu';
// The fault is a region's own matter: a second one is there to see that it notices nothing.
const regions = ['us', 'eu'];
// The lock of a lost primary ends within eight seconds; election, promotion and the way there take as long again where cores are few.
const silentMsMax = 20_000;
// While a copy that hangs is found out, each of its places is tried once.
const readsRefusedMax = 8;

const nodes = ['db-1', 'db-2', 'db-3'];

/** The primary of three servers is lost in each of the ways in which one is lost; nobody does anything about it. */
export const primaryGone: Experiment[] = Object.values(primaryFaults).map((fault: PrimaryFault) => ({
  name: `primary-gone-${fault.name}`,
  title: `A region's primary is lost and its synchronous standby takes over: ${fault.name}`,
  breaks: `the primary of the three database servers of eu: ${fault.what}`,
  hypothesis:
    'eu writes again within 20 s without anybody doing anything, and has lost no write it took; it reads on from the copies; no role is started again.',
  runbook: 'runbooks/primary-gone.md',
  world: { ...threeDurableRegions, regions, clusters: [region] },
  // Three more servers of a database than other drills have, on the same cores.
  load: { ...people, writesPerSecond: 2 },
  ...(fault.name === 'disk' ? { ground: smallVolumes((dataDir) => nodes.map((node) => join(dataDir, region, node, 'volume'))) } : {}),
  prepare: [readAllTheTime(region), watchRoles(region)],
  method: [losePrimary(region, fault), wait(8_000, 'people go on')],
  rollback: [bringBack(region, fault)],
  settleMs: 4_000,
  probes: [
    ...promises({ regions, hurt: { region, silentMsMax, pagesRefusedMax: 0 } }),
    readsRefused(region, readsRefusedMax),
    rolesRestarted(region),
    lockTakenBack(),
  ],
}));
