import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { migrate } from '../outside/migrate.ts';
import { openPostgres, type Sql } from '../outside/postgres.ts';

export interface FreshDatabase extends AsyncDisposable {
  url: string;
  sql: Sql;
}

/** An empty database of its own on the run's Postgres, migrated by the sets given (name and folder), dropped at the end. */
export async function freshDatabase(sets: [name: string, folder: string][] = []): Promise<FreshDatabase> {
  const url = new URL(inject('postgresUrl'));
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = openPostgres({ url: url.href, max: 1, name: 'tests' });
  await admin`create database ${admin(name)}`;
  url.pathname = `/${name}`;
  const sql = openPostgres({ url: url.href, max: 10, name: 'tests' });
  for (const [set, folder] of sets) await migrate(sql, set, folder);
  return {
    url: url.href,
    sql,
    [Symbol.asyncDispose]: async () => {
      await sql.end({ timeout: 2 });
      await admin`drop database ${admin(name)} with (force)`;
      await admin.end({ timeout: 2 });
    },
  };
}
