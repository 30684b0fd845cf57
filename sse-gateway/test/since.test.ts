import { readPageEventsSince } from '@pharos/region/reading/page-events';
import type { FreshDatabase } from '@pharos/core/testing/fresh-database';
import { decodeVersion } from '@pharos/core/version';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commitEvent, createPage, regionDatabase } from './region.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await regionDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const limit = 5;

it('who is at a point of this region is told the first of many; who is not, and missed more, starts afresh', async () => {
  const { sql } = database;
  const page = await createPage(sql);
  const events = [];
  for (let turn = 0; turn <= limit; turn++) events.push(await commitEvent(sql, page, 7, `${turn}`));
  const since = (version: object) => readPageEventsSince(sql, page, version as Record<string, number>, limit);
  const told = await since({ 7: 1 });
  expect(told.kind === 'events' && told.events.map(({ version }) => version)).toEqual(events.slice(0, limit).map(({ version }) => version));
  // The parts of these are told as they are now: those that came after them would take the page back.
  const elsewhere = { 7: 2 };
  expect(await since(elsewhere)).toMatchObject({ kind: 'pruned', version: decodeVersion(events.at(-1)!.version) });
  const [first] = events;
  const few = await since({ 7: first!.seq + 1 });
  expect(few.kind === 'events' && few.events.length).toBe(limit);
});

it('who stands where the kept events begin is told them as they were, though the event that led there has gone', async () => {
  const { sql } = database;
  const page = await createPage(sql);
  const [first, ...rest] = [
    await commitEvent(sql, page, 7, 'a'),
    await commitEvent(sql, page, 7, 'b'),
    await commitEvent(sql, page, 7, 'c'),
  ];
  const version = { 7: first.seq };
  await sql`update page_version set pruned = ${sql.json(version)} where page = ${page}`;
  await sql`delete from page_event where page = ${page} and local_id = 1`;
  const since = await readPageEventsSince(sql, page, version, limit);
  expect(since).not.toHaveProperty('isNow');
  expect(since.kind === 'events' && since.events.map((event) => event.version)).toEqual(rest.map((event) => event.version));
});

it('who stands where a purge has taken the last event is told what came after, and nothing of before', async () => {
  const { sql } = database;
  const page = await createPage(sql);
  await commitEvent(sql, page, 7, 'before');
  const last = await commitEvent(sql, page, 7, 'purged');
  const version = { 7: last.seq };
  await sql`delete from page_event where page = ${page} and version = ${last.version}`;
  await sql`update page_version set pruned = version where page = ${page}`;
  const after = [await commitEvent(sql, page, 7, 'after'), await commitEvent(sql, page, 7, 'and after')];
  const since = await readPageEventsSince(sql, page, version, limit);
  expect(since).not.toHaveProperty('isNow');
  expect(since.kind === 'events' && since.events.map((event) => event.version)).toEqual(after.map((event) => event.version));
});
