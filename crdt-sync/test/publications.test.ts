import { newId } from '@pharos/core/id';
import { until } from '@pharos/core/testing/until';
import type { Change } from '@pharos/resources/registry';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { carryOn, rankOf, takeOverMs } from '../src/mesh/carry-on.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import { createWriteGroups } from '../src/write/write-group.ts';
import { converged, createWorld, kitAt, makePage, regionNames, type TestRegion, type TestWorld } from './world.ts';

let world: TestWorld;
let us: TestRegion;
let page: string;
let api: string;
let incident: string;
const regions = regionNames.slice(0, 2);
const dueMs = Date.parse('2040-01-01T00:00:00Z');
const publishAt = new Date(dueMs).toISOString();

beforeAll(async () => {
  world = await createWorld(2);
  await world.start();
  us = world.regions[0]!;
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  ({ page, api } = await makePage(us.writer));
  incident = newId();
  await write({
    type: 'open-incident',
    page,
    incident,
    update: newId(),
    title: 'Down',
    body: 'We look.',
    impact: 'minor',
    status: 'investigating',
    components: [],
    notify: false,
  });
});

const write = (change: Change, region = us) => region.writer.write(change, { actor: 'test' });
const plan = async (more: { publishAt?: string } = {}) => {
  const publication = newId();
  const components = [{ id: api, status: 'degraded_performance' as const }];
  const said = { status: 'monitoring' as const, body: 'It holds.', components, notify: true };
  await write({ type: 'create-publication', page, publication, incident, publishAt, ...said, ...more });
  await converged(world.regions);
  return publication;
};
/** What a region would do at some time, by its own clock. */
const look = (region: TestRegion, at: number) => {
  const kit = kitAt(world.regions.indexOf(region));
  const clock = { ...region.kit.clock, now: () => at };
  return carryOn(
    { ...kit, clock },
    { sql: region.sql, groups: createWriteGroups({ ...kit, clock }, createPostgresStore(region.sql)), regions },
  );
};
const inTurn = (id: string) => [...world.regions].sort((a, b) => rankOf(id, a.kit.region, regions) - rankOf(id, b.kit.region, regions));
const bodiesIn = async ({ sql }: TestRegion) =>
  (await sql<{ body: string }[]>`select body from incident_update where incident = ${incident} order by hlc`).map(({ body }) => body);
const noticesIn = async ({ sql }: TestRegion) => (await sql`select from notify_job where page = ${page}`).length;
const recordIn = async ({ sql }: TestRegion, id: string) =>
  (await sql<{ removed: boolean; at: string | null }[]>`select removed, fields->>'publishAt' as at from record where id = ${id}`)[0];

it('an update that was written before is posted at its time, seen in every region, and told once', async () => {
  const soon = new Date(Date.now() + 1_500).toISOString();
  await plan({ publishAt: soon });
  expect(await bodiesIn(us)).toEqual(['We look.']);
  await until('it is posted', async () => (await bodiesIn(us)).length === 2, 15_000);
  await converged(world.regions);
  for (const region of world.regions) {
    expect(await bodiesIn(region)).toEqual(['We look.', 'It holds.']);
    expect(await noticesIn(region)).toBe(1);
    expect(await region.sql`select shown from component where id = ${api}`).toMatchObject([{ shown: 'degraded_performance' }]);
  }
});

it('regions that cannot hear each other both post it, and it is one update when they can', async () => {
  const publication = await plan();
  const [first, second] = inTurn(publication) as [TestRegion, TestRegion];
  expect(await look(first, dueMs - 1)).toBe(0);
  expect(await look(second, dueMs + takeOverMs - 1)).toBe(0);
  await Promise.all([look(first, dueMs + takeOverMs), look(second, dueMs + takeOverMs)]);
  await converged(world.regions);
  for (const region of world.regions) {
    expect(await bodiesIn(region)).toEqual(['We look.', 'It holds.']);
    expect(await noticesIn(region)).toBe(1);
    expect(await recordIn(region, publication)).toMatchObject({ removed: true });
  }
  // Posted by hand in the same moment, it is that one, too.
  await write({ type: 'publish-publication', page, incident, publication });
  expect(await bodiesIn(us)).toEqual(['We look.', 'It holds.']);
});

it('what was called off, or put off, is not posted', async () => {
  const off = await plan();
  const later = await plan();
  await write({ type: 'remove-publication', page, publication: off });
  await write({
    type: 'edit-publication',
    page,
    publication: later,
    publishAt: new Date(dueMs + 60_000).toISOString(),
    body: 'It still holds.',
  });
  expect(await look(us, dueMs + takeOverMs)).toBe(0);
  await expect(write({ type: 'publish-publication', page, incident, publication: off })).rejects.toThrow('no such publication');
  await look(us, dueMs + 60_000 + takeOverMs);
  expect(await bodiesIn(us)).toEqual(['We look.', 'It still holds.']);
});

it('an update waits for a person when its incident is over, or gone, or its hour has passed; and is not tried for ever', async () => {
  const late = await plan();
  await look(us, dueMs + 3_700_000);
  expect(await recordIn(us, late)).toEqual({ removed: false, at: null });
  const overtaken = await plan();
  await write({ type: 'post-update', page, incident, update: newId(), status: 'resolved', body: 'Over.', notify: false });
  await look(us, dueMs + takeOverMs);
  expect(await recordIn(us, overtaken)).toEqual({ removed: false, at: null });
  await write({ type: 'remove-incident', page, incident });
  const gone = await plan();
  await look(us, dueMs + takeOverMs);
  expect(await recordIn(us, gone)).toEqual({ removed: false, at: null });
  expect(await bodiesIn(us)).toEqual(['We look.', 'Over.']);
  expect(await look(us, dueMs + takeOverMs)).toBe(0);
});

it('a draft is opened at its time as one incident, and waits where it cannot be opened as it is', async () => {
  const said = { title: 'Works', body: 'We begin.', impact: 'minor', status: 'investigating', publishAt } as const;
  const draft = newId();
  await write({ type: 'create-draft', page, draft, ...said, components: [{ id: api, status: 'partial_outage' }] });
  const wrong = newId();
  await write({ type: 'create-draft', page, draft: wrong, ...said, components: [], nextUpdateAt: '2039-12-31T00:00:00.000Z' });
  await converged(world.regions);
  await Promise.all(world.regions.map((region) => look(region, dueMs + takeOverMs)));
  await converged(world.regions);
  for (const region of world.regions) {
    expect(await region.sql`select 1 from incident_update where incident = ${draft}`).toHaveLength(1);
    expect(await region.sql`select shown from component where id = ${api}`).toMatchObject([{ shown: 'partial_outage' }]);
    expect(await recordIn(region, wrong)).toEqual({ removed: false, at: null });
  }
  expect(await noticesIn(us)).toBe(1);
});
