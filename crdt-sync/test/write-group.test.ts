import { afterEach, beforeEach, expect, it } from 'vitest';
import { newId } from '@pharos/core/id';
import { readView } from '@pharos/region/reading/view';
import type { Change } from '@pharos/resources/registry';
import { createWriter, type Writer } from '../src/mod.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import { converged, createWorld, makePage, type TestRegion, type TestWorld } from './world.ts';

const actor = 'test';
let world: TestWorld;
let us: TestRegion;
let page: string;
let api: string;
let web: string;
let writer: Writer;
beforeEach(async () => {
  world = await createWorld(2);
  await world.start();
  us = world.regions[0]!;
  // Each answer is to carry its place, however busy the machine is.
  writer = createWriter(us.kit, { sql: us.sql, bus: us.bus, relayWaitMs: 20_000 });
  ({ page, api, web } = await makePage(writer));
});
afterEach(async () => {
  await writer[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const openIncident = (component: string, incident = newId()): Change => ({
  type: 'open-incident',
  page,
  incident,
  update: newId(),
  title: 'Down',
  impact: 'major',
  status: 'investigating',
  body: 'x',
  components: [{ id: component, status: 'major_outage' }],
  notify: true,
});
const rename = (component: string, name: string): Change => ({ type: 'edit-component', page, component, name });
const post = (incident: string, body: string): Change => ({
  type: 'post-update',
  page,
  incident,
  update: newId(),
  status: 'identified',
  body,
  components: [],
  notify: true,
});
const write = (change: Change) => writer.write(change, { actor });

it('updates that come together to one incident are all kept, each in a place of its own and seen by the next', async () => {
  const incident = newId();
  await write(openIncident(api, incident));
  const bodies = Array.from({ length: 40 }, (_, at) => `update ${at}`);
  const written = await Promise.all(bodies.map((body) => write(post(incident, body))));
  expect(new Set(written.map(({ seq }) => seq)).size).toBe(bodies.length);
  const transactions = await us.sql<{ count: number }[]>`select count(distinct xmin::text)::bigint as count from notify_job`;
  expect(transactions[0]!.count).toBeLessThan(bodies.length); // otherwise nothing came together, and this shows nothing
  await converged(world.regions);
  for (const { sql } of world.regions) {
    const view = await readView(sql, page);
    const [shown] = view!.incidents;
    expect(shown!.updates.map(({ body }) => body).sort()).toEqual(['x', ...bodies].sort());
    expect(shown!.conflict).toBe(false);
  }
});

it('who is refused, and who is at fault, does not hold up who came with them', async () => {
  const incident = newId();
  await write(openIncident(api, incident));
  const outcomes = await Promise.allSettled([
    write(rename(api, 'first')),
    write(rename(newId(), 'of no component')),
    write(post(newId(), 'to no incident')),
    write(openIncident(newId())), // would make a document, and names a component that is not there
    write(post(incident, 'a text \u0000 that no database takes')),
    write(rename(web, 'last')),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected', 'rejected', 'fulfilled']);
  const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as { code: string }).code] : []));
  expect(refusals.slice(0, 3)).toEqual(['not-found', 'not-found', 'invalid']);
  expect(await us.sql`select name from component where page = ${page} order by name`).toMatchObject([{ name: 'first' }, { name: 'last' }]);
  expect(await us.sql`select id from doc where hash = ''::bytea and hlc = 0`).toHaveLength(0);
});

it('what was made for who then writes nothing is not left behind', async () => {
  const outcomes = await Promise.allSettled([
    write(rename(api, 'first')),
    write(openIncident(newId())), // it names a component that is not there
    write({ type: 'edit-postmortem', page, incident: newId(), text: 'Why', published: true }), // of no incident
    write(rename(web, 'last')),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(await us.sql`select id from doc where hash = ''::bytea and hlc = 0`).toEqual([]);
});

it('a request that comes twice at once is written once, and both are told its place', async () => {
  const change = openIncident(api);
  const written = await Promise.all([write(change), write(change), write(rename(web, 'beside'))]);
  expect(written.map(({ replayed }) => replayed)).toEqual([false, true, false]);
  expect(written.every(({ relayed }) => relayed)).toBe(true);
  expect(await us.sql`select 1 from incident_update`).toHaveLength(1);
});

it('nobody waits for the lock of somebody else’s document', async () => {
  const store = createPostgresStore(us.sql);
  let release: () => void = () => undefined;
  const isHeld = Promise.withResolvers<void>();
  const holding = store.transact(async (tx) => {
    await tx.lockDocs([{ id: `component:${api}`, kind: 'component', page }], []);
    isHeld.resolve();
    await new Promise<void>((resolve) => (release = resolve));
  });
  await isHeld.promise;
  let isHeldUpWritten = false;
  const heldUp = write(rename(api, 'later')).then(() => (isHeldUpWritten = true));
  // More than a few groups: if they waited too, none of these would end.
  for (let round = 0; round < 10; round++) {
    await Promise.all([write(rename(web, `a ${round}`)), write(rename(web, `b ${round}`)), write(openIncident(web))]);
  }
  expect(isHeldUpWritten).toBe(false);
  release();
  await Promise.all([holding, heldUp]);
  expect(await us.sql`select name from component where id = ${api}`).toMatchObject([{ name: 'later' }]);
});

it('an update that does not name a component which somebody holds waits for it, and is written', async () => {
  const incident = newId();
  await write(openIncident(api, incident));
  const store = createPostgresStore(us.sql);
  let release: () => void = () => undefined;
  const isHeld = Promise.withResolvers<void>();
  const holding = store.transact(async (tx) => {
    await tx.lockDocs([{ id: `component:${api}`, kind: 'component', page }], []);
    isHeld.resolve();
    await new Promise<void>((resolve) => (release = resolve));
  });
  await isHeld.promise;
  const waiting = write(post(incident, 'still down'));
  const first = await Promise.race([waiting.then(() => 'written'), new Promise((resolve) => setTimeout(resolve, 300, 'waits'))]);
  expect(first).toBe('waits');
  release();
  await Promise.all([holding, waiting]);
  expect((await readView(us.sql, page))!.incidents[0]!.updates.map(({ body }) => body)).toEqual(['still down', 'x']);
});

it('a write whose commit is not confirmed is told as such, and is there once when it is sent again', async () => {
  const lost = { isLosing: true };
  const losing = new Proxy(us.sql, {
    get: (target, name) => {
      if (name !== 'begin' || !lost.isLosing) return Reflect.get(target, name) as unknown;
      return async (work: Parameters<typeof target.begin>[1]) => {
        await target.begin(work as never);
        throw Object.assign(new Error('the connection broke'), { code: 'CONNECTION_CLOSED' });
      };
    },
  });
  await using other = createWriter(us.kit, { sql: losing, bus: us.bus });
  const incident = newId();
  const change = openIncident(api, incident);
  const failed: unknown = await other.write(change, { actor }).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'unavailable', isUncertain: true });
  lost.isLosing = false;
  expect(await other.write(change, { actor })).toMatchObject({ replayed: true });
  expect(await us.sql`select id from incident where id = ${incident}`).toHaveLength(1);
});
