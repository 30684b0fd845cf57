import type { Sql } from '@pharos/core/outside/postgres';

const dayMs = 24 * 3_600_000;
// For whoever asks afterwards who was told; and much longer than a job may bring a notice back that is not known any more.
const noticeKeepMs = 30 * dayMs;
const attemptKeepMs = 30 * dayMs;
// Providers repeat what they say for some days.
const newsKeepMs = 14 * dayMs;
// A farewell that was handed on is in the subscription itself, in every region, long before.
const farewellKeepMs = 90 * dayMs;

// A batch is one transaction of some tens of milliseconds: nobody waits for its locks, and the log of writes stays short.
const noticesPerBatch = 500;
const rowsPerBatch = 5_000;

/**
 * One batch of what is too old of each table; answers how many rows went. What each grows with in five years: `fanout`, `delivery`
 * and `attempt_log` with what is told in a month, `provider_event` in a fortnight, `opt_out` with who leaves in a quarter,
 * `suppression` with the addresses that must never be written to, which it is for.
 */
export async function prune(sql: Sql, now: number): Promise<number> {
  const before = (ms: number) => new Date(now - ms);
  const notices = await pruneNotices(sql, before(noticeKeepMs));
  // In the order of its key, which is that of time.
  const attempts = await sql`
    delete from attempt_log where id = any(array(select id from attempt_log order by id limit ${rowsPerBatch} for update skip locked))
      and at < ${before(attemptKeepMs)}`;
  const news = await sql`
    delete from provider_event where ctid = any(array(
      select ctid from provider_event where at < ${before(newsKeepMs)} limit ${rowsPerBatch} for update skip locked))`;
  const farewells = await sql`delete from opt_out where is_forwarded and at < ${before(farewellKeepMs)}`;
  const suppressions = await sql`delete from suppression where until < ${new Date(now)}`;
  return notices + attempts.count + news.count + farewells.count + suppressions.count;
}

/** A notice goes with its last delivery: as long as one is there, it is known, and told to nobody again. */
function pruneNotices(sql: Sql, before: Date): Promise<number> {
  return sql.begin(async (tx) => {
    const old = await tx<{ notice: string }[]>`
      select notice from fanout where created_at < ${before} order by created_at limit ${noticesPerBatch} for update skip locked`;
    const notices = old.map(({ notice }) => notice);
    if (notices.length === 0) return 0;
    const deliveries = await tx`
      delete from delivery where ctid = any(array(
        select ctid from delivery where notice = any(${notices}::uuid[]) limit ${rowsPerBatch} for update skip locked))`;
    const gone = await tx`
      delete from fanout where notice = any(${notices}::uuid[])
        and not exists (select 1 from delivery where delivery.notice = fanout.notice)`;
    return deliveries.count + gone.count;
  });
}
