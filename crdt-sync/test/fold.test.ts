import { afterEach, beforeEach, expect, it } from 'vitest';
import { newId } from '@pharos/core/id';
import { skewedClock } from '@pharos/core/clock';
import { readView } from '@pharos/region/reading/view';
import { View } from '@pharos/resources/view';
import { hlcToMs } from '@pharos/core/hlc';
import { until } from '@pharos/core/testing/until';
import type { Json } from '@pharos/resources/fold';
import { docRef } from '@pharos/resources/kind';
import { foldState } from '../src/document/registers.ts';
import { refold } from '../src/mesh/refold.ts';
import { verifyTables } from '../src/mesh/verify-tables.ts';
import { createWriter } from '../src/mod.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import { writeDoc } from '../src/write/write-doc.ts';
import { converged, createWorld, makePage, type TestRegion, type TestWorld } from './world.ts';

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
      automatic: true,
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
  // The claims of its name and domain are confirmed by themselves: not in the middle of what follows.
  await until(
    'the domain is confirmed, and told',
    async () =>
      (await eu.sql`select 1 from page_event where page = ${page} and patch -> 'page' -> 'domain' ->> 'state' = 'confirmed'`).length > 0,
  );
  await until('no claim waits', async () => (await eu.sql`select 1 from slug where not confirmed`).length === 0);
  await converged(world.regions);
  const tables = () => Promise.all(readModel.map((table) => eu.sql.unsafe(`select * from ${table} order by 1, 2`)));
  const [before, view] = [await tables(), await readView(eu.sql, page)];
  expect(view?.components.map(({ status }) => status)).toEqual(['degraded_performance', 'under_maintenance']);
  for (const table of readModel) await eu.sql.unsafe(`delete from ${table}`);
  expect(await refold(eu.sql, createPostgresStore(eu.sql), 'all')).toBeGreaterThan(6);
  expect(await tables()).toEqual(before);
  expect(await readView(eu.sql, page)).toEqual(view);
});

it('tables that are not what their documents say are found and folded again; those that are stay as they are', async () => {
  const { page, api, web } = await makePage(us.writer);
  const incident = newId();
  await us.writer.write(
    {
      type: 'open-incident',
      page,
      incident,
      update: newId(),
      title: 'Down',
      impact: 'major',
      status: 'investigating',
      body: 'x',
      components: [{ id: api, status: 'major_outage' }],
      notify: false,
    },
    { actor },
  );
  await converged(world.regions);
  const version = () => eu.sql`select id, rev from doc order by id`;
  const [view, untouched] = [await readView(eu.sql, page), await version()];
  expect(await verifyTables(eu.sql, '')).toEqual({ mended: [], next: '' });
  expect(await version()).toEqual(untouched);
  await eu.sql`insert into incident_component (incident, component, status) values (${incident}, ${web}, 'partial_outage')`;
  await eu.sql`update component set shown = 'partial_outage' where id = ${web}`;
  await eu.sql`delete from incident_update where incident = ${incident}`;
  const { mended } = await verifyTables(eu.sql, '');
  expect(mended).toContain(`incident:${incident}`);
  expect(await readView(eu.sql, page)).toEqual(view);
  expect(await verifyTables(eu.sql, '')).toEqual({ mended: [], next: '' });
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

it('readers are told, in every region and once, of what the new version shows; nothing is written for that', async () => {
  const { page, api } = await makePage(us.writer);
  await converged(world.regions);
  const said = () => Promise.all(world.regions.map(({ sql }) => sql`select id, hash from doc where page = ${page} order by id`));
  const restart = async () => {
    await eu.sync?.[Symbol.asyncDispose]();
    eu.sync = undefined;
    await world.start();
    await converged(world.regions);
  };
  const versions = () => Promise.all(world.regions.map(async ({ sql }) => (await readView(sql, page))!.version));
  const [before, saidBefore] = [await versions(), await said()];
  // As if an earlier version had received it.
  await eu.sql`update doc set unprojected = true where id = ${`component:${api}`}`;
  await eu.sql`delete from component where id = ${api}`;
  await restart();
  const after = await versions();
  for (const [at, { sql }] of world.regions.entries()) {
    expect(after[at]).not.toBe(before[at]);
    const [last] = await sql<{ id: string }[]>`
      select patch -> 'components' -> 0 ->> 'id' as id from page_event where page = ${page} order by local_id desc limit 1`;
    expect(last!.id).toBe(api);
  }
  expect(await said()).toEqual(saidBefore);
  // What even this version shows in part only is not told of at each start.
  const { page: other } = await makePage(us.writer);
  await writeDoc(createPostgresStore(us.sql), us.kit, docRef('page', other, other), () => ({ secretUntil: '2031-01-01' }));
  await converged(world.regions);
  const otherBefore = (await readView(eu.sql, other))!.version;
  await restart();
  expect(await versions()).toEqual(after);
  expect((await readView(eu.sql, other))!.version).toBe(otherBefore);
});

it('what a later version says beside what this one knows is shown as far as it is known, kept, and folded again after the upgrade', async () => {
  const { page, api } = await makePage(us.writer);
  const [incident, update] = [newId(), newId()];
  await us.writer.write(
    {
      type: 'open-incident',
      page,
      incident,
      update,
      title: 'Down',
      impact: 'major',
      status: 'investigating',
      body: 'x',
      components: [],
      notify: false,
    },
    { actor },
  );
  await converged(world.regions);
  // A later version adds a field to a page, one to an update, and a list to a component.
  const store = createPostgresStore(us.sql);
  await writeDoc(store, us.kit, docRef('page', page, page), () => ({ secretUntil: '2031-01-01', name: 'Acme, later' }));
  await writeDoc(store, us.kit, docRef('incident', incident, page), (fold) => ({
    [`u/${update}`]: { ...(fold.get(`u/${update}`)!.value as Record<string, Json>), language: 'de' },
  }));
  await writeDoc(store, us.kit, docRef('component', api, page), () => ({ [`owner/${newId()}`]: { since: 'today' } }));
  await converged(world.regions);
  const marked = async ({ sql }: TestRegion) =>
    (await sql<{ id: string }[]>`select id from doc where unprojected order by id`).map(({ id }) => id);
  for (const region of world.regions) {
    expect(await marked(region)).toEqual([`component:${api}`, `incident:${incident}`, `page:${page}`]);
    expect(await readView(region.sql, page)).toMatchObject({ page: { name: 'Acme, later' }, incidents: [{ title: 'Down' }] });
  }
  // The earlier version writes to the same document: what it does not know stays, and so does the mark.
  await eu.writer.write({ type: 'edit-page', page, name: 'Acme, again' }, { actor });
  await converged(world.regions);
  for (const region of world.regions) {
    expect(await marked(region)).toContain(`page:${page}`);
    const [doc] = await region.sql<{ state: Uint8Array }[]>`select state from doc where id = ${`page:${page}`}`;
    expect(foldState(doc!.state).get('secretUntil')?.value).toBe('2031-01-01');
  }
});

it('values that no table takes are shown as far as they can be, and stop nobody', async () => {
  const { page, api } = await makePage(us.writer);
  const incident = newId();
  await us.writer.write(
    {
      type: 'open-incident',
      page,
      incident,
      update: newId(),
      title: 'Down',
      impact: 'major',
      status: 'investigating',
      body: 'x',
      components: [],
      notify: false,
    },
    { actor },
  );
  const store = createPostgresStore(us.sql);
  const write = (kind: 'page' | 'component' | 'incident', id: string, fields: Record<string, Json>) =>
    writeDoc(store, us.kit, docRef(kind, id, page), () => fields);
  await write('incident', incident, { startedAt: '0001-01-01T00:00:00+14:00', title: 'nul \0 between' });
  await write('page', page, { timeZone: 'Mars/Olympus', tokensFrom: '9999-12-31T23:59:59-14:00' });
  await write('component', api, { order: 'z'.repeat(5_000) });
  await converged(world.regions);
  for (const { sql } of world.regions) {
    const view = await readView(sql, page);
    expect(view?.incidents).toMatchObject([{ startedAt: '1970-01-01T00:00:00.000Z', title: 'nul  between' }]);
    expect(view?.page.timeZone).toBe('UTC');
    expect(View.safeParse(JSON.parse(JSON.stringify(view))).success).toBe(true);
    expect(await sql`select 1 from doc where unprojected`).toHaveLength(1); // the component: its order cannot be stored
  }
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
