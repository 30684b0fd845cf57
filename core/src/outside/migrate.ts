import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type postgres from 'postgres';
import { Problem } from '../problem.ts';
import type { Sql } from './postgres.ts';

// One number for all of us: whoever holds it migrates, the others wait and then find it done.
const migrationLock = 7_426_001;
// Who waits for a table holds up everybody who comes after: it gives way at once, and comes again.
const lockTimeoutMs = 500;
const tryAgainMs = 500;
const turnEachMs = 50;
// Two minutes: what holds a table for longer is something that a person has to look at.
const triesMax = 120;

// What stands in the way of this file, by the classes of Postgres' errors, and not that the server is away or full.
const itsOwnFault = /^(?:0A|22|23|2B|42)/;

/** A large index is built beside those who read and write: such a file is not one transaction, and may be run again where it ended. */
const concurrently = /^-- concurrently\b/;

export type Connection = postgres.ReservedSql<{ bigint: number }>;

/**
 * Runs the numbered `.sql` files of a folder that have not run yet, each in a transaction of its own, under an advisory lock.
 * Forward only; a file that changed after it ran is refused, because two regions would then differ in silence. A file that begins
 * with `-- concurrently` runs without a transaction, statement by statement: each must be harmless when it is run again.
 */
export async function migrate(sql: Sql, set: string, folder: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort();
  const connection = await sql.reserve();
  try {
    await connection`set statement_timeout = 0`; // a large table takes its time
    // Asked again and again: a statement that waits has a snapshot, and whoever builds an index beside others waits for that.
    while (!(await isOurTurn(connection))) await pause(turnEachMs);
    await connection`create table if not exists migration (
      set text not null, name text not null, hash text not null, at timestamptz not null default now(), primary key (set, name))`;
    return await runAll(connection, set, folder, files);
  } finally {
    await leave(connection);
  }
}

async function isOurTurn(connection: Connection): Promise<boolean> {
  const [row] = await connection<{ ours: boolean }[]>`select pg_try_advisory_lock(${migrationLock}) as ours`;
  return row!.ours;
}

async function runAll(connection: Connection, set: string, folder: string, files: string[]): Promise<string[]> {
  const rows = await connection<{ name: string; hash: string }[]>`select name, hash from migration where set = ${set}`;
  const done = new Map(rows.map(({ name, hash }) => [name, hash]));
  const ran: string[] = [];
  for (const name of files) {
    const text = await readFile(join(folder, name), 'utf8');
    const hash = createHash('sha256').update(text).digest('hex');
    const before = done.get(name);
    if (before === hash) continue;
    if (before) {
      throw new Problem('conflict', `migration ${set}/${name} was changed after it ran: put it back, and write the change as a new one`);
    }
    try {
      if (concurrently.test(text)) {
        await runBeside(connection, text);
        await connection`insert into migration ${connection({ set, name, hash })}`;
      } else await runWhole(connection, text, { set, name, hash });
    } catch (cause) {
      if (!itsOwnFault.test((cause as { code?: string }).code ?? '')) throw cause;
      const before = ran.length === 0 ? '' : `; ${ran.length} before it ran and stay`;
      const how = `nothing is lost${before}: mend that, and migrate again`;
      throw new Problem('unavailable', `migration ${set}/${name} does not run: ${(cause as Error).message} (${how})`, { cause });
    }
    ran.push(name);
  }
  return ran;
}

function runWhole(connection: Connection, text: string, row: { set: string; name: string; hash: string }): Promise<void> {
  return givingWay(connection, async () => {
    await connection.unsafe(text).simple();
    await connection`insert into migration ${connection({ ...row })}`;
  });
}

/** All of it or nothing; while somebody holds a table, again and again, and in between those who wait behind us go first. */
export async function givingWay(connection: Connection, work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await connection`begin`;
      await connection.unsafe(`set local lock_timeout = ${lockTimeoutMs}`);
      await work();
      await connection`commit`;
      return;
    } catch (error) {
      await connection`rollback`;
      if (!isLocked(error) || tries === triesMax) throw error;
      await pause(tryAgainMs);
    }
  }
}

async function runBeside(connection: Connection, text: string): Promise<void> {
  const statements = text
    .replace(/--.*$/gm, '')
    .split(';')
    .map((statement) => statement.trim());
  for (const statement of statements.filter(Boolean)) await connection.unsafe(statement).simple();
}

// As it was for whoever has the connection next; one that is lost has let go of the lock by itself.
async function leave(connection: Connection): Promise<void> {
  try {
    await connection`select pg_advisory_unlock(${migrationLock})`;
    await connection`reset statement_timeout`;
  } catch {
    // it is gone
  }
  connection.release();
}

function isLocked(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === '55P03' || code === '40P01';
}
