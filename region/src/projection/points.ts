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
}

/** Days for which points stay as they were pushed; older ones are thinned out, and nothing is put in their place. */
export const rawDays = 14;

/** One statement, however many they are. The same again changes nothing; of two values for one moment the later write holds. */
export async function writePoints(tx: Transaction, pushes: PushedPoints[], now: Date): Promise<void> {
  const rows = new Map<string, { metric: string; at: string; value: number; hlc: number; region: number }>();
  for (const { metric, points, hlc, region } of pushes) {
    for (const [ms, value] of points) {
      const known = rows.get(`${metric} ${ms}`);
      const isLater = known === undefined || hlc > known.hlc || (hlc === known.hlc && region >= known.region);
      if (isLater) rows.set(`${metric} ${ms}`, { metric, at: new Date(ms).toISOString(), value, hlc, region });
    }
  }
  if (rows.size === 0) return;
  const oldest = new Date(now.getTime() - rawDays * 86_400_000);
  await sending(tx`
    insert into metric_point (metric, at, value, hlc, region)
    select * from jsonb_to_recordset(${tx.json([...rows.values()])}) as new (metric uuid, at timestamptz, value double precision, hlc bigint, region int)
    where new.at >= ${oldest}
    on conflict (metric, at) do update set value = excluded.value, hlc = excluded.hlc, region = excluded.region
    where (excluded.hlc, excluded.region) > (metric_point.hlc, metric_point.region)`);
}
