import type { Phase, Probe, Scene } from '../experiment.ts';
import { longestSilence, p99, refusedIn } from '../watch/tally.ts';

// A world that is slower than this at rest shows nothing about its faults.
const restMsMax = 1_000;
// The design's own bar for a write. Twice of less than it is nothing that anybody notices, and on a small machine chance.
const normalMsLeast = 50;

/** Attempts that were refused, or not answered in time. */
export function refused(regions: string[], when: Phase[]): Probe {
  const ask = ({ load, moments }: Scene) => refusedIn(load.refused(), regions, moments.steadyMs);
  return { name: `writes refused in ${regions.join(', ')}`, unit: 'writes', when, most: 0, ask };
}

export function writeP99Before(region: string): Probe {
  const ask = ({ load, moments }: Scene) => p99(load.acknowledged(), region, moments.steadyMs);
  return { name: `p99 of a write in ${region}`, unit: 'ms', when: ['before'], most: restMsMax, ask };
}

/** What somebody else's fault may cost a writer here. */
export function writeP99During(region: string): Probe {
  const ask = ({ load, moments }: Scene) => {
    const writes = load.acknowledged();
    const normal = Math.max(normalMsLeast, p99(writes, region, moments.steadyMs, moments.faultMs));
    return p99(writes, region, moments.faultMs) / normal;
  };
  return {
    name: `p99 of a write in ${region} during it, beside before (at least ${normalMsLeast} ms)`,
    unit: 'times',
    when: ['during'],
    most: 2,
    ask,
  };
}

export function longestWithoutWrite(region: string, most: number): Probe {
  const ask = ({ load, moments, world }: Scene) =>
    longestSilence(load.acknowledged(), region, moments.faultMs, load.stoppedAtMs() ?? world.clock.elapsed());
  return { name: `longest time in which ${region} acknowledged no write`, unit: 'ms', when: ['after'], most, ask };
}

/** Refused writes are tried again with the same key: in the end each must have been taken, unless what it belongs to is gone. */
export function stillWaiting(isCounted: boolean): Probe {
  const target = isCounted ? {} : { most: 0 };
  return {
    name: 'writes never acknowledged, though tried again',
    unit: 'writes',
    when: ['after'],
    ...target,
    ask: ({ load }) => load.waiting(),
  };
}
