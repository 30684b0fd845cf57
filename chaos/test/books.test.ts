import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Sql } from '@pharos/core/outside/postgres';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { migrationsFolder } from '@pharos/region/migrations';
import { readBooks, rivalPlaces } from '../src/watch/books.ts';

let databases: FreshDatabase[];
const sqls = (): [Sql, Sql] => [databases[0]!.sql, databases[1]!.sql];

beforeAll(async () => {
  databases = [await freshDatabase([['region', migrationsFolder]]), await freshDatabase([['region', migrationsFolder]])];
});
afterAll(async () => {
  for (const database of databases) await database[Symbol.asyncDispose]();
});
beforeEach(async () => {
  for (const sql of sqls()) {
    await sql`truncate log, incident_update, quarantine`;
    for (const seq of [1, 2, 3]) await enter(sql, seq, `payload ${seq}`);
    await say(sql, 'We look into it.');
  }
});

const enter = (sql: Sql, seq: number, text: string) =>
  sql`insert into log (origin, seq, env, hash) values (7, ${seq}, ''::bytea, sha256(${text}::bytea))`;
const say = (sql: Sql, body: string) => sql`
  insert into incident_update (id, incident, status, body, at, hlc, region)
  values ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002', 'investigating', ${body}, now(), 1, 1)`;
const read = () => Promise.all(sqls().map((sql, at) => readBooks({ name: `region ${at}`, sql })));

it('two regions with the same rows have the same digests and whole logs', async () => {
  const books = await read();
  expect(books[0]!.digests).toEqual(books[1]!.digests);
  expect(books.map(({ logFaults, quarantined }) => [logFaults, quarantined])).toEqual([
    [0, 0],
    [0, 0],
  ]);
  expect(rivalPlaces(books)).toBe(0);
});

it('sees a word that differs', async () => {
  const [first] = sqls();
  await first`update incident_update set body = 'We look into it!'`;
  const [one, other] = await read();
  expect(one!.digests.updates).not.toBe(other!.digests.updates);
  expect(one!.digests.incidents).toBe(other!.digests.incidents);
});

it('sees a place of the log that is missing, and one that is there twice', async () => {
  const [first, second] = sqls();
  await first`delete from log where seq = 2`;
  await enter(second, 3, 'payload 3');
  expect((await read()).map(({ logFaults }) => logFaults)).toEqual([1, 1]);
});

it('sees a place of the log that says different things in two regions', async () => {
  const [first] = sqls();
  await first`update log set hash = sha256('another') where seq = 2`;
  expect(rivalPlaces(await read())).toBe(1);
});

it('sees what was put into quarantine', async () => {
  const [first] = sqls();
  await first`insert into quarantine (reason, detail, bytes) values ('damaged', 'planted', '')`;
  expect((await read()).map(({ quarantined }) => quarantined)).toEqual([1, 0]);
});
