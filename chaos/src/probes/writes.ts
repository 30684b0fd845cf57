import type { Phase, Probe, Scene } from '../experiment.ts';
import { longestSilence, p99, refusedIn } from '../watch/tally.ts';

// A world that is slower than this at rest shows nothing about its faults.
const restMsMax = 1_000;
// The design's bar for a write is 50 ms on a machine of its own, and twice that on one that carries three regions. Who had to wait
// for another region would wait for a time-out, and those begin at 400 ms.
const normalMsLeast = 100;

/** Attempts that were refused, or not answered in time. */
export function refused(regions: string[], when: Phase[]): Probe {
  const ask = ({ load, moments, note }: Scene) => {
    const count = refusedIn(load.refused(), regions, moments.steadyMs);
    const whys = load.refused().filter(({ region, atMs }) => regions.includes(region) && atMs >= moments.steadyMs);
    if (count > 0) note(`the first of the writes refused: ${[...new Set(whys.map(({ why }) => why))].slice(0, 3).join('; ')}`);
    return count;
  };
  return { name: `writes refused in ${regions.join(', ')}`, unit: 'writes', when, most: 0, ask };
}

export function writeP99Before(regions: string[]): Probe {
  const ask = ({ load, moments }: Scene) => p99(load.acknowledged(), regions, moments.steadyMs);
  return { name: `p99 of a write in ${regions.join(', ')}`, unit: 'ms', when: ['before'], most: restMsMax, ask };
}

/** What somebody else's fault may cost a writer here. */
export function writeP99During(regions: string[]): Probe {
  const ask = ({ load, moments, note }: Scene) => {
    const writes = load.acknowledged();
    const before = p99(writes, regions, moments.steadyMs, moments.faultMs);
    const during = p99(writes, regions, moments.faultMs);
    note(`p99 of a write in ${regions.join(', ')}: ${Math.round(before)} ms before, ${Math.round(during)} ms during it`);
    return during / Math.max(normalMsLeast, before);
  };
  const name = `p99 of a write in ${regions.join(', ')} during it, beside before (or ${normalMsLeast} ms, if that is more)`;
  return { name, unit: 'times', when: ['during'], most: 2, isOfPace: true, ask };
}

export function slowWriteP99(region: string, most: number): Probe {
  const ask = ({ load, moments }: Scene) => p99(load.acknowledged(), [region], moments.faultMs);
  return { name: `p99 of a write in ${region} during it`, unit: 'ms', when: ['during'], most, isOfPace: true, ask };
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
