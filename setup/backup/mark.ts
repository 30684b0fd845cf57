import { setTimeout as pause } from 'node:timers/promises';
import { openPostgres, type Sql } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import { readDigest, type Digest } from '@pharos/crdt-sync/digest';

/** A named place in the log of a database that people write to, and what it said just before and just after. */
export interface Mark {
  name: string;
  before: Digest;
  after: Digest;
}

const archivedMsMax = 120_000;
const lookMs = 200;

/** Marks the place, and waits until the log up to there is in the archive. */
export async function markLog(url: string, name: string): Promise<Mark> {
  const sql = openPostgres({ url, max: 1, name: 'pharos backup' });
  try {
    const before = await digestOf(sql);
    await sql`select pg_create_restore_point(${name})`;
    const after = await digestOf(sql);
    const [row] = await sql<{ file: string }[]>`select pg_walfile_name(pg_switch_wal()) as file`;
    await untilArchived(sql, row!.file);
    return { name, before, after };
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error;
    const grant = 'grant execute on function pg_create_restore_point(text), pg_switch_wal() to <user of DATABASE_URL>';
    throw new Problem('forbidden', `a rehearsal marks a place in the log: as the owner of the server, once: ${grant}`, { cause: error });
  } finally {
    await sql.end({ timeout: 1 });
  }
}

export interface Comparison {
  compared: number;
  /** Buckets in which somebody wrote meanwhile: nothing can be said of them. */
  moving: number;
  different: number;
}

/** What did not change around the mark must be in the copy as it was. */
export function compare({ before, after }: Pick<Mark, 'before' | 'after'>, copy: Pick<Digest, 'buckets'>): Comparison {
  const still = before.buckets.map((bucket, at) => bucket === after.buckets[at]);
  const different = still.filter((isStill, at) => isStill && before.buckets[at] !== copy.buckets[at]).length;
  const compared = still.filter(Boolean).length;
  return { compared, moving: still.length - compared, different };
}

export function digestOf(sql: Sql): Promise<Digest> {
  return sql.begin('isolation level repeatable read read only', (tx) => readDigest(tx));
}

async function untilArchived(sql: Sql, file: string): Promise<void> {
  const until = performance.now() + archivedMsMax;
  for (;;) {
    const [row] = await sql<{ last: string | null; failed: string | null; mode: string }[]>`
      select last_archived_wal as last, last_failed_wal as failed, current_setting('archive_mode') as mode from pg_stat_archiver`;
    if (row!.mode === 'off') throw new Problem('unavailable', 'Postgres archives nothing: npx pharos backup settings says what it needs');
    if ((row!.last ?? '') >= file) return;
    if (performance.now() > until) {
      const why = row!.failed ? `: ${row!.failed} failed, and the server's log says why` : '';
      throw new Problem('unavailable', `the log is not archived within ${archivedMsMax / 1_000} s${why}`);
    }
    await pause(lookMs);
  }
}
