import { daysUntil } from '@pharos/core/calendar';
import { componentStatuses, type ComponentStatus } from '@pharos/core/severity';
import { addSeconds, noSeconds, observedIn, sumOf, uptimeOf, type Range, type Seconds, type Weights } from './totals.ts';
import { daysShown, type HistoryView } from './view.ts';

/** A day as a page shows it; null: nothing is known of it. */
export interface ShownDay {
  date: string;
  uptime: number | null;
  worst: ComponentStatus | null;
  seconds: Seconds;
  /** Places among the history's incidents. */
  incidents: number[];
}

export interface ShownRecord {
  uptime: number | null;
  /** The oldest first. */
  days: ShownDay[];
}

export interface Records {
  /** Of one component, or of several together; undefined: none of them shows its history. */
  of(components: string[]): ShownRecord | undefined;
}

export interface RecordsOptions {
  now: number;
  /** What came later nobody has told: an old copy of a page knows nothing of today. */
  knownUntil: number;
  timeZone: string;
  weights: Weights;
}

/** The last days of a page's components, made once for each of them, of the history that stands in its View. */
export function recordsOf(history: HistoryView, { now, knownUntil, timeZone, weights }: RecordsOptions): Records {
  const days = daysUntil(now, daysShown, timeZone);
  const parts = new Map(history.parts.map((part) => [part.id, part]));
  const known = new Map<string, { totals: Seconds[]; incidents: Set<number>[] }>();

  const made = (id: string) => {
    const part = parts.get(id);
    if (!part || known.has(id)) return known.get(id);
    const spans = part.spans.map(([from, to, status, incident]) => ({
      from: from * 1_000,
      to: to === null ? null : to * 1_000,
      status,
      incident,
    }));
    const totals = days.map(noSeconds);
    const observed = { start: Math.max(part.since, history.from) * 1_000, end: Math.min(now, knownUntil) };
    addSeconds(totals, days, spans, observed);
    const incidents = days.map(
      (day) => new Set(spans.flatMap(({ from, to, incident }) => (incident !== null && meets({ from, to }, day) ? [incident] : []))),
    );
    const record = { totals, incidents };
    known.set(id, record);
    return record;
  };

  return {
    of: (components) => {
      const records = components.flatMap((id) => made(id) ?? []);
      if (records.length === 0) return undefined;
      const totals = days.map((_, at) => (records.length === 1 ? records[0]!.totals[at]! : sumOf(records.map((each) => each.totals[at]!))));
      return {
        uptime: uptimeOf(sumOf(totals), weights),
        days: days.map(({ date }, at) => ({
          date,
          uptime: uptimeOf(totals[at]!, weights),
          worst: worstIn(totals[at]!),
          seconds: totals[at]!,
          incidents: [...new Set(records.flatMap((each) => [...each.incidents[at]!]))],
        })),
      };
    },
  };
}

function worstIn(total: Seconds): ComponentStatus | null {
  return observedIn(total) === 0 ? null : componentStatuses.findLast((status) => total[status] > 0)!;
}

function meets({ from, to }: { from: number; to: number | null }, { start, end }: Range): boolean {
  return from < end && (to === null || to > start);
}
