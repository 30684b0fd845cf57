import type { BroughtPoints } from '@pharos/resources/metric/brought';
import type { Transaction } from '@pharos/core/outside/postgres';
import { sending } from '@pharos/core/outside/sending';

/** What one push said of one metric. */
export interface PushedPoints {
  metric: string;
  /** Each with its moment, in milliseconds. */
  points: readonly (readonly [at: number, value: number])[];
  /** By whom and when, for two that say something else of one moment. */
  hlc: number;
  region: number;
  /** As another installation had it: what is here already stays. */
  brought?: BroughtPoints;
}

/** Days for which points stay as they were pushed; older ones are thinned out, and nothing is put in their place. */
export const rawDays = 14;

/** Seconds of which a range is read that is longer than some hours. */
export const rollupSeconds = 300;

/**
 * Two statements, however many they are: the points, and what the five minutes in which they lie come to by then. Whoever writes points
 * of a metric holds the lock of its document, so that nobody else's are overlooked. The same again changes nothing; of two values for one moment the later write holds.
 */
export async function writePoints(tx: Transaction, pushes: PushedPoints[], now: Date): Promise<void> {
  const rows = new Map<string, { metric: string; at: string; value: number; hlc: number; region: number }>();
  for (const { metric, points, hlc, region } of pushes) {
    for (const [ms, value] of points) {
      const known = rows.get(`${metric} ${ms}`);
      const isLater = known === undefined || hlc > known.hlc || (hlc === known.hlc && region >= known.region);
      if (isLater) rows.set(`${metric} ${ms}`, { metric, at: new Date(ms).toISOString(), value, hlc, region });
    }
  }
  const oldest = now.getTime() - rawDays * 86_400_000;
  // Before whatever was pushed: by the lowest clock there is, and by five minutes that are kept whole.
  for (const { metric, brought } of pushes) {
    for (const [ms, value] of brought?.points ?? []) {
      const at = new Date(ms).toISOString();
      if (Date.parse(startOf(at)) >= oldest && !rows.has(`${metric} ${ms}`))
        rows.set(`${metric} ${ms}`, { metric, at, value, hlc: 0, region: 0 });
    }
  }
  await bringParts(tx, pushes);
  const kept = [...rows.values()].filter(({ at }) => Date.parse(at) >= oldest);
  if (kept.length === 0) return;
  const starts = new Map(kept.map(({ metric, at }) => [`${metric} ${startOf(at)}`, { metric, at: startOf(at) }]));
  const points = tx`
    insert into metric_point (metric, at, value, hlc, region)
    select * from jsonb_to_recordset(${tx.json(kept)}) as new (metric uuid, at timestamptz, value double precision, hlc bigint, region int)
    on conflict (metric, at) do update set value = excluded.value, hlc = excluded.hlc, region = excluded.region
    where (excluded.hlc, excluded.region) > (metric_point.hlc, metric_point.region)`;
  const rollups = tx`
    insert into metric_rollup (metric, width, at, min, max, sum, count)
    select touched.metric, ${rollupSeconds}, touched.at, each.min, each.max, each.sum, each.count
    from jsonb_to_recordset(${tx.json([...starts.values()])}) as touched (metric uuid, at timestamptz)
    -- One after the other, by the key, whatever the planner thinks of the table.
    cross join lateral (
      select min(value), max(value), sum(value), count(*) from metric_point
      where metric = touched.metric and at >= touched.at and at < touched.at + make_interval(secs => ${rollupSeconds})) each
    on conflict (metric, width, at) do update set min = excluded.min, max = excluded.max, sum = excluded.sum, count = excluded.count`;
  await Promise.all([sending(points), sending(rollups)]);
}

async function bringParts(tx: Transaction, pushes: PushedPoints[]): Promise<void> {
  const parts = pushes.flatMap(({ metric, brought }) =>
    (brought?.parts ?? []).map(([width, ms, min, max, sum, count]) => ({
      metric,
      width,
      at: new Date(ms).toISOString(),
      min,
      max,
      sum,
      count,
    })),
  );
  if (parts.length === 0) return;
  await sending(tx`
    insert into metric_rollup (metric, width, at, min, max, sum, count)
    select * from jsonb_to_recordset(${tx.json(parts)})
      as new (metric uuid, width int, at timestamptz, min float8, max float8, sum float8, count bigint)
    -- Five minutes of an hour that is here, or an hour of which five minutes are: both would count.
    where not exists (select from metric_rollup here where here.metric = new.metric and here.width in (300, 3600) and here.width <> new.width
      and here.at >= date_bin('1 hour', new.at, 'epoch'::timestamptz) and here.at < date_bin('1 hour', new.at, 'epoch'::timestamptz) + interval '1 hour')
    on conflict (metric, width, at) do nothing`);
}

function startOf(at: string): string {
  const ms = rollupSeconds * 1_000;
  return new Date(Math.floor(Date.parse(at) / ms) * ms).toISOString();
}
