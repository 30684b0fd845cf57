import type { Experiment } from '../experiment.ts';
import { oneBadReceiver } from './bad-receiver.ts';
import { deadLink, flappingLink, loss } from './bad-links.ts';
import { clocks } from './clock.ts';
import { deadProcesses } from './dead-processes.ts';
import { natsKilled, natsWiped, redisKilled, redisWiped } from './dead-servers.ts';
import { backupRestored, diskFull, dumpRestored, failover, momentRestored, postgresStopped, snapshotRestored } from './postgres.ts';
import { ownerCutOff, ownerGone } from './owner-gone.ts';
import { primaryGone } from './primary-gone.ts';
import { oldVersionBesideNew } from './old-version.ts';
import { regionRebuilt, regionRebuilt1gb } from './region-rebuilt.ts';
import { oneWayCut, regionCut, regionCutLong } from './region-cut.ts';
import { strangerFlood } from './strangers.ts';
import { zeroDowntimeDeploys } from './zero-downtime-deploy.ts';

/** Everything that can be drilled, in the order in which `drill all` does it. */
export const experiments: Experiment[] = [
  regionCut,
  regionCutLong,
  oneWayCut,
  deadLink,
  flappingLink,
  loss,
  ...deadProcesses,
  natsKilled,
  natsWiped,
  redisKilled,
  redisWiped,
  postgresStopped,
  snapshotRestored,
  dumpRestored,
  momentRestored,
  backupRestored,
  failover,
  diskFull,
  ...primaryGone,
  regionRebuilt,
  regionRebuilt1gb,
  ...clocks,
  ownerGone,
  ownerCutOff,
  oneBadReceiver,
  strangerFlood,
  oldVersionBesideNew,
  ...zeroDowntimeDeploys,
];
