import { subject } from '@pharos/core/subject';
import type { DrillWorld, Experiment } from '../experiment.ts';

export const regions = ['us', 'eu', 'ap'];

/** Three regions with all their servers, each role its own process, as far apart as continents are. */
export const threeRegions: DrillWorld = { mode: 'real', regions, link: { delayMs: 40, jitterMs: 5 } };

/** The same on databases that lose nothing with their machine. */
export const threeDurableRegions: DrillWorld = { ...threeRegions, isThrowaway: false };

// In each region; with their deliveries about two thirds of what two cores carry that also carry all fifteen roles and nine
// servers. Where the processors are all busy, a drill says more of the machine than of the fault: the timeline tells how busy they were.
export const people: Experiment['load'] = { writesPerSecond: 3, subscribers: 2 };

// A region that is silent for five seconds is taken over from. What it had on its way then may have arrived: mail, SMS and webhooks
// of this load within a second, and is told again.
export const inDoubtMax = 20;

export const repair: Experiment['defence'] = {
  name: "repair of gaps from a peer's log",
  // Nobody can ask a peer for its log.
  withoutIt: { forbiddenSubjects: regions.map((region) => subject.fetch(region)) },
};
export const supervision = { name: 'a supervisor that starts again what died', withoutIt: { isSupervised: false as const } };
