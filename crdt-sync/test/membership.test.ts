import { afterEach, expect, it } from 'vitest';
import { newId } from '@pharos/core/id';
import { until } from '@pharos/core/testing/until';
import { readView } from '@pharos/region/reading/view';
import { readNotifyJobs } from '@pharos/region/reading/notify-jobs';
import type { ChangeOf } from '@pharos/resources/registry';
import { deepCheck, repair } from '../src/mesh/deep-check.ts';
import { membersRef, readActiveMembers, setMember } from '../src/mesh/members.ts';
import { pruneLog, prunePageEvents } from '../src/mesh/prune.ts';
import { purge } from '../src/mesh/purge.ts';
import { readMeshStatus } from '../src/mod.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import { startSync } from '../src/role.ts';
import { converged, createWorld, makePage, peersOf, type TestRegion, type TestWorld } from './world.ts';

let world: TestWorld | undefined;
afterEach(async () => {
  await world?.[Symbol.asyncDispose]();
  world = undefined;
});

const actor = 'test';
const stop = async (region: TestRegion) => {
  await region.sync?.[Symbol.asyncDispose]();
  region.sync = undefined;
};
const incident = (page: string, id = newId()): ChangeOf<'open-incident'> => ({
  type: 'open-incident',
  page,
  incident: id,
  update: newId(),
  title: 'Down',
  impact: 'major',
  status: 'investigating',
  body: 'secret token 42',
  components: [],
  notify: true,
});
// Days pass: what was logged until now is of the day before yesterday.
const age = async ({ sql }: TestRegion) => {
  await sql.unsafe(`create table if not exists log_20260101 partition of log for values from ('2026-01-01') to ('2026-01-02')`);
  await sql`update log set at = '2026-01-01T12:00:00Z'`;
  await sql`update page_event set stored_at = '2026-01-01T12:00:00Z'`;
};

it('a region that joins after the logs were forgotten gets everything, while its peers take writes', async () => {
  world = await createWorld(3);
  const [us, eu, ap] = world.regions as [TestRegion, TestRegion, TestRegion];
  for (const region of [us, eu])
    region.sync = await startSync(region.kit, { sql: region.sql, bus: region.bus, peers: peersOf(region, [us, eu]) });
  const { page, api } = await makePage(us.writer);
  await us.writer.write(incident(page), { actor });
  await converged([us, eu]);
  await until('the claim is confirmed and each knows that the other has all of it', async () => {
    const statuses = await Promise.all([us, eu].map(({ sql }) => readMeshStatus(sql)));
    // Four writes and the confirmation: while it is committed and not yet relayed, all agree without it.
    return statuses.every(({ aligned, vv }) => aligned && Object.values(vv).reduce((sum, seq) => sum + seq, 0) === 5);
  });
  for (const region of [us, eu]) {
    await age(region);
    expect(await pruneLog(region.sql, region.kit.region, async () => undefined)).toEqual([{ name: 'log_20260101', entries: 5 }]);
    expect(await prunePageEvents(region.sql)).toBe(4);
    await stop(region);
  }
  const busy = us.writer.write({ type: 'edit-component', page, component: api, name: 'API 2' }, { actor });
  await world.start();
  await busy;
  await converged(world.regions);
  const [first, last] = [await readView(us.sql, page), await readView(ap.sql, page)];
  expect({ ...last, at: '' }).toEqual({ ...first, at: '' });
});

it('the log is kept for a member that is away, and not for one declared dead', async () => {
  world = await createWorld(3);
  await world.start();
  const [us, eu, ap] = world.regions as [TestRegion, TestRegion, TestRegion];
  const { page, api } = await makePage(us.writer);
  await converged(world.regions);
  await stop(ap);
  for (let at = 0; at < 5; at++) await us.writer.write({ type: 'edit-component', page, component: api, name: `API ${at}` }, { actor });
  await converged([us, eu]);
  await until(
    'us knows that eu has it',
    async () => (await us.sql`select 1 from peer, jsonb_each(vv) where region = 'eu' and value::bigint >= 8`).length === 1,
  );
  await age(us);
  expect(await pruneLog(us.sql, 'us', async () => undefined)).toEqual([]);
  await setMember(createPostgresStore(us.sql), us.kit, { region: 'ap', number: 3 }, 'dead');
  await converged([us, eu]);
  expect((await readActiveMembers(eu.sql)).map(({ region }) => region)).toEqual(['us', 'eu']);
  expect((await pruneLog(us.sql, 'us', async () => undefined)).map(({ name }) => name)).toEqual(['log_20260101']);

  // It comes back, finds that its peers have forgotten, and resyncs by itself.
  for (const region of [us, eu]) await age(region);
  await pruneLog(eu.sql, 'eu', async () => undefined);
  await world.start();
  await converged(world.regions);
  expect((await readView(ap.sql, page))?.components[0]?.name).toBe('API 4');
});

it('what differs at the same vector is found and repaired', async () => {
  world = await createWorld(2);
  await world.start();
  const [us, eu] = world.regions as [TestRegion, TestRegion];
  const { page, api, web } = await makePage(us.writer);
  await converged(world.regions);
  // A fault that no vector shows: one document is lost, another is an older one.
  await eu.sql`update doc set state = ''::bytea, hash = '\\x00', hlc = 0 where id = ${`component:${api}`}`;
  const peer = { region: 'us', bus: us.bus };
  // While something moves, as a claim that is confirmed, nothing is said.
  const checked = () => expect.poll(() => deepCheck(eu.sql, peer));
  await checked().toEqual({ state: 'different', docs: [`component:${api}`] });
  await repair(createPostgresStore(eu.sql), eu.kit, peer, [`component:${api}`]);
  await converged(world.regions);
  await checked().toEqual({ state: 'equal' });
  expect((await readView(eu.sql, page))?.components.map(({ id }) => id)).toEqual([api, web]);
});

it('a purged document is forgotten everywhere: state, log, events, notices', async () => {
  world = await createWorld(2);
  await world.start();
  const [us, eu] = world.regions as [TestRegion, TestRegion];
  const { page } = await makePage(us.writer);
  const id = newId();
  await us.writer.write(incident(page, id), { actor });
  await converged(world.regions);
  await purge(createPostgresStore(eu.sql), eu.kit, `incident:${id}`);
  await converged(world.regions);
  for (const { sql } of [us, eu]) {
    const text = Buffer.from('secret token 42');
    expect(await sql`select 1 from doc where position(${text} in state) > 0`).toHaveLength(0);
    await until('it is out of the log', async () => (await sql`select 1 from log where position(${text} in env) > 0`).length === 0);
    expect(await sql`select 1 from page_event where position('secret token 42' in patch::text || facts::text) > 0`).toHaveLength(0);
    expect(await readNotifyJobs(sql, 'us', { limit: 10 })).toEqual([]);
    expect((await readView(sql, page))?.incidents).toEqual([]);
  }
  await expect(
    us.writer.write(
      { type: 'post-update', page, incident: id, update: newId(), body: 'late', status: 'resolved', notify: true },
      { actor },
    ),
  ).rejects.toMatchObject({ code: 'not-found' });
});

it('a region that was away while something was purged and the log forgotten has forgotten it too, once it is back', async () => {
  world = await createWorld(2);
  await world.start();
  const [us, eu] = world.regions as [TestRegion, TestRegion];
  const { page } = await makePage(us.writer);
  const change = incident(page);
  await us.writer.write(change, { actor });
  await converged(world.regions);
  await stop(eu);
  await setMember(createPostgresStore(us.sql), us.kit, { region: 'eu', number: 2 }, 'dead');
  // One more, so that there is something it was never told of; it waits in the outbox when the purge comes.
  await stop(us);
  await us.writer.write({ type: 'edit-incident', page, incident: change.incident, title: 'secret token 42' }, { actor });
  await purge(createPostgresStore(us.sql), us.kit, `incident:${change.incident}`);
  us.sync = await startSync(us.kit, { sql: us.sql, bus: us.bus, peers: peersOf(us, world.regions) });
  await until('all of it is in the log', async () => (await readMeshStatus(us.sql)).outbox === 0);
  const told = () => us.sql`select 1 from log where position('secret token'::bytea in env) > 0`;
  await until('it is out of the log', async () => (await told()).length === 0);
  await age(us);
  await pruneLog(us.sql, 'us', async () => undefined);
  eu.sync = await startSync(eu.kit, { sql: eu.sql, bus: eu.bus, peers: peersOf(eu, world.regions) });
  await converged(world.regions, 20_000);
  expect(await eu.sql`select 1 from incident`).toHaveLength(0);
  expect(await eu.sql`select octet_length(state) as bytes, purged from doc where kind = 'incident'`).toEqual([{ bytes: 0, purged: true }]);
});

it('a claim is confirmed once every member has recorded it; a later claim elsewhere cannot win', async () => {
  world = await createWorld(3);
  const [us, eu] = world.regions as [TestRegion, TestRegion, TestRegion];
  const [first, second] = [newId(), newId()];
  await us.writer.write({ type: 'create-page', page: first, name: 'First', slug: 'acme', timeZone: 'UTC' }, { actor });
  await eu.writer.write({ type: 'create-page', page: second, name: 'Second', slug: 'acme', timeZone: 'UTC' }, { actor });
  await world.start();
  await converged(world.regions);
  await until('the claim is confirmed in every region', async () => {
    const rows = await Promise.all(
      world!.regions.map(({ sql }) => sql`select 1 from slug where slug = 'acme' and page = ${first} and confirmed`),
    );
    return rows.every((found) => found.length === 1);
  });
  for (const { sql } of world.regions) {
    const [page] = await sql<{ slug: string }[]>`select slug from page where id = ${second}`;
    expect(page?.slug).toBe(`acme-${second.replaceAll('-', '').slice(-4)}`);
  }
  expect(membersRef.id).toBe('members:all');
});
