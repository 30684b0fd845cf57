import type { Query } from '@pharos/core/outside/postgres';
import { rawDays } from '../projection/points.ts';
import type { BroughtPoints } from '@pharos/resources/metric/brought';

/*
 * All that there is of a metric, a slice at a time, for who takes it elsewhere; and of what somebody brings, what is not here yet.
 */

type Point = BroughtPoints['points'][number];
type Part = BroughtPoints['parts'][number];

/** Behind `after`, in milliseconds. */
export async function readPointsAfter(sql: Query, metric: string, after: number, limit: number): Promise<Point[]> {
  const rows = await sql<{ ms: string; value: number }[]>`
    select (extract(epoch from at) * 1000)::bigint as ms, value from metric_point
    where metric = ${metric} and at > ${new Date(after).toISOString()} order by at limit ${limit}`;
  return rows.map(({ ms, value }) => [Number(ms), value]);
}

export async function readPartsAfter(sql: Query, metric: string, seconds: number, after: number, limit: number): Promise<Part[]> {
  const rows = await sql<PartRow[]>`
    select (extract(epoch from at) * 1000)::bigint as ms, min, max, sum, count from metric_rollup
    where metric = ${metric} and width = ${seconds} and at > ${new Date(after).toISOString()} order by at limit ${limit}`;
  return rows.map(({ ms, min, max, sum, count }) => [seconds, Number(ms), min, max, sum, Number(count)]);
}

interface PartRow {
  ms: string;
  min: number;
  max: number;
  sum: number;
  count: string;
}

/** Neither what is here, nor what would be thinned out at once; nor five minutes of an hour that is here, or the other way round: they would count twice. */
export async function withoutKnown(sql: Query, metric: string, { points, parts }: BroughtPoints, now: number): Promise<BroughtPoints> {
  const young = points.filter(([ms]) => ms >= now - (rawDays - 1) * 86_400_000);
  const [known, apart] = await Promise.all([
    sql<{ ms: string }[]>`
      select (extract(epoch from at) * 1000)::bigint as ms from metric_point
      where metric = ${metric} and at = any(${young.map(([ms]) => new Date(ms).toISOString())}::timestamptz[])`,
    sql<{ place: number }[]>`
      select place::int - 1 as place from unnest(${parts.map(([width]) => width)}::int[], ${parts.map(([, ms]) => new Date(ms).toISOString())}::timestamptz[])
        with ordinality as new (width, at, place)
      where exists (select from metric_rollup here where here.metric = ${metric} and here.width in (300, 3600)
        and here.at >= date_bin('1 hour', new.at, 'epoch'::timestamptz) and here.at < date_bin('1 hour', new.at, 'epoch'::timestamptz) + interval '1 hour'
        and (here.width <> new.width or here.at = new.at))`,
  ]);
  const [knownMs, knownPlaces] = [new Set(known.map(({ ms }) => Number(ms))), new Set(apart.map(({ place }) => place))];
  return { points: young.filter(([ms]) => !knownMs.has(ms)), parts: parts.filter((_, place) => !knownPlaces.has(place)) };
}
