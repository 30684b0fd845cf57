import type { Sql, Transaction } from '@pharos/core/outside/postgres';
import { rawDays } from '@pharos/region/projection/points';

// Made ahead: whoever cannot make one for two days has other troubles.
const daysAhead = 2;
const fineDays = 90;
const coarseDays = 400;
const rowsPerBatch = 10_000;
const partitionLock = 7_426_003;

/**
 * Points as they were pushed stay for a fortnight; what five minutes of them come to is written with them, and stays for three
 * months; then an hour becomes one row, and after four hundred days it is gone. Each region does it to its own tables. Answers how
 * many days of points were dropped.
 */
export async function thinPoints(sql: Sql, now: Date): Promise<number> {
  await makeDays(sql, now);
  let days = 0;
  for (const name of await daysBefore(sql, daysAgo(now, rawDays))) {
    await alone(sql, async (tx) => {
      const [there] = await tx`select 1 where to_regclass(${name}) is not null`;
      if (!there) return;
      await tx.unsafe(`drop table ${name}`);
      days += 1;
    });
  }
  await alone(sql, async (tx) => {
    await tx`delete from metric_point_default where at < ${daysAgo(now, rawDays)}`;
  });
  while (await coarsen(sql, daysAgo(now, fineDays)));
  while ((await forget(sql, daysAgo(now, coarseDays))) > 0);
  return days;
}

async function makeDays(sql: Sql, now: Date): Promise<void> {
  await alone(sql, async (tx) => {
    const days = await tx<{ name: string; first: string; last: string; there: boolean }[]>`
      select 'metric_point_' || to_char(day, 'YYYYMMDD') as name, day::date::text as first, (day + interval '1 day')::date::text as last,
        to_regclass('metric_point_' || to_char(day, 'YYYYMMDD')) is not null as there
      from generate_series(${daysAgo(now, rawDays)}::date, ${daysAgo(now, -daysAhead)}::date, interval '1 day') day`;
    for (const { name, first, last, there } of days) {
      if (there) continue;
      const [stray] = await tx`select 1 from metric_point_default where at >= ${first}::date and at < ${last}::date limit 1`;
      if (stray) continue; // they stay in the default partition, which is as good, only dearer to forget
      await tx.unsafe(`create table ${name} partition of metric_point for values from ('${first} 00:00:00+00') to ('${last} 00:00:00+00')`);
    }
  });
}

async function daysBefore(sql: Sql, day: Date): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
    where inhparent = 'metric_point'::regclass and relname ~ '^metric_point_\\d{8}$'
      and relname < 'metric_point_' || to_char(${day}::timestamptz at time zone 'UTC', 'YYYYMMDD')
    order by relname`;
  return rows.map(({ name }) => name);
}

/** The oldest day that is still by five minutes. */
async function coarsen(sql: Sql, before: Date): Promise<boolean> {
  return alone(sql, async (tx) => {
    const [oldest] = await tx<{ day: Date | null }[]>`
      select date_trunc('day', min(at), 'UTC') as day from metric_rollup where width = 300 and at < ${before}`;
    if (!oldest?.day) return false;
    await tx`
      with gone as (
        delete from metric_rollup where width = 300 and at >= ${oldest.day} and at < ${oldest.day}::timestamptz + interval '1 day' returning *
      )
      insert into metric_rollup (metric, width, at, min, max, sum, count)
      select metric, 3600, date_bin('1 hour', at, 'epoch'::timestamptz), min(min), max(max), sum(sum), sum(count) from gone group by 1, 3
      on conflict (metric, width, at) do update set min = least(metric_rollup.min, excluded.min), max = greatest(metric_rollup.max, excluded.max),
        sum = metric_rollup.sum + excluded.sum, count = metric_rollup.count + excluded.count`;
    return true;
  });
}

async function forget(sql: Sql, before: Date): Promise<number> {
  const gone = await sql`
    delete from metric_rollup where ctid = any(array(
      select ctid from metric_rollup where width = 3600 and at < ${before} limit ${rowsPerBatch}))`;
  return gone.count;
}

// Several processes of one region may come to it at once.
async function alone<T>(sql: Sql, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return (await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${partitionLock})`;
    return work(tx);
  })) as T;
}

function daysAgo(now: Date, days: number): Date {
  return new Date(Math.floor(now.getTime() / 86_400_000 - days) * 86_400_000);
}
