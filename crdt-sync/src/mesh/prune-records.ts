import type { Sql } from '@pharos/core/outside/postgres';
import { forgetMails } from '@pharos/region/reading/sign-in-mails';

const dayMs = 86_400_000;
// Whoever wonders has asked by then.
const mismatchKeepMs = 90 * dayMs;
// What a peer sent that is damaged or forged: looked at within a month, or never.
const refusedKeepMs = 30 * dayMs;
// Longer than the notifier keeps what it told.
const purgedKeepMs = 40 * dayMs;
const rowsPerBatch = 2_000;

// These say something that this region has not taken, and may take yet: they wait for a person, or for a later version.
const kept = ['pending', 'set-aside', 'unread', 'untold'];

/**
 * One batch of what is kept for people to look at, and is too old; answers how many rows went. What each grows with in five years:
 * `idempotency_mismatch` with the clashes of a quarter, `quarantine` with the refusals of a month (twenty a minute at most) and with what is still set
 * aside, `purged` with the purges of forty days.
 */
export async function pruneRecords(sql: Sql, now: number): Promise<number> {
  const before = (ms: number) => new Date(now - ms);
  // In the order of their keys, which is that of time.
  const mismatches = await sql`
    delete from idempotency_mismatch where id = any(array(select id from idempotency_mismatch order by id limit ${rowsPerBatch}))
      and at < ${before(mismatchKeepMs)}`;
  const refused = await sql`
    delete from quarantine where id = any(array(
      select id from quarantine where doc is null and reason <> all(${kept}) order by id limit ${rowsPerBatch})) and at < ${before(refusedKeepMs)}`;
  const purged = await sql`
    delete from purged where id = any(array(select id from purged order by id limit ${rowsPerBatch})) and is_out and at < ${before(purgedKeepMs)}`;
  // What could open something, though hardly any more.
  await forgetMails(sql, before(dayMs));
  return mismatches.count + refused.count + purged.count;
}
