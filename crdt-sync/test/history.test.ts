import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { daysUntil } from '@pharos/core/calendar';
import { newId } from '@pharos/core/id';
import { openFileStore } from '@pharos/core/outside/object-store-files';
import type { ComponentStatus, IncidentStatus } from '@pharos/core/severity';
import { freshDatabase } from '@pharos/core/testing/fresh-database';
import { migrationsFolder } from '@pharos/region/migrations';
import { readComponentSubject, readDays } from '@pharos/region/reading/history';
import { readToldView } from '@pharos/region/reading/view';
import type { ViewWithHistory } from '@pharos/resources/view';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rebuild } from '../src/archive/rebuild.ts';
import { purge } from '../src/mesh/purge.ts';
import { refold } from '../src/mesh/refold.ts';
import { verifyTables } from '../src/mesh/verify-tables.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import { converged, createWorld, makePage, type TestRegion, type TestWorld } from './world.ts';

const actor = 'test';
const hour = 3_600_000;
let world: TestWorld;
let [us, eu]: TestRegion[] = [];
let page: string;
let api: string;
let web: string;

beforeAll(async () => {
  world = await createWorld(2);
  [us, eu] = world.regions;
  ({ page, api, web } = await makePage(us!.writer));
});
afterAll(() => world[Symbol.asyncDispose]());

const ago = (hours: number) => new Date(Date.now() - hours * hour).toISOString();
const setStatus = ({ writer }: TestRegion, component: string, status: ComponentStatus) =>
  writer.write({ type: 'edit-component', page, component, status }, { actor });
const post = ({ writer }: TestRegion, incident: string, status: IncidentStatus, components: Record<string, ComponentStatus> = {}) => {
  const affected = Object.entries(components).map(([id, state]) => ({ id, status: state }));
  return writer.write(
    { type: 'post-update', page, incident, update: newId(), status, body: 'x', components: affected, notify: false },
    { actor },
  );
};
const open = async (
  { writer }: TestRegion,
  startedAt: string,
  components: Record<string, ComponentStatus>,
  status: IncidentStatus = 'investigating',
) => {
  const incident = newId();
  const affected = Object.entries(components).map(([id, state]) => ({ id, status: state }));
  const said = { title: 'x', impact: 'major', body: 'x', notify: false } as const;
  await writer.write(
    { type: 'open-incident', page, incident, update: newId(), ...said, status, startedAt, components: affected },
    { actor },
  );
  return incident;
};
const spansIn = ({ sql }: Pick<TestRegion, 'sql'>) =>
  sql<{ source: string; component: string; to_at: Date | null; status: string }[]>`
    select source, component, from_at, to_at, status from status_span order by source, component, from_at`;
const daysIn = async ({ sql }: Pick<TestRegion, 'sql'>, component: string, now: number) => {
  const subject = (await readComponentSubject(sql, page, component))!;
  return readDays(sql, subject, daysUntil(now, 10, 'Europe/Berlin'), now);
};
const verified = async ({ sql }: TestRegion) => {
  const found: string[] = [];
  for (let after: string | undefined = ''; after !== undefined;) {
    const { mended, next } = await verifyTables(sql, after);
    found.push(...mended);
    after = next === '' ? undefined : next;
  }
  return found;
};
const stopped = async (work: () => Promise<void>) => {
  for (const region of world.regions) {
    await region.sync?.[Symbol.asyncDispose]();
    region.sync = undefined;
  }
  await work();
  await world.start();
  await converged(world.regions);
};

it('regions that write at once, out of touch, have the same days once they meet', async () => {
  await us!.writer.write({ type: 'edit-component', page, component: api, startDate: '2020-01-01' }, { actor });
  await us!.writer.write({ type: 'edit-component', page, component: web, startDate: '2020-01-01' }, { actor });
  const common = await open(us!, ago(100), { [api]: 'major_outage', [web]: 'degraded_performance' });
  await world.start();
  await converged(world.regions);
  await stopped(async () => {
    // Of one incident, of one component's own status, and of a past that the other has not heard of.
    await post(us!, common, 'resolved', { [api]: 'operational' });
    await post(eu!, common, 'identified', { [api]: 'partial_outage' });
    for (const status of ['degraded_performance', 'major_outage', 'operational'] as const) await setStatus(eu!, web, status);
    for (const status of ['partial_outage', 'degraded_performance'] as const) await setStatus(us!, web, status);
    await open(eu!, ago(180), { [web]: 'partial_outage' }, 'resolved');
    const maintenance = newId();
    const planned = { title: 'x', body: 'x', startsAt: ago(2), endsAt: ago(1), components: [api], automatic: false, notify: false };
    await us!.writer.write({ type: 'schedule-maintenance', page, maintenance, update: newId(), ...planned }, { actor });
    const update = { type: 'post-maintenance-update', page, maintenance, body: 'x', notify: false } as const;
    await us!.writer.write({ ...update, update: newId(), status: 'in_progress' }, { actor });
    await us!.writer.write({ ...update, update: newId(), status: 'completed' }, { actor });
  });
  const now = Date.now();
  const [here, there] = [[...(await spansIn(us!))], [...(await spansIn(eu!))]];
  expect(here).toEqual(there);
  expect(new Set(here.map(({ status }) => status)).size).toBe(4);
  // And so they have the same View, which is read in each at another moment of the day.
  const noon = Math.floor(now / 86_400_000) * 86_400_000 + 12 * hour;
  const told = async ({ sql }: TestRegion, at: number) => {
    const { at: _readAt, ...view } = JSON.parse((await readToldView(sql, page, at)).value!.text) as ViewWithHistory;
    return view;
  };
  const view = await told(us!, noon);
  expect(view.history!.parts.flatMap(({ spans }) => spans).length).toBeGreaterThan(4);
  expect(JSON.stringify(await told(eu!, noon + 11 * hour + 1_234))).toBe(JSON.stringify(view));
  for (const component of [api, web]) {
    const days = await daysIn(us!, component, now);
    expect(days).toEqual(await daysIn(eu!, component, now));
    expect(days.some(({ seconds }) => seconds.operational < 86_000 && seconds.operational > 0)).toBe(true);
    expect(days.some(({ incidents }) => incidents.some(({ id }) => id === common))).toBe(true);
  }
  // A past day changes once somebody says what happened on it.
  const before = await daysIn(eu!, api, now);
  const late = await open(us!, ago(210), { [api]: 'major_outage' }, 'resolved');
  await converged(world.regions);
  const after = await daysIn(eu!, api, now);
  expect(after[1]!.seconds.major_outage).toBeGreaterThan(before[1]!.seconds.major_outage);
  await eu!.writer.write({ type: 'remove-incident', page, incident: late }, { actor });
  await converged(world.regions);
  expect(await daysIn(us!, api, now)).toEqual(before);
  // What the component shows now is what the last of its spans says.
  const [{ shown }] = (await us!.sql`select shown from component where id = ${web}`) as [{ shown: string }];
  const going = (await spansIn(us!)).filter((span) => span.component === web && span.to_at === null).map(({ status }) => status);
  expect(going).toContain(shown);
});

it('the spans are what the documents say: in every look at the tables, folded afresh, purged, and made of the log again', async () => {
  for (const region of world.regions) expect(await verified(region)).toEqual([]);
  const spans = [...(await spansIn(us!))];
  await us!.sql`delete from status_span where source <> ${web}`;
  await us!.sql`update status_span set status = 'under_maintenance'`;
  await us!.sql`insert into status_span values (${web}, ${web}, now(), null, 'major_outage')`;
  expect((await verified(us!)).length).toBeGreaterThan(2);
  expect([...(await spansIn(us!))]).toEqual(spans);

  // As after an upgrade from a version that drew none.
  await us!.sql`delete from status_span`;
  await us!.sql`update doc set unprojected = true where kind in ('incident', 'maintenance', 'component')`;
  await refold(us!.sql, createPostgresStore(us!.sql), 'unprojected');
  expect([...(await spansIn(us!))]).toEqual(spans);

  const dir = await mkdtemp(join(tmpdir(), 'pharos-history-'));
  await using empty = await freshDatabase([['region', migrationsFolder]]);
  const rebuilt = await rebuild({ sql: us!.sql, store: openFileStore(dir), region: 'us' }, empty.sql);
  expect(rebuilt.digest).toBe(rebuilt.expected);
  expect([...(await spansIn(empty))]).toEqual(spans);
  await rm(dir, { recursive: true });

  const { source } = spans.find((span) => span.source !== web && span.component === web)!;
  await purge(createPostgresStore(us!.sql), us!.kit, `incident:${source}`);
  await purge(createPostgresStore(us!.sql), us!.kit, `component:${api}`);
  await converged(world.regions);
  for (const region of world.regions) {
    const left = [...(await spansIn(region))];
    expect(left.length).toBeGreaterThan(0);
    expect(left.filter((span) => span.source === source || span.component === api)).toEqual([]);
  }
});
