import type { PageEvent } from '@pharos/resources/fact';
import { newId } from '@pharos/core/id';
import { text } from '@pharos/core/outside/bus';
import { GatewayBeat } from '@pharos/core/ring';
import { subject } from '@pharos/core/subject';
import type { FreshDatabase } from '@pharos/core/testing/fresh-database';
import { watchOwnTime } from '@pharos/core/testing/lateness';
import { encodeVersion } from '@pharos/core/version';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { GatewayOptions } from '../src/role.ts';
import { openLive } from './live-gateway.ts';
import { changesOf, lastBeat, openReader, type Reader } from './reader.ts';
import { commitEvent, createPage, regionDatabase } from './region.ts';

// What a gateway does when its region is behind, set back or told nonsense: the same with either engine.

let database: FreshDatabase;
beforeAll(async () => {
  database = await regionDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const open = (options?: Partial<GatewayOptions>) => openLive(database.sql, options);
const isIn = (reader: Reader) => reader.of('hello').some(({ data }) => !(data as { full?: string }).full);

it('a page that this region has not got yet is waited for, and whoever has seen it elsewhere is not sent away for good', async () => {
  await using live = await open();
  const late = newId();
  const version = encodeVersion({ 7: 1 });
  using reader = openReader(live.port, `/live/${late}?after=${version}`);
  using never = openReader(live.port, `/live/${newId()}?after=${version}`);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await createPage(database.sql, late);
  await expect.poll(() => isIn(reader)).toBe(true);
  const event = await commitEvent(database.sql, late, 7, 'here');
  live.tell(event);
  await expect.poll(() => changesOf(reader)).toEqual([event.version]);
  await expect.poll(() => never.isClosed).toBe(true);
  expect(never.head).toMatch(/^HTTP\/1\.1 200 /);
  // It is asked for in vain mostly: as seldom as the View.
  expect(Number(never.events.at(-1)!.retry)).toBeGreaterThanOrEqual(15_000);
});

it('a database that is being restored ends nobody: readers stay, come back, and are told that it is stale', async () => {
  await using live = await open({ checkMs: 200, heartbeatMs: 100 });
  const page = await createPage(database.sql);
  using reader = openReader(live.port, `/live/${page}`);
  await expect.poll(() => isIn(reader)).toBe(true);
  const event = await commitEvent(database.sql, page, 7, 'one');
  live.tell(event);
  await expect.poll(() => changesOf(reader)).toEqual([event.version]);
  const kept = {
    page: await database.sql`delete from page where id = ${page} returning *`,
    event: await database.sql`delete from page_event where page = ${page} returning *`,
    version: await database.sql`delete from page_version where page = ${page} returning *`,
  };
  await expect.poll(() => lastBeat(reader)).toBe('stale');
  using back = openReader(live.port, `/live/${page}?after=${event.prev}`);
  await expect.poll(() => changesOf(back)).toEqual([event.version]);
  await database.sql`insert into page ${database.sql(kept.page)}`;
  await database.sql`insert into page_event ${database.sql(kept.event)}`;
  await database.sql`insert into page_version ${database.sql(kept.version)}`;
  await expect.poll(() => lastBeat(reader)).toBe('fresh');
  expect(changesOf(reader)).toEqual([event.version]);
  expect(reader.of('reset')).toEqual([]);
});

it('an id that was pruned, or is more than 256 changes or 128 KB behind, is told to take the View', async () => {
  const page = await createPage(database.sql);
  const first = await commitEvent(database.sql, page, 7, 'first');
  const events: PageEvent[] = [];
  for (let turn = 0; turn < 257; turn++) events.push(await commitEvent(database.sql, page, 7, `${turn}`));
  const large = await createPage(database.sql);
  const before = await commitEvent(database.sql, large, 7, 'before');
  for (let turn = 0; turn < 3; turn++) await commitEvent(database.sql, large, 7, 'x'.repeat(50_000));
  await using live = await open();
  const asked = async (target: string) => {
    using reader = openReader(live.port, target);
    await expect.poll(() => reader.of('hello').length).toBe(1);
    const reset = (reader.of('reset')[0]?.data as { reason: string } | undefined)?.reason;
    const response = await fetch(`${live.gateway.url}${target}`, { headers: { accept: 'application/json' } });
    const polled = (await response.json()) as { reset?: string; events: unknown[] };
    expect({ reset: polled.reset, events: polled.events.length }).toEqual({ reset, events: changesOf(reader).length });
    return reset ?? changesOf(reader).length;
  };
  expect(await asked(`/live/${page}?after=${first.version}`)).toBe('behind');
  expect(await asked(`/live/${page}?after=${events[0]!.version}`)).toBe(256);
  expect(await asked(`/live/${large}?after=${before.version}`)).toBe('behind');
  await database.sql`update page_version set pruned = ${database.sql.json({ 7: events[9]!.seq })} where page = ${page}`;
  await database.sql`delete from page_event where page = ${page} and seq <= ${events[9]!.seq}`;
  expect(await asked(`/live/${page}?after=${events[5]!.version}`)).toBe('pruned');
  expect(await asked(`/live/${page}?after=${events[9]!.version}`)).toBe(247);
});

it('what comes by the bus and is no event of the page is counted, and changes nothing', async () => {
  await using live = await open();
  const [page, other] = await Promise.all([createPage(database.sql), createPage(database.sql)]);
  using reader = openReader(live.port, `/live/${page}`);
  await expect.poll(() => isIn(reader)).toBe(true);
  const theirs = await commitEvent(database.sql, other, 7, 'of another page');
  const garbage = [JSON.stringify(theirs), 'garbage', '{}', 'x'.repeat(1_048_576), JSON.stringify({ ...theirs, page, seq: 'many' })];
  for (const data of garbage) live.bus.publish(subject.page(page), data);
  const event = await commitEvent(database.sql, page, 7, 'ours');
  live.tell(event);
  await expect.poll(() => changesOf(reader)).toEqual([event.version]);
  expect(await live.kit.metrics.text()).toMatch(new RegExp(`^live_bus_refused_total\\{[^}]*\\} ${garbage.length}$`, 'm'));
});

it('without the bus events of 2,000 pages come within seconds', async () => {
  await using live = await open({ readersPerAddressMax: 5_000 });
  const pages = Array.from({ length: 2_000 }, newId);
  const { sql } = database;
  await sql`insert into page (id, name, slug, wanted_slug, time_zone, created_at, updated_at)
    select id, 'Test', id::text, id::text, 'UTC', now(), now() from unnest(${pages}::uuid[]) as id`;
  await sql`insert into page_version (page, version, local_id) select id, ${sql.json({ 7: 1 })}, 1 from unnest(${pages}::uuid[]) as id`;
  const readers = pages.map((page) => openReader(live.port, `/live/${page}`));
  await expect.poll(() => readers.every(isIn)).toBe(true);
  const patch = sql.json({ components: [], incidents: [], maintenances: [], removed: [] });
  await sql.begin(async (tx) => {
    await tx`insert into page_event (page, local_id, origin, seq, version, at, facts, patch)
      select id, 2, 7, 2, ${encodeVersion({ 7: 2 })}, now(), '[]', ${patch} from unnest(${pages}::uuid[]) as id`;
    await tx`update page_version set version = ${tx.json({ 7: 2 })}, local_id = 2 where page = any(${pages}::uuid[])`;
  });
  const ownMs = watchOwnTime();
  await expect.poll(() => readers.every((reader) => changesOf(reader).length === 1)).toBe(true);
  // Two until it is looked for, and the reading itself; one by one at 200 a second it was ten.
  expect(ownMs()).toBeLessThan(8_000);
  for (const reader of readers) reader.socket.destroy();
}, 60_000);

it('a gateway that stops answers its long polls before it goes', async () => {
  const live = await open();
  const page = await createPage(database.sql);
  const version = encodeVersion({ 7: 1 });
  const asked = Array.from({ length: 40 }, () =>
    fetch(`${live.gateway.url}/live/${page}?wait=20&after=${version}`, { headers: { accept: 'application/json' } }),
  );
  using reader = openReader(live.port, `/live/${page}`);
  await expect.poll(() => isIn(reader)).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await live.gateway[Symbol.asyncDispose]();
  for (const response of await Promise.all(asked)) expect(await response.json()).toMatchObject({ version, events: [] });
  expect(reader.events.at(-1)).toHaveProperty('retry');
});

it('a gateway that is full says so on the ring, until there is room again', async () => {
  await using live = await open({ readersMax: 40 });
  const page = await createPage(database.sql);
  const beats: boolean[] = [];
  live.bus.subscribe(subject.gateway, ({ data }) => beats.push(GatewayBeat.parse(JSON.parse(text(data))).isDraining));
  const readers = Array.from({ length: 40 }, () => openReader(live.port, `/live/${page}`));
  await expect.poll(() => readers.every(isIn)).toBe(true);
  await expect.poll(() => beats.at(-1)).toBe(true);
  // One place is no room yet: it would be full again at once.
  readers[0]!.socket.destroy();
  const seen = beats.length;
  await expect.poll(() => beats.length).toBeGreaterThanOrEqual(seen + 2);
  expect(beats.at(-1)).toBe(true);
  for (const each of readers.slice(1, 4)) each.socket.destroy();
  await expect.poll(() => beats.at(-1)).toBe(false);
  for (const each of readers) each.socket.destroy();
});
