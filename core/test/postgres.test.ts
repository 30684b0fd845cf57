import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrate } from '../src/outside/migrate.ts';
import { openPostgres } from '../src/outside/postgres.ts';
import { freshDatabase, type FreshDatabase } from '../src/testing/fresh-database.ts';

let database: FreshDatabase;
let folder: string;

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'pharos-migrations-'));
  await writeFile(join(folder, '0001-one.sql'), 'create table one (n bigint)');
});

afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

it('a migration runs once, however many start at the same time', async () => {
  const pools = Array.from({ length: 4 }, () => openPostgres({ url: database.url, max: 2, name: 'test' }));
  const ran = await Promise.all(pools.map((sql) => migrate(sql, 'test', folder)));
  expect(ran.flat()).toEqual(['0001-one.sql']);
  await Promise.all(pools.map((sql) => sql.end()));
});

it('a migration that fails leaves nothing behind and lets the next one try', async () => {
  await writeFile(join(folder, '0002-two.sql'), 'create table two (n bigint); select 1/0');
  await expect(migrate(database.sql, 'test', folder)).rejects.toThrow('division by zero');
  await writeFile(join(folder, '0002-two.sql'), 'create table two (n bigint)');
  expect(await migrate(database.sql, 'test', folder)).toEqual(['0002-two.sql']);
});

it('a migration that was changed after it ran is refused by name', async () => {
  await writeFile(join(folder, '0001-one.sql'), 'create table other (n bigint)');
  await expect(migrate(database.sql, 'test', folder)).rejects.toThrow('test/0001-one.sql was changed');
});

it('numbers of 53 bits come back as they went in', async () => {
  const [row] = await database.sql`insert into one values (${Number.MAX_SAFE_INTEGER}) returning n`;
  expect(row!.n).toBe(Number.MAX_SAFE_INTEGER);
});
