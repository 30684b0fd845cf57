import { createLine } from '../line.ts';
import type { Kit } from '../role.ts';
import { run } from '../run.ts';
import type { Sql } from './postgres.ts';

/** Asks a pool for something. `isGivenUp`: nobody waits for the answer any more. */
export type PostgresDoor = <T>(work: (sql: Sql, isGivenUp: () => boolean) => Promise<T>) => Promise<T>;

export interface PostgresDoorOptions {
  sql: Sql;
  /** Another pool in its place: of connections whose other end has gone without a word the kernel thinks well for a quarter of an hour. */
  reopen?: (() => Sql) | undefined;
  kit: Pick<Kit, 'clock' | 'log'>;
  waitingMax: number;
  limitMs?: number;
}

// A server that is frozen, or a link that drops everything, never answers nor fails: nobody waits for it longer.
const askedMs = 2_000;
// The server ends each statement after ten seconds: connections that hang for longer lead nowhere any more.
const deadMs = 12_000;

/**
 * The way to a pool that may hang. It belongs to one pool, and whoever uses that pool waits in its line: no more is asked at a
 * time than there are connections, so that the driver's own queue, which has no bound, stays empty. What hangs keeps its
 * connection; once all hang, whoever asks is told so at once.
 */
export function createPostgresDoor({ sql, reopen, kit: { clock, log }, waitingMax, limitMs = askedMs }: PostgresDoorOptions): PostgresDoor {
  const poolOf = (of: Sql) => ({
    sql: of,
    line: createLine({ clock, what: 'the database', atOnceMax: of.options.max, waitingMax, limitMs }),
  });
  let pool = poolOf(sql);

  return (work) => {
    if (reopen && pool.line.stuckMs() > deadMs) {
      log.warn('all connections to the database hang: others are opened');
      run(pool.sql.end({ timeout: 0 }), (error) => log.warn({ err: error }, 'connections that hang could not be closed'));
      pool = poolOf(reopen());
    }
    const { sql: by, line } = pool;
    return line((isGivenUp) => work(by, isGivenUp));
  };
}
