import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import type { Sql } from './postgres.ts';

// One number for all of us: whoever holds it migrates, the others wait and then find it done.
const migrationLock = 7_426_001;

/**
 * Runs the numbered `.sql` files of a folder that have not run yet, all in one transaction, under an advisory lock.
 * Forward only; a file that changed after it ran is refused, because two regions would then differ in silence.
 */
export async function migrate(sql: Sql, set: string, folder: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort();
  return sql.begin(async (tx) => {
    await tx`set local statement_timeout = 0`; // another one may be migrating for minutes
    await tx`select pg_advisory_xact_lock(${migrationLock})`;
    await tx`create table if not exists migration (
      set text not null, name text not null, hash text not null, at timestamptz not null default now(), primary key (set, name))`;
    const rows = await tx<{ name: string; hash: string }[]>`select name, hash from migration where set = ${set}`;
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
      await tx.unsafe(text).simple();
      await tx`insert into migration ${tx({ set, name, hash })}`;
      ran.push(name);
    }
    return ran;
  });
}
