import type { Sql } from '@pharos/core/outside/postgres';
import { leasedOf, type LeasedRow } from './lease.ts';
import type { Leased, Turn, TurnsOptions } from './ledger.ts';

// So many turns are looked at in one statement, a step in the index for each; the next statement goes on from there.
const turnsMax = 500;
const beforeAll: Turn = { host: '', page: '00000000-0000-0000-0000-000000000000' };
const largestId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * Leases what goes to receivers by turns: each pair of receiver and page gives one, then each a second one, as far as the places of the
 * receiver and of the page go. A receiver without a place is stepped over as a whole. So what waits for one machine, or for
 * one page, costs others a step and no more. Only what has a place becomes `sending`.
 */
export async function leaseByTurn(
  sql: Sql,
  { channel, provider, limit, isFresh, now, leaseMs, after = beforeAll, places }: TurnsOptions,
): Promise<{ leased: Leased[]; after: Turn | undefined }> {
  const waiting = sql`channel = ${channel} and starts_with(address, 'http') and state in ('pending', 'unknown') and next_at is not null and ${isFresh ? sql`attempt = 0` : sql`attempt > 0`}`;
  const hosts = [...places.hosts];
  const pages = [...places.pages];
  const full = hosts.filter(([, free]) => free <= 0).map(([host]) => host);
  const rows = await sql<(Partial<LeasedRow> & Walk)[]>`
    with recursive
      host_place as (select * from unnest(${hosts.map(([host]) => host)}::text[], ${hosts.map(([, free]) => free)}::int[]) as each(host, free)),
      page_place as (select * from unnest(${pages.map(([page]) => page)}::uuid[], ${pages.map(([, free]) => free)}::int[]) as each(page, free)),
      turn (host, page, step) as (
        (select delivery_host(address), page, 1 from delivery
          where ${waiting} and (delivery_host(address), page) > (${after.host}, ${after.page}::uuid)
          order by delivery_host(address), page limit 1)
        union all
        select next.host, next.page, turn.step + 1 from turn cross join lateral (
          select delivery_host(address) as host, page from delivery
          where ${waiting} and (delivery_host(address), page) >
            (turn.host, case when turn.host = any(${full}::text[]) then ${largestId}::uuid else turn.page end)
          order by delivery_host(address), page limit 1) next
        where turn.step < ${turnsMax}),
      candidate as (
        select turn.host, turn.page, turn.step, each.notice, each.subscriber, each.rank from turn cross join lateral (
          select notice, subscriber, row_number() over (order by next_at) as rank from delivery
          where ${waiting} and delivery_host(address) = turn.host and page = turn.page and next_at <= ${new Date(now)}
          order by next_at limit ${places.perHost}) each
        where not turn.host = any(${full}::text[])),
      has_host as (
        select * from (select *, row_number() over (partition by host order by rank, step) as at_host from candidate) ranked
        left join host_place using (host) where at_host <= coalesce(free, ${places.perHost})),
      has_both as (
        select ranked.* from
          (select host, page, step, notice, subscriber, rank, row_number() over (partition by page order by rank, step) as at_page from has_host) ranked
        left join page_place using (page) where at_page <= coalesce(free, ${places.perPage})),
      chosen as (select * from has_both order by rank, step limit ${limit}),
      due as (
        select delivery.notice, delivery.channel, delivery.subscriber, chosen.host, state = 'unknown' as was_unknown, provider as last_provider, error_class as last_class
        from delivery join chosen using (notice, subscriber)
        where channel = ${channel} and state in ('pending', 'unknown') and next_at <= ${new Date(now)}
        for update of delivery skip locked),
      taken as (
        update delivery set
          unknowns = unknowns + case when state = 'unknown' then 1 else 0 end,
          state = 'sending', attempt = attempt + 1, epoch = epoch + 1, lease_until = ${new Date(now + leaseMs)}, next_at = null,
          provider = ${provider}, updated_at = ${new Date(now)}
        from due
        where delivery.notice = due.notice and delivery.channel = due.channel and delivery.subscriber = due.subscriber
        returning delivery.id, delivery.notice, delivery.kind, delivery.channel, delivery.subscriber, delivery.page, delivery.address, delivery.language, delivery.shape,
          delivery.provider, delivery.attempt, delivery.unknowns, delivery.epoch, due.host, due.was_unknown,
          due.last_provider, due.last_class),
      walk as (
        select (select count(*)::int from turn) as turns, (select count(*)::int from has_both) as candidates,
          (select jsonb_build_object('host', host, 'page', page) from turn order by step desc limit 1) as "lastTurn",
          (select jsonb_build_object('host', host, 'page', page) from chosen where rank = 1 order by step desc limit 1) as "lastServed")
    select walk.*, told.* from walk left join
      (select taken.*, fanout.page_name, fanout.at, fanout.fact, fanout.components, fanout.looks, fanout.trace from taken join fanout using (notice)) told on true`;
  const leased = rows.flatMap((row) => (isLeased(row) ? [leasedOf(row)] : []));
  return { leased, after: nextTurn(rows[0]!, limit) };
}

interface Walk {
  turns: number;
  candidates: number;
  lastTurn: Turn | null;
  lastServed: Turn | null;
}

/** Where the next walk goes on; undefined: at the beginning. Who had a place, and was cut off by the limit, is next. */
function nextTurn({ turns, candidates, lastTurn, lastServed }: Walk, limit: number): Turn | undefined {
  if (candidates > limit) return lastServed ?? undefined;
  return turns < turnsMax ? undefined : (lastTurn ?? undefined);
}

function isLeased(row: Partial<LeasedRow> & Walk): row is LeasedRow & Walk {
  return typeof row.id === 'string';
}
