import { idFrom, newId } from '@pharos/core/id';
import { until } from '@pharos/core/testing/until';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { carryOn, rankOf, takeOverMs } from '../src/mesh/carry-on.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import { createWriteGroups } from '../src/write/write-group.ts';
import { converged, createWorld, kitAt, makePage, regionNames, type TestRegion, type TestWorld } from './world.ts';

let world: TestWorld;
let page: string;
let api: string;
const regions = regionNames.slice(0, 3);

beforeEach(async () => {
  world = await createWorld(3);
  await world.start();
  ({ page, api } = await makePage(world.regions[0]!.writer));
});
afterEach(() => world[Symbol.asyncDispose]());

const schedule = async (startsAt: number, endsAt: number): Promise<string> => {
  const maintenance = newId();
  await world.regions[0]!.writer.write(
    {
      type: 'schedule-maintenance',
      page,
      maintenance,
      update: newId(),
      title: 'A new disk',
      body: 'We replace it.',
      startsAt: new Date(startsAt).toISOString(),
      endsAt: new Date(endsAt).toISOString(),
      components: [api],
      automatic: true,
      notify: true,
    },
    { actor: 'test' },
  );
  await converged(world.regions);
  return maintenance;
};
const updatesIn = ({ sql }: TestRegion, maintenance: string) =>
  sql<{ status: string; body: string }[]>`select status, body from maintenance_update where maintenance = ${maintenance} order by hlc`;
const shownIn = async ({ sql }: TestRegion) => (await sql<{ shown: string }[]>`select shown from component where id = ${api}`)[0]!.shown;
const noticesIn = async ({ sql }: TestRegion) => (await sql`select from notify_job where page = ${page}`).length;
const planned = ['scheduled', 'in_progress', 'completed'];

/** What a region would do at some time, by its own clock. */
const look = (region: TestRegion, at: number) => {
  const kit = { ...kitAt(world.regions.indexOf(region)), clock: { ...region.kit.clock, now: () => at } };
  return carryOn(kit, { sql: region.sql, groups: createWriteGroups(kit, createPostgresStore(region.sql)), regions });
};
const inTurn = (maintenance: string) =>
  [...world.regions].sort((a, b) => rankOf(maintenance, a.kit.region, regions) - rankOf(maintenance, b.kit.region, regions));

it('a maintenance starts and ends by itself, is seen and told of once in every region, and moves its components there and back', async () => {
  const now = Date.now();
  const maintenance = await schedule(now + 1_500, now + 4_500);
  const first = world.regions[0]!;
  await until('it is under way', async () => (await shownIn(first)) === 'under_maintenance', 10_000);
  await until('it is over', async () => (await updatesIn(first, maintenance)).length === 3, 10_000);
  await converged(world.regions);
  for (const region of world.regions) {
    expect((await updatesIn(region, maintenance)).map(({ status }) => status)).toEqual(planned);
    expect(await shownIn(region)).toBe('operational');
    expect(await noticesIn(region)).toBe(3);
  }
});

it('the next region takes over when the first one does nothing, and nobody does it twice', async () => {
  const startsAt = Date.parse('2040-01-01T00:00:00Z');
  const maintenance = await schedule(startsAt, startsAt + 3_600_000);
  const [first, second, third] = inTurn(maintenance) as [TestRegion, TestRegion, TestRegion];
  expect(await look(first, startsAt - 1)).toBe(0);
  expect(await look(second, startsAt + takeOverMs - 1)).toBe(0);
  expect(await look(second, startsAt + takeOverMs)).toBe(1);
  await converged(world.regions);
  expect(await look(first, startsAt + takeOverMs)).toBe(0);
  expect(await look(third, startsAt + 2 * takeOverMs)).toBe(0);
  expect(await updatesIn(third, maintenance)).toHaveLength(2);
});

it('regions that cannot hear each other both go on, and it is one update when they can', async () => {
  const startsAt = Date.parse('2040-01-01T00:00:00Z');
  const maintenance = await schedule(startsAt, startsAt + 3_600_000);
  const [first, second] = inTurn(maintenance) as [TestRegion, TestRegion, TestRegion];
  await Promise.all([look(first, startsAt + takeOverMs), look(second, startsAt + takeOverMs)]);
  await converged(world.regions);
  for (const region of world.regions) {
    expect((await updatesIn(region, maintenance)).map(({ status }) => status)).toEqual(['scheduled', 'in_progress']);
    expect(await noticesIn(region)).toBe(2);
  }
});

it('what people did before its time is not done again, and other times are what counts', async () => {
  const startsAt = Date.parse('2040-01-01T00:00:00Z');
  const maintenance = await schedule(startsAt, startsAt + 3_600_000);
  const [first] = inTurn(maintenance) as [TestRegion];
  const write = (change: Parameters<TestRegion['writer']['write']>[0]) => first.writer.write(change, { actor: 'test' });
  const later = startsAt + 86_400_000;
  await write({
    type: 'reschedule-maintenance',
    page,
    maintenance,
    update: newId(),
    startsAt: new Date(later).toISOString(),
    endsAt: new Date(later + 60_000).toISOString(),
    body: 'A day later.',
    notify: true,
  });
  expect(await look(first, startsAt + 60_000)).toBe(0);
  await write({
    type: 'post-maintenance-update',
    page,
    maintenance,
    update: newId(),
    status: 'in_progress',
    body: 'Early.',
    notify: false,
  });
  expect(await look(first, later)).toBe(0);
  expect(await look(first, later + 60_000)).toBe(1);
  expect((await updatesIn(first, maintenance)).map(({ status }) => status)).toEqual(['scheduled', 'scheduled', 'in_progress', 'completed']);
});

it('regions that cannot hear each other remind once, and plan one and the same next of a series', async () => {
  const startsAt = Date.parse('2040-01-01T03:00:00Z');
  const at = (ms: number) => new Date(ms).toISOString();
  const maintenance = newId();
  const said = { title: 'Each week', body: 'We work.', startsAt: at(startsAt), endsAt: at(startsAt + 3_600_000), components: [api] };
  await world.regions[0]!.writer.write(
    {
      type: 'schedule-maintenance',
      page,
      maintenance,
      update: newId(),
      ...said,
      automatic: true,
      notify: true,
      remindMinutes: 60,
      recurrence: 'FREQ=WEEKLY',
    },
    { actor: 'test' },
  );
  await converged(world.regions);
  const [first, second] = inTurn(maintenance) as [TestRegion, TestRegion, TestRegion];
  const reminder = startsAt - 3_600_000;
  await Promise.all([look(first, reminder + takeOverMs), look(second, reminder + takeOverMs)]);
  await converged(world.regions);
  expect(await look(first, reminder + takeOverMs)).toBe(0);
  await Promise.all([look(first, startsAt + takeOverMs), look(second, startsAt + takeOverMs)]);
  await converged(world.regions);
  const next = idFrom(maintenance, '2040-01-08T03:00:00.000Z');
  for (const region of world.regions) {
    expect((await updatesIn(region, maintenance)).map(({ status }) => status)).toEqual(['scheduled', 'scheduled', 'in_progress']);
    expect((await updatesIn(region, next)).map(({ body }) => body)).toEqual(['We work.']);
    const rows = await region.sql<{ id: string; repeated: boolean }[]>`select id, repeated from maintenance order by starts_at`;
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { id: maintenance, repeated: true },
      { id: next, repeated: false },
    ]);
    // Announced, reminded, begun; and the next one announced.
    expect(await noticesIn(region)).toBe(4);
  }
  expect(await look(first, startsAt + takeOverMs)).toBe(0);
});
