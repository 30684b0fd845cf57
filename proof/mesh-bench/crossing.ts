import { createBenchMesh, type BenchMesh } from './bench-world.ts';
import type { Link } from './link-bus.ts';
import { p50, p99, round, type Line } from './measure.ts';

// Half of a round trip of 80 ms.
const delayMs = 40;
const forMs = 8_000;
const warmMs = 4_000;
// Of each region: some seconds of all their work.
const capacityWrites = 600;

/** Three regions in a process each, round trip 80 ms: how long a write takes to be told to readers elsewhere, with links that lose, break and come back. */
export async function benchCrossing(): Promise<Line[]> {
  await using mesh = await createBenchMesh(['us', 'eu', 'ap'], delayMs);
  const [us, , ap] = mesh.regions;
  // The first seconds of a process are not its speed: they are its compiler's.
  await cross(mesh, 50, warmMs);
  const clean = await cross(mesh, 50);
  const capacity = await capacityOf(mesh);
  const quarter = await cross(mesh, capacity * 0.25);
  const busy = await cross(mesh, capacity * 0.6);
  await everyLink(mesh, { loss: 0.05 });
  const lossy = await cross(mesh, 20);
  await everyLink(mesh, { loss: 0 });
  const cut = (isCut: boolean) => Promise.all([us!.link('ap', { isCut }), ap!.link('us', { isCut })]);
  await cut(true);
  const dead = await cross(mesh, 20);
  await cut(false);
  const small = await heal(mesh, 1_200);
  const large = await heal(mesh, 9_000);
  const line = (what: string, demand: string, { seen, missed }: Crossed, p50Max: number, p99Max: number): Line => ({
    what,
    demand,
    measured: `p50 ${round(p50(seen))} ms, p99 ${round(p99(seen))} ms, ${missed} missed of ${seen.length + missed}`,
    isMet: p50(seen) <= p50Max && p99(seen) <= p99Max && missed === 0,
  });
  return [
    line('write -> told elsewhere, RTT 80, 50/s per region, a process each', 'p50 <= 80, p99 <= 200 ms', clean, 80, 200),
    line(`the same at 25 % of what three regions can at once (${round(capacity)}/s each)`, 'p50 <= 70, p99 <= 150 ms', quarter, 70, 150),
    line('the same at 60 % of that', 'p99 <= 300 ms', busy, Infinity, 300),
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

// From the call of the writer, so that the commit itself counts too, to the news on the other region's bus.
async function cross(mesh: BenchMesh, perSecond: number, duringMs = forMs): Promise<Crossed> {
  await mesh.untilLevel(10_000);
  const crossings = await Promise.all(mesh.regions.map((region) => region.cross(perSecond, duringMs)));
  const seen: number[] = [];
  let expected = 0;
  for (const [at, { began }] of crossings.entries()) {
    for (const [other, { seen: there }] of crossings.entries()) {
      if (other === at) continue;
      const moments = new Map(there);
      expected += began.length;
      for (const [update, start] of began) if (moments.has(update)) seen.push(moments.get(update)! - start);
    }
  }
  return { seen, missed: expected - seen.length };
}

// Writes a second of each region, while all write all they can and apply each other's: until everything is everywhere. So the
// share that follows is a share of this machine, however slow it is and whatever else it does.
async function capacityOf(mesh: BenchMesh): Promise<number> {
  await mesh.untilLevel(10_000);
  const began = performance.now();
  await Promise.all(mesh.regions.map((region) => region.write(capacityWrites)));
  await mesh.untilLevel(30_000);
  return (capacityWrites / (performance.now() - began)) * 1_000;
}

async function everyLink({ regions }: BenchMesh, change: Partial<Pick<Link, 'loss' | 'isCut'>>): Promise<void> {
  await Promise.all(regions.flatMap((to) => regions.filter((from) => from !== to).map((from) => to.link(from.region, change))));
}

async function heal(mesh: BenchMesh, writes: number) {
  const { regions } = mesh;
  const [us, eu, ap] = regions;
  const up = (await Promise.all(regions.map((region) => region.load(2_000)))).flat();
  await mesh.untilLevel(20_000);
  const apart = (isCut: boolean) => [
    us!.link('ap', { isCut }),
    eu!.link('ap', { isCut }),
    ap!.link('us', { isCut }),
    ap!.link('eu', { isCut }),
  ];
  await Promise.all(apart(true));
  const cutMs = (await Promise.all(regions.map((region) => region.write(writes / regions.length)))).flat();
  await Promise.all(apart(false));
  const start = performance.now();
  const isLevel = await mesh.untilLevel(60_000);
  const levelS = (performance.now() - start) / 1_000;
  return { levelS, isLevel, told: isLevel ? 'digests equal' : 'NOT equal', cutP99: p99(cutMs), upP99: p99(up) };
}
