import { afterEach, beforeEach, expect, it } from 'vitest';
import { newId } from '@pharos/core/id';
import { skewedClock } from '@pharos/core/clock';
import { readView } from '@pharos/core/region/view';
import { hlcToMs } from '../src/document/hlc.ts';
import { refold } from '../src/mesh/refold.ts';
import { createWriter } from '../src/mod.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import { converged, createWorld, makePage, until, type TestRegion, type TestWorld } from './world.ts';

const actor = 'test';
let world: TestWorld;
let us: TestRegion;
let eu: TestRegion;
beforeEach(async () => {
  world = await createWorld(2);
  await world.start();
  [us, eu] = world.regions as [TestRegion, TestRegion];
});
afterEach(() => world[Symbol.asyncDispose]());

const readModel = [
  'page',
  'slug',
  'domain',
  'component',
  'incident',
  'incident_component',
  'incident_update',
  'incident_text',
  'maintenance',
  'maintenance_component',
  'maintenance_update',
  'subscription',
  'api_key',
];

it('the typed tables are what the documents say: emptied and folded again, they are the same', async () => {
  const { page, api, web } = await makePage(us.writer);
  const [incident, maintenance, update] = [newId(), newId(), newId()];
  const write = us.writer.write;
  await write(
    {
      type: 'open-incident',
      page,
      incident,
      update,
      title: 'Down',
      impact: 'major',
      status: 'investigating',
      body: 'x',
      components: [{ id: api, status: 'major_outage' }],
      notify: true,
    },
    { actor },
  );
  await write({ type: 'edit-update', page, incident, update, body: 'better words' }, { actor });
  await write(
    {
      type: 'post-update',
      page,
      incident,
      update: newId(),
      status: 'monitoring',
      body: 'y',
      components: [{ id: api, status: 'degraded_performance' }],
      notify: true,
    },
    { actor },
  );
  // It says nothing of components: what they show, and since when, stays as it is.
  await write(
    { type: 'post-update', page, incident, update: newId(), status: 'monitoring', body: 'still', components: [], notify: false },
    { actor },
  );
  const times = { startsAt: '2030-01-01T00:00:00Z', endsAt: '2030-01-01T01:00:00Z' };
  await write(
    {
      type: 'schedule-maintenance',
      page,
      maintenance,
      update: newId(),
      title: 'Works',
      body: 'z',
      ...times,
      components: [web],
      notify: true,
    },
    { actor },
  );
  await write(
    { type: 'post-maintenance-update', page, maintenance, update: newId(), status: 'in_progress', body: 'now', notify: true },
    { actor },
  );
  await write(
    { type: 'subscribe', page, subscription: newId(), channel: 'email', address: 'a@example.com', components: [], confirmed: false },
    { actor },
  );
  await write({ type: 'edit-page', page, domain: 'status.example.com' }, { actor });
  const other = newId();
  await write(
    {
      type: 'open-incident',
      page,
      incident: other,
      update: newId(),
      title: 'Over',
      impact: 'minor',
      status: 'resolved',
      body: 'x',
      components: [],
      notify: false,
    },
    { actor },
  );
  await write({ type: 'edit-postmortem', page, incident: other, text: 'Why it was', published: true }, { actor });
  await write({ type: 'create-api-key', key: newId(), page, name: 'ci', scopes: ['write'], hash: 'a'.repeat(64) }, { actor });
  await converged(world.regions);
  const tables = () => Promise.all(readModel.map((table) => eu.sql.unsafe(`select * from ${table} order by 1, 2`)));
  const [before, view] = [await tables(), await readView(eu.sql, page)];
  expect(view?.components.map(({ status }) => status)).toEqual(['degraded_performance', 'under_maintenance']);
  for (const table of readModel) await eu.sql.unsafe(`delete from ${table}`);
  expect(await refold(eu.sql, createPostgresStore(eu.sql), 'all')).toBeGreaterThan(6);
  expect(await tables()).toEqual(before);
  expect(await readView(eu.sql, page)).toEqual(view);
});

it('a document of a later version is carried, and folded once this one can read it', async () => {
  const { api } = await makePage(us.writer);
  await converged(world.regions);
  // As if an earlier version had received it.
  await eu.sql`update doc set unprojected = true where id = ${`component:${api}`}`;
  await eu.sql`delete from component where id = ${api}`;
  expect(await refold(eu.sql, createPostgresStore(eu.sql), 'unprojected')).toBe(1);
  expect(await eu.sql`select 1 from component where id = ${api}`).toHaveLength(1);
  expect(await eu.sql`select 1 from doc where unprojected`).toHaveLength(0);
});

it('a region whose clock runs ahead of its peers stamps with their time, and is alarmed', async () => {
  const aheadMs = 60_000;
  const { page, api } = await makePage(us.writer);
  await us.sql`update mesh_state set lead_ms = ${aheadMs}`;
  await using writer = createWriter({ ...us.kit, clock: skewedClock(() => aheadMs, us.kit.clock) }, { sql: us.sql, bus: us.bus });
  await writer.write({ type: 'edit-component', page, component: api, name: 'stamped' }, { actor });
  const [doc] = await us.sql<{ hlc: number }[]>`select hlc from doc where id = ${`component:${api}`}`;
  expect(Math.abs(hlcToMs(doc!.hlc) - Date.now())).toBeLessThan(5_000);
});

it('a region finds out how far its clock is ahead', async () => {
  await us.sync?.[Symbol.asyncDispose]();
  const { startSync } = await import('../src/role.ts');
  const kit = { ...us.kit, clock: skewedClock(() => 2_000, us.kit.clock) };
  us.sync = await startSync(kit, { sql: us.sql, bus: us.bus, peers: [{ region: 'eu', number: 2, bus: eu.bus }] });
  await until('the lead is known', async () => {
    const [state] = await us.sql<{ lead_ms: number }[]>`select lead_ms from mesh_state`;
    return Math.abs(state!.lead_ms - 2_000) < 200;
  });
  // And what it writes from now on is dated by its peers, though nobody told its writer.
  await using writer = createWriter(kit, { sql: us.sql, bus: us.bus });
  const { api } = await makePage(writer);
  const [doc] = await us.sql<{ hlc: number }[]>`select hlc from doc where id = ${`component:${api}`}`;
  expect(Math.abs(hlcToMs(doc!.hlc) - Date.now())).toBeLessThan(1_500);
  expect(await kit.metrics.text()).toMatch(/mesh_clock_lead_seconds\{[^}]*\} (1\.9|2)/);
});
