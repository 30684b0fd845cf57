import type { Sql } from '@pharos/core/outside/postgres';
import { readPurged, type Purged } from '@pharos/region/reading/purged';

// Looked at together: each is some steps in an index.
const purgesMax = 100;
// A purge that is committed later than the one after it is seen by then.
const lateMs = 60_000;

/**
 * What the region has purged leaves the ledger: what a notice said, and the address of whoever was told. Nobody is told of it
 * any more; a call that is under way is waited for. It goes on where it was, and may look at the same again.
 */
export async function forgetPurged(sql: Sql): Promise<void> {
  const [row] = await sql<{ upto: number; now: Date }[]>`select upto, clock_timestamp() as now from forgotten`;
  const { upto, now } = row!;
  const purged = await readPurged(sql, { after: upto, limit: purgesMax });
  let last = upto;
  let isInOrder = true;
  for (const each of purged) {
    const isForgotten = each.kind === 'subscription' ? await forgetSubscriber(sql, each) : await forgetNotices(sql, each);
    isInOrder &&= isForgotten && now.getTime() - each.at.getTime() > lateMs;
    if (isInOrder) last = each.id;
  }
  if (last > upto) await sql`update forgotten set upto = greatest(upto, ${last})`;
}

async function forgetSubscriber(sql: Sql, { name }: Purged): Promise<boolean> {
  await sql`
    update delivery set address = '', next_at = null, updated_at = now(),
      state = case when state in ('pending', 'unknown') then 'suppressed' else state end,
      error_class = case when state in ('pending', 'unknown') then 'purged' else error_class end
    where subscriber = ${name} and address <> '' and state <> 'sending'`;
  const [left] = await sql`select 1 from delivery where subscriber = ${name} and address <> '' limit 1`;
  return left === undefined;
}

/** Notices that name it, or, of a page, all that it told. */
async function forgetNotices(sql: Sql, { kind, name, page }: Purged): Promise<boolean> {
  if (page === null) return true;
  const named = kind === 'page' ? sql`` : sql`and position(${name} in fact::text) > 0`;
  const rows = await sql<{ notice: string }[]>`select notice from fanout where page = ${page} and fact is not null ${named}`;
  if (rows.length === 0) return true;
  const notices = rows.map(({ notice }) => notice);
  await sql`update fanout set is_done = true, trouble = null where notice = any(${notices}::uuid[])`;
  await sql`
    update delivery set state = 'suppressed', error_class = 'purged', next_at = null, lease_until = null, updated_at = now()
    where notice = any(${notices}::uuid[]) and state in ('pending', 'unknown')`;
  // Whoever is told of it at this moment still needs it.
  const gone = await sql`
    update fanout set fact = null where notice = any(${notices}::uuid[]) and not exists (
      select 1 from delivery where delivery.notice = fanout.notice and state in ('sending', 'pending', 'unknown'))`;
  return gone.count === notices.length;
}
