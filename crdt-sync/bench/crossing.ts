import { text } from '@pharos/core/outside/bus';
import { newId } from '@pharos/core/id';
import { subject } from '@pharos/core/subject';
import { createBenchWorld, makeBenchPage, postUpdate, untilLevel, type BenchPage, type BenchWorld } from './bench-world.ts';
import { load, p50, p99, pace, round, type Line } from './measure.ts';

// Half of a round trip of 80 ms.
const delayMs = 40;
const forMs = 8_000;
const updatesPerPlace = 25;

/** Three regions, round trip 80 ms: how long a write takes to be told to readers elsewhere, with links that lose, break and come back. */
export async function benchCrossing(): Promise<Line[]> {
  await using world = await createBenchWorld(['us', 'eu', 'ap'], delayMs);
  const clean = await cross(world, 50, () => undefined);
  const lossy = await cross(world, 20, () => world.links().forEach((link) => (link.loss = 0.05)));
  world.links().forEach((link) => (link.loss = 0));
  const dead = await cross(world, 20, () => [world.link(0, 2), world.link(2, 0)].forEach((link) => (link.isCut = true)));
  world.links().forEach((link) => (link.isCut = false));
  const small = await heal(world, 1_200);
  const large = await heal(world, 9_000);
  const line = (what: string, demand: string, { seen, missed }: Crossed, p50Max: number, p99Max: number): Line => ({
    what,
    demand,
    measured: `p50 ${round(p50(seen))} ms, p99 ${round(p99(seen))} ms, ${missed} missed of ${seen.length + missed}`,
    isMet: p50(seen) <= p50Max && p99(seen) <= p99Max && missed === 0,
  });
  return [
    line('write -> told elsewhere, RTT 80, 50/s per region', 'p50 <= 80, p99 <= 200 ms', clean, 80, 200),
    line('the same, 5 % of messages lost, 20/s per region', 'p99 <= 500 ms', lossy, Infinity, 500),
    line('the same, one of three links dead, 20/s per region', 'p99 <= 500 ms', dead, Infinity, 500),
    {
      what: 'level again after a partition of 1,200 writes',
      demand: '<= 3 s, digests equal',
      measured: `${round(small.levelS)} s, ${small.told}`,
      isMet: small.levelS <= 3 && small.isLevel,
    },
    {
      what: 'level again after a partition of 9,000 writes',
      demand: '<= 10 s, digests equal',
      measured: `${round(large.levelS)} s, ${large.told}`,
      isMet: large.levelS <= 10 && large.isLevel,
    },
    {
      what: 'local write p99 while a region is cut off',
      demand: '<= 2x the p99 with links up, 0 errors',
      measured: `${round(large.cutP99)} ms; ${round(large.upP99)} ms with links up`,
      isMet: large.cutP99 <= 2 * Math.max(large.upP99, 10),
    },
  ];
}

interface Crossed {
  seen: number[];
  missed: number;
}

// From the call of the writer, so that the commit itself counts too.
async function cross(world: BenchWorld, perSecond: number, disturb: () => void): Promise<Crossed> {
  const places: BenchPage[] = [];
  for (const region of world.regions) places.push(await makeBenchPage(region));
  await untilLevel(world.regions, 10_000);
  disturb();
  const began = new Map<string, number>();
  const seen = new Map<string, number>();
  const listening = world.regions.map(({ bus, kit }) =>
    bus.subscribe(subject.pageAny, ({ data }) => {
      const now = performance.now();
      for (const [, update] of text(data).matchAll(/"update":"([0-9a-f-]{36})"/g)) {
        const key = `${update} ${kit.region}`;
        const start = began.get(update!);
        if (start !== undefined && !seen.has(key)) seen.set(key, now - start);
      }
    }),
  );
  let expected = 0;
  await Promise.all(
    world.regions.map((region, at) => {
      let place = places[at]!;
      let count = 0;
      return pace(1_000 / perSecond, forMs, async () => {
        count += 1;
        if (count % updatesPerPlace === 0) place = await makeBenchPage(region);
        const update = newId();
        began.set(update, performance.now());
        expected += world.regions.length - 1;
        await postUpdate(region, place, update);
        seen.set(`${update} ${region.kit.region}`, Number.NaN);
      });
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  for (const each of listening) each.unsubscribe();
  const crossed = [...seen.values()].filter((tookMs) => !Number.isNaN(tookMs));
  return { seen: crossed, missed: Math.max(0, expected - crossed.length) };
}

async function heal(world: BenchWorld, writes: number) {
  const places = await Promise.all(world.regions.map(async (region) => Promise.all([1, 2, 3, 4].map(() => makeBenchPage(region)))));
  const up = await load(3, 2_000, (worker) => postUpdate(world.regions[worker]!, places[worker]![0]!));
  await untilLevel(world.regions, 20_000);
  const alone = 2;
  for (const other of [0, 1]) for (const link of [world.link(other, alone), world.link(alone, other)]) link.isCut = true;
  const cutMs: number[] = [];
  let left = writes;
  await Promise.all(
    world.regions.flatMap((region, at) =>
      [0, 1, 2, 3].map(async (lane) => {
        let place = places[at]![lane]!;
        for (let count = 1; left > 0; count++) {
          left -= 1;
          if (count % updatesPerPlace === 0) place = await makeBenchPage(region);
          const start = performance.now();
          await postUpdate(region, place);
          cutMs.push(performance.now() - start);
        }
      }),
    ),
  );
  for (const link of world.links()) link.isCut = false;
  const start = performance.now();
  const isLevel = await untilLevel(world.regions, 60_000);
  const levelS = (performance.now() - start) / 1_000;
  return { levelS, isLevel, told: isLevel ? 'digests equal' : 'NOT equal', cutP99: p99(cutMs), upP99: p99(up.tookMs) };
}
