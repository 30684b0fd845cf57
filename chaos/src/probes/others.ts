import type { Probe, Scene } from '../experiment.ts';
import { percentile } from '../watch/tally.ts';

// What a page and an event take at rest, on a machine that carries the whole world: below this a ratio says nothing.
const visitMsLeast = 60;
const screenMsLeast = 60;

/** What somebody in one region costs those who open the page there. */
export function visitP99During(region: string): Probe {
  const tookIn = ({ visitors }: Scene, fromMs: number, toMs: number) =>
    visitors
      .visits()
      .filter((visit) => visit.region === region && visit.atMs >= fromMs && visit.atMs < toMs)
      .map(({ tookMs }) => tookMs);
  return during(`p99 of opening the page in ${region}`, visitMsLeast, tookIn);
}

/** And those who follow it there: from the answer to the writer to the screen. */
export function screenP99During(region: string): Probe {
  const tookIn = ({ load, readers }: Scene, fromMs: number, toMs: number) => {
    const seenAt = new Map(readers.seen().flatMap((each) => (each.region === region ? [[each.update, each.atMs]] : [])));
    return load
      .acknowledged()
      .filter((each) => each.region === region && each.atMs >= fromMs && each.atMs < toMs)
      .map(({ update, atMs }) => Math.max(0, (seenAt.get(update) ?? Infinity) - atMs));
  };
  return during(`p99 from a write in ${region} to the screens there`, screenMsLeast, tookIn);
}

function during(what: string, leastMs: number, tookIn: (scene: Scene, fromMs: number, toMs: number) => number[]): Probe {
  const ask = (scene: Scene) => {
    const { steadyMs, faultMs, mendedMs } = scene.moments;
    const before = percentile(tookIn(scene, steadyMs, faultMs - 1_000), 0.99);
    const then = percentile(tookIn(scene, faultMs, mendedMs), 0.99);
    scene.note(`${what}: ${Math.round(before)} ms before, ${Math.round(then)} ms during it`);
    return then / Math.max(leastMs, before);
  };
  return { name: `${what}, during it beside before (or ${leastMs} ms, if that is more)`, unit: 'times', when: ['after'], most: 1.5, ask };
}
