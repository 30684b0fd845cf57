import type { Query } from '@pharos/core/outside/postgres';

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
}

/** Of a range, in equal parts: each with what was measured in it, or nothing. One that was thinned out counts where it begins. */
export async function readBuckets(query: Query, metric: string, { from, to, buckets }: BucketsAsked): Promise<Bucket[]> {
  const widthMs = (to - from) / buckets;
  const [start, end] = [new Date(from).toISOString(), new Date(to).toISOString()];
  const rows = await query<{ bucket: number; min: number; avg: number; max: number; count: number }[]>`
    select least(floor((extract(epoch from at) * 1000 - ${from}::float8) / ${widthMs}::float8), ${buckets - 1})::int as bucket,
      min(min) as min, sum(sum) / sum(count) as avg, max(max) as max, sum(count)::int as count
    from (
      select at, value as min, value as max, value as sum, 1 as count from metric_point
      where metric = ${metric} and at >= ${start} and at < ${end}
      union all
      select at, min, max, sum, count from metric_rollup
      where metric = ${metric} and width in (300, 3600) and at >= ${start} and at < ${end}
    ) each
    group by 1`;
  const found = new Map(rows.map((row) => [row.bucket, row]));
  return Array.from({ length: buckets }, (_, bucket) => {
    const { min = null, avg = null, max = null, count = 0 } = found.get(bucket) ?? {};
    return { at: new Date(Math.round(from + bucket * widthMs)).toISOString(), min, avg, max, count };
  });
}
