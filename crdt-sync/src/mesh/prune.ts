import type { Sql } from '@pharos/core/outside/postgres';
import { covers, decodeVersion, mergeVersions, type Version } from '@pharos/core/version';
import { planPrune } from './prune-plan.ts';

// Kept in any case: a region that is away for a day comes back by the log alone.
const keptHours = 24;
// Partitions made ahead: a relay that cannot make one for two days has other troubles.
const daysAhead = 2;
// Page events forgotten in one transaction, so that readers' queries are not held up.
const eventsMax = 5_000;
const partitionLock = 7_426_002;

/** A partition of the log for today and the days to come: forgetting a day is dropping a table. */
export async function makePartitions(sql: Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${partitionLock})`;
    const days = await tx<{ name: string; first: string; last: string; there: boolean }[]>`
      select 'log_' || to_char(day, 'YYYYMMDD') as name, day::date::text as first, (day + interval '1 day')::date::text as last,
        to_regclass('log_' || to_char(day, 'YYYYMMDD')) is not null as there
      from generate_series(current_date, current_date + ${daysAhead}::int, interval '1 day') day`;
    for (const { name, first, last, there } of days) {
      if (there) continue;
      const [stray] = await tx`select 1 from log_default where at >= ${first}::date and at < ${last}::date limit 1`;
      if (stray) continue; // they stay in the default partition, which is as good, only dearer to forget
      await tx.unsafe(`create table ${name} partition of log for values from ('${first} 00:00:00+00') to ('${last} 00:00:00+00')`);
    }
  });
}

export interface DroppedDay {
  name: string;
  entries: number;
}

/**
 * Forgets days that every active member has, oldest first. `archive` is given each of them before it is dropped, and may
 * throw to keep it. What a region declared dead has not heard is not kept for it: it comes back by a resync.
 */
export async function pruneLog(sql: Sql, own: string, archive: (partition: string) => Promise<void>): Promise<DroppedDay[]> {
  const vv = await readVector(sql);
  const members = await sql<{ vv: Version | null }[]>`
    select peer.vv from member left join peer using (region) where member.state in ('active', 'joining') and member.region <> ${own}`;
  const plan = planPrune({ own: vv, members: members.map((member) => member.vv ?? undefined) });
  const days = await sql<{ name: string }[]>`
    select relname as name from pg_class join pg_inherits on inhrelid = pg_class.oid
    where inhparent = 'log'::regclass and relname ~ '^log_[0-9]{8}$'
      and to_date(substr(relname, 5), 'YYYYMMDD') + interval '1 day' < now() - make_interval(hours => ${keptHours})
    order by relname`;
  const dropped: DroppedDay[] = [];
  for (const { name } of days) {
    const ends = await sql<{ origin: number; last: number; count: number }[]>`
      select origin, max(seq) as last, count(*)::bigint as count from ${sql(name)} group by origin`;
    if (!covers(plan, Object.fromEntries(ends.map(({ origin, last }) => [origin, last])))) break;
    await archive(name);
    await sql.begin(async (tx) => {
      for (const { origin, last } of ends) {
        await tx`update vv set kept_from = greatest(kept_from, ${last + 1}) where origin = ${origin}`;
      }
      await tx.unsafe(`drop table ${name}`);
      // Of what is retired nothing is left but its log: with the last of it the place goes, too.
      await tx`
        delete from vv using origin_floor where region = vv.origin >> 26 and vv.origin <= retired
          and not exists (select from log where log.origin = vv.origin)`;
    });
    dropped.push({ name, entries: ends.reduce((sum, { count }) => sum + count, 0) });
  }
  return dropped;
}

/** Forgets page events older than a day; who is behind them starts afresh. */
export async function prunePageEvents(sql: Sql): Promise<number> {
  return sql.begin<number>(async (tx) => {
    const gone = await tx<{ page: string; local_id: number; version: string }[]>`
      select page, max(local_id)::bigint as local_id from page_event
      where ctid = any(array(select ctid from page_event where stored_at < now() - make_interval(hours => ${keptHours}) order by stored_at limit ${eventsMax}))
      group by page order by page`;
    let count = 0;
    for (const { page, local_id } of gone) {
      await tx`select 1 from page_version where page = ${page} for update`;
      // The version after the last one that goes.
      const [row] = await tx<{ pruned: Version; version: string }[]>`
        select pruned, event.version from page_version join page_event event using (page) where page = ${page} and event.local_id = ${local_id}`;
      const pruned = mergeVersions(row!.pruned, decodeVersion(row!.version) ?? {});
      await tx`update page_version set pruned = ${tx.json(pruned)} where page = ${page}`;
      count += (await tx`delete from page_event where page = ${page} and local_id <= ${local_id}`).count;
    }
    return count;
  });
}

async function readVector(sql: Sql): Promise<Version> {
  const rows = await sql<{ origin: number; seq: number }[]>`select origin, seq from reached`;
  return Object.fromEntries(rows.map(({ origin, seq }) => [origin, seq]));
}
