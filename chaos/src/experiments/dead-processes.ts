import type { RoleName } from '@pharos/lab/site';
import type { Experiment } from '../experiment.ts';
import { wait } from '../faults/mended.ts';
import { crash, start, untilBack } from '../faults/parts.ts';
import { untilReady } from '../probes/parts.ts';
import { promises, type Promises } from '../probes/promises.ts';
import { inDoubtMax, people, regions, supervision, threeRegions } from './worlds.ts';

const region = 'eu';
// A fresh process compiles as it starts, on cores that carry three regions: production's is up in a third of it.
const backMsMax = 10_000;
// Whoever writes or reads just then also finds a connection that is dead, and tries again half a second later.
const silentMsMax = backMsMax + 2_000;

interface Death {
  role: RoleName;
  hypothesis: string;
  costs: Omit<Promises, 'regions'>;
}

// Mail, SMS and webhooks of one region that may be under way at one moment; each may have arrived or not.
const underWayMax = 20;

const deaths: Death[] = [
  {
    role: 'api',
    hypothesis: 'A write in eu is refused for seconds, tried again with its key and taken once; nobody else notices.',
    costs: { hurt: { region, silentMsMax } },
  },
  {
    role: 'sync',
    hypothesis: 'Writes go on in eu; others hear of them as soon as the process is back.',
    // A write waits 400 ms for its place in the log, and is answered without it. Is it not back within five seconds, another region goes
    // on with the notices of eu.
    costs: { slowed: { region, p99MsMax: 1_000 }, toldAgainMax: inDoubtMax },
  },
  {
    role: 'gateway',
    hypothesis: 'Readers come back by themselves and have missed nothing.',
    costs: {},
  },
  {
    role: 'notifier',
    hypothesis: 'Everybody is told; only what was under way at that moment may come twice, or when its lease has ended.',
    costs: { toldAgainMax: underWayMax, untoldMax: underWayMax },
  },
  {
    role: 'edge',
    hypothesis: 'The page is away in eu for seconds; readers come back by themselves and have missed nothing.',
    // A visitor comes each half second.
    costs: { hurt: { region, silentMsMax, pagesRefusedMax: (2 * silentMsMax) / 1_000 } },
  },
];

/** One drill for each role: its process in eu is killed under load. */
export const deadProcesses: Experiment[] = deaths.map(({ role, hypothesis, costs }) => ({
  name: `kill-${role}`,
  title: `The ${role} process of a region is killed`,
  breaks: `the ${role} process of eu, by kill -9`,
  hypothesis,
  runbook: 'runbooks/process-down.md',
  world: threeRegions,
  load: people,
  probes: [...promises({ regions, ...costs }), untilReady(region, role, backMsMax)],
  method: [crash(region, role), untilBack(region, role), wait(3_000, 'people go on')],
  rollback: [start(region, role)],
  defence: supervision,
}));
