import { migrate } from '@pharos/core/outside/migrate';
import { openPostgres } from '@pharos/core/outside/postgres';
import { migrateRegion } from '@pharos/region/migrations';
import { notifierMigrations } from '@pharos/notifier/role';
import type { Site } from './site.ts';

/** Makes the database the first time, and brings its tables to this version: what `pharos migrate` does elsewhere. */
export async function prepareDatabase(site: Pick<Site, 'databaseUrl'>): Promise<void> {
  // Of several servers there is no URL that `URL` would read.
  const name = site.databaseUrl.slice(site.databaseUrl.lastIndexOf('/') + 1);
  const admin = openPostgres({ url: site.databaseUrl.replace(/[^/]+$/, 'postgres'), max: 1, name: 'lab' });
  try {
    const [known] = await admin`select 1 from pg_database where datname = ${name}`;
    if (!known) await admin`create database ${admin(name)}`;
  } finally {
    await admin.end({ timeout: 1 });
  }
  const sql = openPostgres({ url: site.databaseUrl, max: 1, name: 'migrate' });
  try {
    await migrate(sql, 'notifier', notifierMigrations);
    // After all tables are there: the wall is made of them.
    await migrateRegion(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
