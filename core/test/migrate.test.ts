import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrate } from '../src/outside/migrate.ts';
import { freshDatabase, type FreshDatabase } from '../src/testing/fresh-database.ts';
import { watchOwnTime } from '../src/testing/lateness.ts';

let database: FreshDatabase;
let folder: string;
beforeAll(async () => {
  database = await freshDatabase([]);
  folder = await mkdtemp(join(tmpdir(), 'pharos-migrate-'));
  await writeFile(join(folder, '0001-thing.sql'), 'create table thing (id int primary key, name text);');
  await migrate(database.sql, 'test', folder);
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

it('a migration that waits for a table in use holds up nobody who comes after it, and is done once the table is free', async () => {
  const { sql } = database;
  await writeFile(join(folder, '0002-more.sql'), 'alter table thing add column more text;');
  let free = () => {};
  const reading = sql.begin(async (tx) => {
    await tx`select * from thing`;
    await new Promise<void>((resolve) => (free = resolve));
  });
  await sql`select 1`;
  const migrating = migrate(sql, 'test', folder);
  // Long enough for it to stand in the line for the table.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const ownMs = watchOwnTime();
  await sql`insert into thing (id) values (1)`;
  expect(ownMs()).toBeLessThan(2_500);
  free();
  await reading;
  expect(await migrating).toEqual(['0002-more.sql']);
  expect(await migrate(sql, 'test', folder)).toEqual([]);
});

it('a large index is built while others write', async () => {
  const { sql } = database;
  await writeFile(
    join(folder, '0003-index.sql'),
    '-- concurrently: the table may be large; what was left of an earlier try is dropped\ndrop index concurrently if exists thing_name;\ncreate index concurrently thing_name on thing (name);\n',
  );
  let free = () => {};
  // Holds the table against whoever wants it alone, as each writer does: an index that is built in a transaction waits for it, and all others for that one.
  const writing = sql.begin(async (tx) => {
    await tx`insert into thing (id) values (2)`;
    await new Promise<void>((resolve) => (free = resolve));
  });
  // Another process comes to migrate, too, and must not be waited for.
  const both = Promise.all([migrate(sql, 'test', folder), migrate(sql, 'test', folder)]);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await sql`insert into thing (id) values (3)`;
  free();
  await writing;
  expect((await both).flat()).toEqual(['0003-index.sql']);
  expect(await sql`select 1 from pg_index where indexrelid = 'thing_name'::regclass and indisvalid`).toHaveLength(1);
});
