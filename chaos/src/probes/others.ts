import type { Probe, Scene } from '../experiment.ts';
import { percentile } from '../watch/tally.ts';

// What a page and an event take at rest, on a machine that carries the whole world: below this a ratio says nothing.
const visitMsLeast = 60;
const screenMsLeast = 60;

/** What somebody in one region costs those who open the page there. */
export function visitP99During(region: string): Probe {
  const tookIn = ({ visitors }: Scene, where: string, fromMs: number, toMs: number) =>
    visitors
      .visits()
      .filter((visit) => visit.region === where && visit.atMs >= fromMs && visit.atMs < toMs)
      .map(({ tookMs }) => tookMs);
  return during({ what: 'p99 of opening the page', region, leastMs: visitMsLeast, tookIn });
}

/** And those who follow it there: from the answer to the writer to the screen. */
export function screenP99During(region: string): Probe {
  const tookIn = ({ load, readers }: Scene, where: string, fromMs: number, toMs: number) => {
    const seenAt = new Map(readers.seen().flatMap((each) => (each.region === where ? [[each.update, each.atMs]] : [])));
    return load
      .acknowledged()
      .filter((each) => each.region === where && each.atMs >= fromMs && each.atMs < toMs)
      .map(({ update, atMs }) => Math.max(0, (seenAt.get(update) ?? Infinity) - atMs));
  };
  return during({ what: 'p99 from a write to the screens of its region', region, leastMs: screenMsLeast, tookIn });
}

interface During {
  what: string;
  region: string;
  leastMs: number;
  tookIn(scene: Scene, region: string, fromMs: number, toMs: number): number[];
}

/**
 * Beside what it took before, and beside what it takes in the other regions at the same time, which nobody troubles: all
 * share one machine, and what that does to everybody is not what the one did to those around him.
 */
function during({ what, region, leastMs, tookIn }: During): Probe {
  const ask = (scene: Scene) => {
    const { steadyMs, faultMs, mendedMs } = scene.moments;
    const p99 = (where: string, fromMs: number, toMs: number) => percentile(tookIn(scene, where, fromMs, toMs), 0.99);
    const before = p99(region, steadyMs, faultMs - 1_000);
    const then = p99(region, faultMs, mendedMs);
    const others = scene.world.regions.filter(({ name }) => name !== region);
    const elsewhere = Math.max(...others.map(({ name }) => p99(name, faultMs, mendedMs)));
    const ms = [then, before, elsewhere].map(Math.round);
    scene.note(`${what} in ${region}: ${ms[0]} ms during it; ${ms[1]} ms before, ${ms[2]} ms elsewhere during it`);
    return then / Math.max(leastMs, before, elsewhere);
  };
  const name = `${what} in ${region} during it, beside before, elsewhere, or ${leastMs} ms, whichever is more`;
  return { name, unit: 'times', when: ['after'], most: 1.5, ask };
}
