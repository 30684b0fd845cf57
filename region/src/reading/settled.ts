import type { Query, Sql, Transaction } from '@pharos/core/outside/postgres';
import { inOneStatement } from './one-statement.ts';

// The relay counts what is committed within some milliseconds. Later than this it is away, and what there is is shown uncounted.
const triesMax = 8;
const waitMs = 5;

/** What was read in one snapshot, and whether a version can say all of it. */
export interface Reading<T> {
  value: T;
  isSettled: boolean;
}

/**
 * Reads parts of a page in one snapshot whose version counts all that they show: what was committed and has no place in the
 * log yet stands in the outbox of that very snapshot, and then it is read again. Otherwise a reader who took this version to
 * another region could see a part there as it was before.
 */
export async function readSettled<T>(sql: Sql, read: (tx: Transaction) => Promise<Reading<T>>): Promise<T> {
  return (await untilSettled(sql, () => sql.begin<Reading<T>>('isolation level repeatable read read only', read))).value;
}

/** The same of what can be asked for in one statement, which is a snapshot by itself; and whether its version counts all of it. */
export function readAtOnce<T>(sql: Sql, read: (query: Query) => Promise<Reading<T>>): Promise<Reading<T>> {
  return untilSettled(sql, () => inOneStatement(sql, read));
}

async function untilSettled<T>(sql: Sql, read: () => Promise<Reading<T>>): Promise<Reading<T>> {
  for (let tries = 1; ; tries++) {
    const reading = await read();
    if (reading.isSettled || tries === triesMax) return reading;
    await sql`select pg_sleep(${waitMs / 1_000})`;
  }
}

// Two of the relay's batches. With more than this waiting it is behind or away: nobody waits for it, nor looks through all of it.
const behindMin = 200;

/** Nothing of these pages waits for its place in the log; or so much waits of any that what there is is shown uncounted. */
export async function isSettled(query: Query, pages: string[]): Promise<boolean> {
  // By the key: the table is short, and begins with rows that are gone.
  const waiting = await query<{ isOurs: boolean }[]>`
    select coalesce(page = any(${pages}::uuid[]), false) as "isOurs" from outbox order by id limit ${behindMin}`;
  return waiting.length === behindMin || !waiting.some(({ isOurs }) => isOurs);
}
