import type { Clock } from '@pharos/core/clock';
import type { Sql } from '@pharos/core/outside/postgres';

/** The time of the ledger: what notifiers compare with each other, leases above all, is all read from one clock, the database's. */
export interface LedgerClock extends Clock {
  /** Reads the database's clock again; between two readings time passes as it does here, and never jumps. */
  read(): Promise<void>;
}

/** The process's own clock may be an hour wrong: it would end the leases of all others, and send again what they are sending. */
export async function createLedgerClock(clock: Clock, sql: Sql): Promise<LedgerClock> {
  let ahead = 0;
  const read = async () => {
    const asked = clock.elapsed();
    const [row] = await sql<{ at: number }[]>`select extract(epoch from clock_timestamp())::float8 * 1000 as at`;
    // It was read about half way between question and answer.
    ahead = row!.at - (asked + clock.elapsed()) / 2;
  };
  await read();
  return { ...clock, now: () => Math.round(ahead + clock.elapsed()), read };
}
