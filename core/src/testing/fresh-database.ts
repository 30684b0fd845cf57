import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { migrate } from '../outside/migrate.ts';
import { openPostgres, type Sql } from '../outside/postgres.ts';

export interface FreshDatabase extends AsyncDisposable {
  url: string;
  sql: Sql;
}

/** A migration set: its name and its folder. */
type MigrationSet = [name: string, folder: string];

// A test asks how long nothing takes by its connections: on a busy machine one may take its time.
const connectTimeoutS = 30;
// Of those who make a template at the same time, one does, and the others wait and find it.
const templateLock = 7_426_090;

/** An empty database of its own on the run's Postgres, with the tables of the sets given, dropped at the end. */
export async function freshDatabase(sets: MigrationSet[] = []): Promise<FreshDatabase> {
  const server = inject('postgresUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = openPostgres({ url: server, max: 1, name: 'tests', connectTimeoutS, statementTimeoutMs: 60_000 });
  // Its files are copied: a quarter of the work of writing them once more through the log.
  const like = sets.length === 0 ? admin`` : admin`template ${admin(await templateOf(admin, sets))} strategy file_copy`;
  await admin`create database ${admin(name)} ${like}`;
  const url = databaseOn(server, name);
  const sql = openPostgres({ url, max: 10, name: 'tests', connectTimeoutS });
  return {
    url,
    sql,
    [Symbol.asyncDispose]: async () => {
      await sql.end({ timeout: 2 });
      await admin`drop database ${admin(name)} with (force)`;
      await admin.end({ timeout: 2 });
    },
  };
}

/** The sets run once on a server for all the databases that have them; others are copies, which nobody can tell apart. */
async function templateOf(admin: Sql, sets: MigrationSet[]): Promise<string> {
  const name = `template_${await fingerprint(sets)}`;
  await admin`select pg_advisory_lock(${templateLock})`;
  try {
    const [known] = await admin<{ isWhole: boolean }[]>`select datistemplate as "isWhole" from pg_database where datname = ${name}`;
    if (known?.isWhole) return name;
    if (known) await admin`drop database ${admin(name)} with (force)`; // whoever made it broke off
    await admin`create database ${admin(name)}`;
    const sql = openPostgres({ url: databaseOn(inject('postgresUrl'), name), max: 1, name: 'tests', connectTimeoutS });
    try {
      for (const [set, folder] of sets) await migrate(sql, set, folder);
    } finally {
      await sql.end({ timeout: 2 });
    }
    // Nobody may write to it any more, nor be in it while it is copied.
    await admin`alter database ${admin(name)} is_template true allow_connections false`;
    return name;
  } finally {
    await admin`select pg_advisory_unlock(${templateLock})`;
  }
}

async function fingerprint(sets: MigrationSet[]): Promise<string> {
  const hash = createHash('sha256');
  for (const [set, folder] of sets) {
    hash.update(`${set}\0`);
    for (const file of (await readdir(folder)).sort()) hash.update(`${file}\0`).update(await readFile(join(folder, file)));
  }
  return hash.digest('hex').slice(0, 32);
}

function databaseOn(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
