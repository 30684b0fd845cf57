import type { Query } from '@pharos/core/outside/postgres';
import { rawDays } from '../projection/points.ts';

export interface Bucket {
  /** Its beginning. */
  at: string;
  min: number | null;
  avg: number | null;
  max: number | null;
  count: number;
}

export interface BucketsAsked {
  from: number;
  to: number;
  /** So many of them, however many points there are. */
  buckets: number;
  now: number;
}

// Of one that is measured each second, as many as are read in a tenth of a second.
const rawMs = 12 * 3_600_000;

/**
 * Of a range, in equal parts: each with what was measured in it, or nothing. One of more than twelve hours is read by five minutes,
 * or by hours where these are gone; they count where they begin. So whoever asks for a year costs no more than who asks for a day.
 */
export async function readBuckets(query: Query, metric: string, { from, to, buckets, now }: BucketsAsked): Promise<Bucket[]> {
  const widthMs = (to - from) / buckets;
  const [start, end] = [new Date(from).toISOString(), new Date(to).toISOString()];
  // As it was pushed, where that is short and still there.
  const isRaw = to - from <= rawMs && from >= now - (rawDays - 1) * 86_400_000;
  const source = isRaw
    ? query`select at, value as min, value as max, value as sum, 1 as count from metric_point`
    : query`select at, min, max, sum, count from metric_rollup`;
  const widths = isRaw ? query`` : query`and width in (300, 3600)`;
  const rows = await query<{ bucket: number; min: number; avg: number; max: number; count: number }[]>`
    select least(floor((extract(epoch from at) * 1000 - ${from}::float8) / ${widthMs}::float8), ${buckets - 1})::int as bucket,
      min(min) as min, sum(sum) / sum(count) as avg, max(max) as max, sum(count)::int as count
    from (${source} where metric = ${metric} and at >= ${start} and at < ${end} ${widths}) each
    group by 1`;
  const found = new Map(rows.map((row) => [row.bucket, row]));
  return Array.from({ length: buckets }, (_, bucket) => {
    const { min = null, avg = null, max = null, count = 0 } = found.get(bucket) ?? {};
    return { at: new Date(Math.round(from + bucket * widthMs)).toISOString(), min, avg, max, count };
  });
}
