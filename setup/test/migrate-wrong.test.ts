import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { freePort } from '@pharos/core/launch/port';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrateAll } from '../migrate.ts';

let database: FreshDatabase;
beforeAll(async () => void (database = await freshDatabase()));
afterAll(() => database[Symbol.asyncDispose]());

it('a database that cannot be reached is one line that names what to set right', async () => {
  const nowhere = database.url.replace(/\/[^/]+$/, '/nowhere');
  await expect(migrateAll({ DATABASE_URL: nowhere })).rejects.toThrow(
    'the database was left as it was: Postgres refuses us: database "nowhere" does not exist; set DATABASE_URL right',
  );
  const silent = `postgres://pharos@127.0.0.1:${await freePort()}/pharos`;
  await expect(migrateAll({ DATABASE_URL: silent })).rejects.toThrow(
    'Postgres does not answer (ECONNREFUSED): start it, or set DATABASE_URL',
  );
});

it('an upgrade that breaks off half-way leaves what ran, says why, and goes on there once that is mended', async () => {
  const { sql } = database;
  // Somebody has put a table in the way of one in the middle.
  await sql`create table metric_point (theirs int)`;
  await sql`insert into metric_point values (1)`;
  await expect(migrateAll({ DATABASE_URL: database.url })).rejects.toThrow(
    /^migration region\/0026-metric-points\.sql does not run: relation "metric_point" already exists \(nothing is lost; 25 before it ran and stay/,
  );
  expect(await sql`select theirs from metric_point`).toHaveLength(1);
  expect(await sql`select 1 from pg_tables where tablename in ('doc', 'person')`).toHaveLength(2);
  await sql`alter table metric_point rename to theirs`;
  expect(await migrateAll({ DATABASE_URL: database.url })).toBe(0);
  expect(await sql`select theirs from theirs`).toHaveLength(1);
  expect(await sql`select 1 from pg_tables where tablename in ('metric_rollup', 'job')`).toHaveLength(2);
});
