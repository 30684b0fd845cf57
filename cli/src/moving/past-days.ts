import type { PastStatus } from './taken.ts';

/** What share of a day (UTC) it was how bad. */
export interface PastDay {
  /** Its first millisecond. */
  start: number;
  major_outage: number;
  degraded_performance: number;
}

const dayMs = 86_400_000;

/**
 * Programs that measure tell how much of a day something was away, and not when: it is put at the beginning of the day, as long as it
 * was. So each day has the uptime that it had. Today is left out: it is not over.
 */
export function pastOf(days: readonly PastDay[], now: number): PastStatus[] {
  const today = Math.floor(now / dayMs) * dayMs;
  return days
    .filter(({ start }) => start < today)
    .flatMap(({ start, ...shares }) => {
      let from = start;
      return (['major_outage', 'degraded_performance'] as const).flatMap((status) => {
        const length = Math.round((Math.min(1, Math.max(0, shares[status])) * dayMs) / 1_000) * 1_000;
        const to = Math.min(start + dayMs, from + length);
        const span = { from: iso(from), to: iso(to), status };
        from = to;
        return to > Date.parse(span.from) ? [span] : [];
      });
    });
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
