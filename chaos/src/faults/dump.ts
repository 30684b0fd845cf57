import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPostgres, type Sql, type Transaction } from '@pharos/core/outside/postgres';
import { prepareDatabase } from '@pharos/lab/prepare-database';
import type { Region } from '@pharos/lab/region';
import { roleNames } from '@pharos/lab/site';
import type { Scene, Step } from '../experiment.ts';
import { copying, lost } from './copies.ts';
import { mended } from './mended.ts';

/** A logical dump at one snapshot, by COPY as pg_dump does it: the binaries that come with npm have no pg_dump. */
export function takeDump(region: string): Step {
  const take = async ({ world }: Scene) => {
    const from = world.region(region);
    await mkdir(dumpDir(from), { recursive: true });
    await chmod(dumpDir(from), 0o777); // the server writes there, and may be another user
    await from.sql.begin('isolation level repeatable read read only', async (tx) => {
      // A file's name cannot be a parameter.
      for (const table of await tablesOf(tx)) await tx.unsafe(`copy (select * from "${table}") to '${fileOf(from, table)}'`);
      const sequences = await tx<
        Sequence[]
      >`select sequencename as name, last_value::text as value from pg_sequences where last_value is not null`;
      await writeFile(join(dumpDir(from), 'sequences.json'), JSON.stringify(sequences));
    });
  };
  return { name: `dump the database of ${region}`, run: copying(take) };
}

/** The region's roles are stopped, its database is thrown away, made anew and filled from the dump. */
export function restoreDump(region: string): Step {
  const restore = async (scene: Scene) => {
    const to = scene.world.region(region);
    lost(scene);
    await Promise.all(roleNames.map((name) => to.part(name).stop()));
    const url = new URL(to.site.databaseUrl);
    const name = url.pathname.slice(1);
    url.pathname = '/postgres';
    await using admin = await open(url.href);
    await admin.sql`drop database ${admin.sql(name)} with (force)`;
    await prepareDatabase(to.site);
    await using made = await open(to.site.databaseUrl);
    await made.sql.begin((tx) => fill(tx, to));
    // One after the other: on a machine that carries all regions, five at once would slow down everybody.
    for (const role of roleNames) await to.part(role).start();
    mended(scene);
  };
  return { name: `throw the database of ${region} away and load the dump into a new one`, run: restore };
}

interface Sequence {
  name: string;
  value: string;
}

async function fill(tx: Transaction, to: Region): Promise<void> {
  const tables = await tablesOf(tx);
  // The new database's own first rows stand in the way of the dump's.
  await tx`truncate ${tx(tables)}`;
  for (const table of tables) await tx.unsafe(`copy "${table}" from '${fileOf(to, table)}'`);
  const sequences = JSON.parse(await readFile(join(dumpDir(to), 'sequences.json'), 'utf8')) as Sequence[];
  for (const { name, value } of sequences) await tx`select setval(${name}::regclass, ${value}::bigint)`;
}

/** All of the region's tables, a partitioned one as a whole. */
async function tablesOf(tx: Transaction): Promise<string[]> {
  const rows = await tx<{ name: string }[]>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by relname`;
  return rows.map(({ name }) => name);
}

function dumpDir({ site }: Region): string {
  return join(site.dir, 'dump');
}

function fileOf(region: Region, table: string): string {
  return join(dumpDir(region), `${table}.copy`);
}

async function open(url: string): Promise<AsyncDisposable & { sql: Sql }> {
  const sql = openPostgres({ url, max: 1, name: 'lab' });
  return { sql, [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }) };
}
