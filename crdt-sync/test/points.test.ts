import { newId } from '@pharos/core/id';
import { until } from '@pharos/core/testing/until';
import { readBuckets } from '@pharos/region/reading/points';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { purge } from '../src/mesh/purge.ts';
import { resync } from '../src/mesh/resync.ts';
import { thinPoints } from '../src/mesh/thin-points.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import { converged, createWorld, makePage, type TestRegion, type TestWorld } from './world.ts';

const actor = 'test';
const [minute, day] = [60_000, 86_400_000];
let world: TestWorld;
let us: TestRegion;
let eu: TestRegion;
let page: string;
let metric: string;

beforeAll(async () => {
  world = await createWorld(2);
  await world.start();
  [us, eu] = world.regions as [TestRegion, TestRegion];
  ({ page } = await makePage(us.writer));
  metric = await make();
});
afterAll(() => world[Symbol.asyncDispose]());

async function make(): Promise<string> {
  const id = newId();
  const said = { name: 'Latency', description: '', decimals: 0, public: true, order: 'V' };
  await us.writer.write({ type: 'create-metric', page, metric: id, ...said }, { actor });
  await converged(world.regions);
  return id;
}

const push = ({ writer }: TestRegion, of: string, points: [ms: number, value: number][]) =>
  writer.write(
    { type: 'push-points', page, metric: of, points: points.map(([ms, value]) => ({ at: new Date(ms).toISOString(), value })) },
    { actor },
  );
const pointsIn = async ({ sql }: TestRegion, of: string) =>
  (await sql<{ at: Date; value: number }[]>`select at, value from metric_point where metric = ${of} order by at`).map(({ at, value }) => [
    at.getTime(),
    value,
  ]);

it('points come to every region once, whoever pushes them, and of two for one moment the later holds everywhere', async () => {
  const now = Math.floor(Date.now() / minute) * minute;
  await push(us, metric, [
    [now - minute, 1],
    [now - 2 * minute, 2],
  ]);
  await push(eu, metric, [[now - 3 * minute, 3]]);
  const all = [
    [now - 3 * minute, 3],
    [now - 2 * minute, 2],
    [now - minute, 1],
  ];
  for (const region of world.regions)
    await until('all are there', async () => JSON.stringify(await pointsIn(region, metric)) === JSON.stringify(all));
  await push(us, metric, [
    [now - minute, 1],
    [now - 2 * minute, 2],
  ]);
  await push(us, metric, [[now - minute, 9]]);
  await converged(world.regions);
  for (const region of world.regions) expect(await pointsIn(region, metric)).toEqual([...all.slice(0, 2), [now - minute, 9]]);
  // They are in no document, and nobody is told.
  expect((await us.sql`select 1 from doc where kind = 'metric' and length(state) > 1000`).length).toBe(0);
  expect((await us.sql`select 1 from page_event where page = ${page} and patch::text like '%Latency%'`).length).toBe(0);
});

it('what lies too far back, or ahead, is refused', async () => {
  const now = Date.now();
  for (const at of [now - 14 * day, now + 3_600_000]) await expect(push(us, metric, [[at, 1]])).rejects.toMatchObject({ code: 'invalid' });
  await expect(push(us, newId(), [[now, 1]])).rejects.toMatchObject({ code: 'not-found' });
});

it('a range is read in so many parts, also of days that were thinned out, and each point counts once', async () => {
  const of = await make();
  const noon = Math.floor(Date.now() / day) * day - 12 * 3_600_000;
  const points = Array.from({ length: 60 }, (_, at): [number, number] => [noon + at * minute, at]);
  await push(us, of, points);
  const read = (sql: TestRegion['sql'], buckets: number, now = Date.now()) =>
    readBuckets(sql, of, { from: noon, to: noon + 60 * minute, buckets, now });
  const before = await read(us.sql, 4);
  expect(before.map(({ min, avg, max, count }) => [min, avg, max, count])).toEqual([
    [0, 7, 14, 15],
    [15, 22, 29, 15],
    [30, 37, 44, 15],
    [45, 52, 59, 15],
  ]);
  expect(await readBuckets(us.sql, of, { from: noon - day, to: noon - minute, buckets: 3, now: noon })).toMatchObject([
    { min: null, count: 0 },
    {},
    {},
  ]);

  // By five minutes it is the same, in every region, also after one of them was pushed again with another value.
  for (const region of world.regions) {
    await converged(world.regions);
    expect(await read(region.sql, 4, noon + 15 * day)).toEqual(before);
  }
  await push(us, of, [[noon + minute, 100]]);
  expect((await read(us.sql, 4, noon + 15 * day))[0]).toMatchObject({ max: 100, count: 15 });
  await push(us, of, [[noon + minute, 1]]);
  await thinPoints(us.sql, new Date(noon + 16 * day));
  expect(await pointsIn(us, of)).toEqual([]);
  expect(await us.sql`select 1 from metric_rollup where metric = ${of} and width = 300`).toHaveLength(12);
  expect(await read(us.sql, 4, noon + 16 * day)).toEqual(before);
  await thinPoints(us.sql, new Date(noon + 100 * day));
  expect(
    (await us.sql<{ width: number; count: number }[]>`select width, count from metric_rollup where metric = ${of}`).map((row) => ({
      ...row,
    })),
  ).toEqual([{ width: 3_600, count: 60 }]);
  await thinPoints(us.sql, new Date(noon + 500 * day));
  expect(await us.sql`select 1 from metric_rollup where metric = ${of}`).toHaveLength(0);
});

it('who copies the documents of a peer has what metrics measured, too, as far back as the peer has it', async () => {
  const [of, gone] = [await make(), await make()];
  const now = Math.floor(Date.now() / minute) * minute;
  await push(us, of, [
    [now - 2 * minute, 2],
    [now - minute, 1],
  ]);
  await push(us, gone, [[now - minute, 1]]);
  await converged(world.regions);
  // As if it had been away for longer than the log is kept; what it has by itself is later, and stays. It has five minutes of an hour still.
  await eu.sql`delete from metric_point where metric = any(${[of, gone]}::uuid[])`;
  await eu.sql`delete from metric_rollup where metric = any(${[of, gone]}::uuid[])`;
  await eu.sql`insert into metric_point values (${of}, ${new Date(now - minute)}, 9, ${2 ** 52}, 2)`;
  const [longAgo, kept] = ['2026-01-01T10:00:00Z', '2026-01-01T12:00:00Z'];
  for (const at of [longAgo, kept]) await us.sql`insert into metric_rollup values (${of}, 3600, ${at}, 1, 3, 60, 30)`;
  await eu.sql`insert into metric_rollup values (${of}, 300, ${'2026-01-01T12:05:00Z'}, 1, 3, 60, 30)`;
  await purge(createPostgresStore(eu.sql), eu.kit, `metric:${gone}`);
  await us.sql`insert into metric_point values (${gone}, ${new Date(now - 3 * minute)}, 1, 1, 1)`;

  for (let time = 0; time < 2; time++) await resync(createPostgresStore(eu.sql), { region: 'us', bus: us.bus });
  expect(await pointsIn(eu, of)).toEqual([
    [now - 2 * minute, 2],
    [now - minute, 9],
  ]);
  expect(await pointsIn(eu, gone)).toEqual([]);
  const rollups = await eu.sql<{ width: number; at: Date; count: number }[]>`
    select width, at, count from metric_rollup where metric = ${of} and at < '2026-02-01' order by at`;
  expect(rollups.map(({ width, at, count }) => [width, at.toISOString(), count])).toEqual([
    [3_600, new Date(longAgo).toISOString(), 30],
    [300, '2026-01-01T12:05:00.000Z', 30],
  ]);
  const recent = await eu.sql<{ sum: number }[]>`select sum(sum) from metric_rollup where metric = ${of} and at >= '2026-02-01'`;
  expect(recent[0]!.sum).toBe(11);
});

it('the points of a metric that is purged go with it, in every region', async () => {
  const of = await make();
  await push(us, of, [[Date.now() - minute, 1]]);
  await converged(world.regions);
  await purge(createPostgresStore(us.sql), us.kit, `metric:${of}`);
  for (const region of world.regions) {
    await until('it is forgotten', async () => (await pointsIn(region, of)).length === 0);
    expect(await region.sql`select 1 from record where id = ${of}`).toHaveLength(0);
  }
});
