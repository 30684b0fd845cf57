import { afterEach, beforeEach, expect, it } from 'vitest';
import { newId } from '@pharos/core/id';
import { seededRandom } from '@pharos/core/random';
import { until } from '@pharos/core/testing/until';
import { readView } from '@pharos/region/reading/view';
import { linkBus, type Link } from '../../proof/mesh-bench/link-bus.ts';
import { applyBatch } from '../src/mesh/apply-batch.ts';
import { readLog } from '../src/mesh/fetch-server.ts';
import { startSync } from '../src/role.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import type { LogEntry } from '../src/store/store.ts';
import { converged, createWorld, makePage, type TestRegion, type TestWorld } from './world.ts';

const actor = 'test';
const link: Link = { delayMs: 5, loss: 0, isCut: false, random: seededRandom(3) };
let world: TestWorld;
let page: string;
let api: string;
let web: string;

beforeEach(async () => {
  link.isCut = false;
  world = await createWorld(3);
  for (const region of world.regions) {
    const others = world.regions.filter((other) => other !== region);
    const peers = others.map(({ kit, bus }) => ({ region: kit.region, number: kit.regionNumber, bus: linkBus(bus, link) }));
    region.sync = await startSync(region.kit, { sql: region.sql, bus: region.bus, peers });
  }
  ({ page, api, web } = await makePage(world.regions[0]!.writer));
  await converged(world.regions);
});
afterEach(() => world[Symbol.asyncDispose]());

const open = ({ writer }: TestRegion, incident: string, update: string, title: string, body: string) =>
  writer.write(
    { type: 'open-incident', page, incident, update, title, impact: 'minor', status: 'investigating', body, components: [], notify: false },
    { actor },
  );
const openOn = ({ writer }: TestRegion, incident: string, update: string, component: string) =>
  writer.write(
    {
      type: 'open-incident',
      page,
      incident,
      update,
      title: 'Down',
      impact: 'major',
      status: 'investigating',
      body: 'we look into it',
      components: [{ id: component, status: 'major_outage' }],
      notify: false,
    },
    { actor },
  );
const rows = ({ sql }: TestRegion) =>
  sql<
    { field: string; here: { region: number }; came: { region: number } }[]
  >`select field, here, came from idempotency_mismatch order by field, id`;
const counted = async ({ kit }: TestRegion) => Number(/idempotency_mismatch_total\{[^}]*\} (\d+)/.exec(await kit.metrics.text())?.[1] ?? 0);

it('one key with two contents in two regions: one thing, the later of each field, and every region has it on record', async () => {
  const [us, eu] = world.regions as [TestRegion, TestRegion];
  const [incident, update] = [newId(), newId()];
  link.isCut = true;
  await open(us, incident, update, 'Down', 'by us');
  await open(eu, incident, update, 'Slow', 'by eu');
  link.isCut = false;
  await converged(world.regions, 20_000);
  for (const region of world.regions) {
    const view = (await readView(region.sql, page))!.incidents;
    expect(view).toMatchObject([{ id: incident, title: 'Slow', updates: [{ body: 'by eu' }] }]);
    const kept = await rows(region);
    expect(kept.map(({ field }) => field)).toEqual(['title', `u/${update}`]);
    expect(new Set([kept[0]!.here.region, kept[0]!.came.region])).toEqual(new Set([1, 2]));
    expect(await counted(region)).toBe(2);
  }
});

it('both contents that come to a third region in one batch are found there too', async () => {
  const [us, eu, ap] = world.regions as [TestRegion, TestRegion, TestRegion];
  const [incident, update] = [newId(), newId()];
  link.isCut = true;
  await open(us, incident, update, 'Down', 'by us');
  await open(eu, incident, update, 'Slow', 'by eu');
  const offered = new Map<number, LogEntry[]>();
  for (const { sql } of [us, eu]) {
    await until('it is in the log', async () => (await sql`select 1 from outbox`).length === 0);
    const [own] = await sql<{ origin: number }[]>`select origin from incarnation`;
    // The mesh writes of itself, too, and perhaps after it.
    const [last] = await sql<{ seq: number }[]>`
      select max(seq)::int as seq from log where origin = ${own!.origin} and position(convert_to(${incident}, 'UTF8') in env) > 0`;
    offered.set(own!.origin, await readLog(sql, own!.origin, last!.seq, 1));
  }
  const batch = await createPostgresStore(ap.sql).transact((tx) => applyBatch(tx, offered, { isOwn: () => false, evenUnsettled: true }));
  expect(batch.applied).toHaveLength(2);
  expect(batch.mismatched.map(({ field }) => field).sort()).toEqual(['title', `u/${update}`]);
});

it('one key with other components in two regions: what lost is taken off its component everywhere, and readers are told', async () => {
  const [us, eu] = world.regions as [TestRegion, TestRegion];
  const [incident, update] = [newId(), newId()];
  link.isCut = true;
  await openOn(us, incident, update, api);
  await openOn(eu, incident, update, web);
  link.isCut = false;
  await converged(world.regions, 20_000);
  const shown = async ({ sql }: TestRegion) =>
    Object.fromEntries((await readView(sql, page))!.components.map(({ id, status }) => [id, status]));
  for (const region of world.regions) {
    expect(await shown(region)).toEqual({ [api]: 'operational', [web]: 'major_outage' });
    const [told] = await region.sql<{ status: string }[]>`
      select part ->> 'status' as status from page_event, jsonb_array_elements(patch -> 'components') as part
      where page = ${page} and part ->> 'id' = ${api} order by local_id desc limit 1`;
    expect(told!.status).toBe('operational');
  }
  await eu.writer.write(
    {
      type: 'post-update',
      page,
      incident,
      update: newId(),
      status: 'resolved',
      body: 'over',
      components: [{ id: web, status: 'operational' }],
      notify: false,
    },
    { actor },
  );
  await converged(world.regions);
  for (const region of world.regions) expect(await shown(region)).toEqual({ [api]: 'operational', [web]: 'operational' });
});

it('the same content in two regions, an edit meanwhile, and what was answered are no mismatch', async () => {
  const [us, eu] = world.regions as [TestRegion, TestRegion];
  const [incident, update] = [newId(), newId()];
  link.isCut = true;
  await open(us, incident, update, 'Down', 'the same');
  await us.writer.write({ type: 'edit-incident', page, incident, title: 'Down, still' }, { actor });
  await open(eu, incident, update, 'Down', 'the same');
  link.isCut = false;
  await converged(world.regions, 20_000);
  await eu.writer.write(
    { type: 'post-update', page, incident, update: newId(), status: 'resolved', body: 'over', notify: false },
    { actor },
  );
  await converged(world.regions);
  for (const region of world.regions) expect(await rows(region)).toEqual([]);
});

it('an update that was written twice under one key is told once to the readers of each region', async () => {
  const [us, eu] = world.regions as [TestRegion, TestRegion];
  const [incident, update, other] = [newId(), newId(), newId()];
  link.isCut = true;
  await open(us, incident, update, 'Down', 'the same');
  await open(eu, incident, update, 'Down', 'the same');
  await open(us, newId(), other, 'Slow', 'something else');
  link.isCut = false;
  await converged(world.regions, 20_000);
  for (const { sql } of world.regions) {
    const told = await sql<{ update: string }[]>`
      select fact ->> 'update' as update from page_event, jsonb_array_elements(facts) as fact
      where page = ${page} and fact ->> 'type' = 'incident-updated'`;
    expect(told.map((each) => each.update).sort()).toEqual([update, other].sort());
    const [events] = await sql<{ count: number }[]>`select count(*)::int as count from page_event where page = ${page}`;
    expect(events!.count).toBe(6); // each of the page's changes is in its version, told or not
  }
});
