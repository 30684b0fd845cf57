import { fillRegion, weighed, type Filled } from '@pharos/lab/history/fill-region';
import { roleNames } from '@pharos/lab/site';
import type { BareScene, Experiment, Probe, Scene } from '../experiment.ts';

export interface FillOptions {
  region: string;
  /** It has all of it, too, before anything is broken. */
  peer: string;
  bytes: number;
}

// A machine that cannot write a gigabyte in this time says nothing of how fast one is copied.
const fillMsMax = 40 * 60_000;
// What is written last has come to the peer, and is done with, by then.
const levelMsMax = 15 * 60_000;
const lookMs = 1_000;

/** The data of years, in two regions. */
export function fill({ region, peer, bytes }: FillOptions): NonNullable<Experiment['furnish']> {
  const run = async (scene: BareScene) => {
    const { note, world, signal } = scene;
    // Nobody reads yet: what is shown and told is made once, at the end, and the processors are left to those who write and carry.
    const resting = [region, peer].flatMap((name) =>
      roleNames.filter((role) => role !== 'sync').map((role) => world.region(name).part(role)),
    );
    for (const part of resting) await part.stop();
    const filled = await fillRegion(world.region(region).site, {
      bytes,
      signal: AbortSignal.any([signal, AbortSignal.timeout(fillMsMax)]),
      onProgress: (now) => note(wordsOf(region, now, bytes)),
    });
    note(wordsOf(region, filled, bytes));
    const until = world.clock.elapsed() + levelMsMax;
    while (!(await isLevel(scene, region, peer))) {
      if (world.clock.elapsed() > until) throw new Error(`${peer} does not come up with what ${region} was given`);
      await scene.sleep(lookMs);
    }
    note(wordsOf(peer, await weighed(world.region(peer).sql), bytes));
    for (const part of resting) await part.start();
  };
  return { name: `give ${region} ${gigabytes(bytes)} of data, and wait until ${peer} has it`, run };
}

/** What a region has by then: an empty one is quickly made. */
export function weight(region: string, when: Probe['when'], least?: number): Probe {
  const ask = async ({ world }: Scene) => (await weighed(world.region(region).sql)).bytes / 1e9;
  return { name: `data in ${region}, without its log`, unit: 'GB', when, ...(least === undefined ? {} : { least: least / 1e9 }), ask };
}

/** No document holds them, so no digest knows of them: one sum over all rows, in whatever order they are read. */
export function pointsDiffer(regions: string[]): Probe {
  const ask = async ({ world, note }: Scene) => {
    const said = await Promise.all(
      regions.map(async (region) => {
        const [row] = await world.region(region).sql<{ points: string; parts: string }[]>`
          select
            (select concat_ws('/', count(*), sum(hashtextextended(concat_ws('|', metric, at, value), 0)::numeric)) from metric_point) as points,
            (select concat_ws('/', count(*), sum(hashtextextended(concat_ws('|', metric, width, at, min, max, sum, count), 0)::numeric))
              from metric_rollup) as parts`;
        return `${row!.points} ${row!.parts}`;
      }),
    );
    const isOne = new Set(said).size === 1;
    if (!isOne) note(`points: ${said.join('; ')}`);
    return isOne ? 0 : 1;
  };
  return { name: 'points of metrics that differ between regions', unit: 'yes', when: ['after'], most: 0, ask };
}

async function isLevel({ world }: BareScene, region: string, peer: string): Promise<boolean> {
  const [from, to] = await Promise.all([weighed(world.region(region).sql), weighed(world.region(peer).sql)]);
  return to.incidents >= from.incidents && to.subscribers >= from.subscribers && to.points >= from.points;
}

function wordsOf(region: string, { bytes, incidents, subscribers, points }: Filled, whole: number): string {
  return `${region} has ${gigabytes(bytes)} of ${gigabytes(whole)}: ${incidents} incidents, ${subscribers} subscribers, ${points} points`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
