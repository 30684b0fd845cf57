import { componentStatuses, type ComponentStatus } from '@pharos/core/severity';
import type { Span } from './span.ts';

export type Seconds = Record<ComponentStatus, number>;

export interface Range {
  start: number;
  end: number;
}

/** What an outage counts, in hundredths. */
export interface Weights {
  partial: number;
  major: number;
}

export type Drawn = Pick<Span, 'from' | 'to' | 'status'>;

/**
 * Of each range, in order and without overlap, how many seconds a component showed which status: the worst of its spans, and
 * operational where there are none. Only what was observed counts, so the sum is as long as what of the range lies in `observed`.
 * Moments are cut to whole seconds first, so that sums are exact.
 */
export function secondsIn(ranges: Range[], spans: Drawn[], observed: Range): Seconds[] {
  const totals = ranges.map(noSeconds);
  addSeconds(totals, ranges, spans, observed);
  return totals;
}

/** The same, added to what others showed: of a group with hundreds of components nothing is made for each of them and each day. */
export function addSeconds(totals: Seconds[], ranges: Range[], spans: Drawn[], observed: Range): void {
  const stretches = stretchesOf(spans, seconds(observed.start), seconds(observed.end));
  let first = 0;
  for (const [place, { start, end }] of ranges.entries()) {
    const [from, to] = [seconds(start), seconds(end)];
    while (first < stretches.length && stretches[first]!.end <= from) first++;
    for (let at = first; at < stretches.length && stretches[at]!.start < to; at++) {
      const stretch = stretches[at]!;
      totals[place]![stretch.status] += Math.min(stretch.end, to) - Math.max(stretch.start, from);
    }
  }
}

export function noSeconds(): Seconds {
  return { operational: 0, under_maintenance: 0, degraded_performance: 0, partial_outage: 0, major_outage: 0 };
}

export function sumOf(totals: Seconds[]): Seconds {
  const sum = noSeconds();
  for (const total of totals) for (const status of componentStatuses) sum[status] += total[status];
  return sum;
}

export function observedIn(total: Seconds): number {
  return componentStatuses.reduce((sum, status) => sum + total[status], 0);
}

/** In per cent with three digits, never rounded up: less than all is never shown as all. Null: nothing was observed. */
export function uptimeOf(total: Seconds, { partial, major }: Weights): number | null {
  const observed = observedIn(total);
  if (observed === 0) return null;
  const lost = total.partial_outage * partial + total.major_outage * major;
  return Math.floor(((observed * 100 - lost) * 1_000) / observed) / 1_000;
}

interface Stretch extends Range {
  status: ComponentStatus;
}

/** The whole of what was observed, cut where the worst of all spans changes. */
function stretchesOf(spans: Drawn[], start: number, end: number): Stretch[] {
  if (end <= start) return [];
  const turns = spans.flatMap(({ from, to, status }) => {
    const [begins, ends] = [Math.max(seconds(from), start), Math.min(to === null ? end : seconds(to), end)];
    const rank = componentStatuses.indexOf(status);
    return begins < ends
      ? [
          { at: begins, rank, by: 1 },
          { at: ends, rank, by: -1 },
        ]
      : [];
  });
  turns.sort((a, b) => a.at - b.at);
  const open = componentStatuses.map(() => 0);
  const stretches: Stretch[] = [];
  let from = start;
  for (const { at, rank, by } of [...turns, { at: end, rank: 0, by: 0 }]) {
    if (at > from)
      stretches.push({
        start: from,
        end: at,
        status:
          componentStatuses[
            Math.max(
              0,
              open.findLastIndex((count) => count > 0),
            )
          ]!,
      });
    from = at;
    open[rank]! += by;
  }
  return stretches;
}

function seconds(ms: number): number {
  return Math.floor(ms / 1_000);
}
