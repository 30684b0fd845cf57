import type { FrontKind } from '@pharos/lab/front/relocate';
import type { Experiment, Probe } from '../experiment.ts';
import { deploy } from '../faults/deploy.ts';
import { wait } from '../faults/mended.ts';
import { start } from '../faults/parts.ts';
import { missedOnScreen, pagesRefused, shownTwiceByStream, streamsBroken, wrongIdsInStreams } from '../probes/people.ts';
import { gone, logFaults, quarantined, repeated } from '../probes/state.ts';
import { toldAgain, untold } from '../probes/told.ts';
import { refused, stillWaiting } from '../probes/writes.ts';

// One region: what another would add is proved by the other drills, and its processes would take the cores from those that restart.
const region = 'eu';
const regions = [region];

const zeroDowntime = (front: FrontKind): Experiment => {
  const { steps, probes } = deploy(region);
  const nothingLost: Probe[] = [
    refused(regions, ['before', 'during', 'after']),
    pagesRefused(regions, ['before', 'during', 'after']),
    streamsBroken(['before', 'during', 'after']),
    stillWaiting(false),
    gone(false),
    repeated(regions),
    logFaults(),
    quarantined(),
    untold(0),
    toldAgain(0),
    missedOnScreen(regions),
    shownTwiceByStream(),
    wrongIdsInStreams(),
  ];
  return {
    name: front === 'haproxy' ? 'zero-downtime-deploy' : `zero-downtime-deploy-${front}`,
    title: `Every process of a region is replaced behind ${front}, under load`,
    breaks: 'nothing: both of each role are restarted, one after the other, and a gateway hands its readers to the next',
    hypothesis: 'No request fails, no page is away, no reader is dropped, and everybody is told once.',
    runbook: 'runbooks/upgrade.md',
    world: { mode: 'real', regions, front },
    load: { writesPerSecond: 5, subscribers: 2, visitsPerSecond: 10 },
    prepare: [],
    method: [...steps, wait(3_000, 'people go on')],
    // Only what a step that failed has left stopped.
    rollback: ['sync', 'api', 'notifier', 'edge'].flatMap((role) => [start(region, role), start(region, `${role}-2`)]),
    probes: [...nothingLost, ...probes],
    defence: {
      name: 'a role goes on serving while balancers notice that it leaves, and a gateway hands its readers over',
      withoutIt: { roleEnv: { LEAVE_MS: '0', LIVE_RUN_DIR: '' } },
    },
  };
};

/** As deploy/README.md says, behind each of the two configurations that are shipped. */
export const zeroDowntimeDeploys: Experiment[] = [zeroDowntime('haproxy'), zeroDowntime('nginx')];
