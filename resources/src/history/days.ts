import { dateAt, daysUntil, type CalendarDay } from '@pharos/core/calendar';
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
  const days = daysOf(now, timeZone);
  const parts = new Map(history.parts.map((part) => [part.id, part]));
  const made = new Map<string, { totals: Seconds[]; incidents: Set<number>[] | undefined }>();

  const recordOf = (id: string) => {
    const part = parts.get(id);
    if (!part || made.has(id)) return made.get(id);
    const spans = part.spans.map(([from, to, status, incident]) => ({
      from: from * 1_000,
      to: to === null ? null : to * 1_000,
      status,
      incident,
    }));
    const totals = days.map(noSeconds);
    const observed = { start: Math.max(part.since, history.from) * 1_000, end: Math.min(now, knownUntil) };
    addSeconds(totals, days, spans, observed);
    // Of most components nothing is told, and a page has hundreds of them.
    const moved = spans.flatMap(({ from, to, incident }) => (incident === null ? [] : [{ from, to, incident }]));
    const incidents =
      moved.length === 0 ? undefined : days.map((day) => new Set(moved.filter((span) => meets(span, day)).map(({ incident }) => incident)));
    const record = { totals, incidents };
    made.set(id, record);
    return record;
  };

  // Most components had no trouble at all: those that are followed for as long have one record.
  const untroubled = new Map<number, ShownRecord>();
  const untroubledOf = (id: string): ShownRecord | undefined => {
    const part = parts.get(id);
    if (!part || part.spans.length > 0) return undefined;
    const since = Math.max(part.since, history.from, Math.floor(days[0]!.start / 1_000));
    const record = untroubled.get(since) ?? together([id]);
    if (record) untroubled.set(since, record);
    return record;
  };

  const together = (components: string[]): ShownRecord | undefined => {
    const records = components.flatMap((id) => recordOf(id) ?? []);
    if (records.length === 0) return undefined;
    const moving = records.flatMap(({ incidents }) => (incidents === undefined ? [] : [incidents]));
    const totals = days.map((_, at) => (records.length === 1 ? records[0]!.totals[at]! : sumOf(records.map((each) => each.totals[at]!))));
    return {
      uptime: uptimeOf(sumOf(totals), weights),
      days: days.map(({ date }, at) => ({
        date,
        uptime: uptimeOf(totals[at]!, weights),
        worst: worstIn(totals[at]!),
        seconds: totals[at]!,
        incidents: moving.length === 0 ? [] : [...new Set(moving.flatMap((each) => [...each[at]!]))],
      })),
    };
  };

  return {
    of: (components) => (components.length === 1 ? untroubledOf(components[0]!) : undefined) ?? together(components),
  };
}

// To find where days begin takes longer than all the rest, and all pages of a zone have the same ones. Zones are some hundred.
const known = new Map<string, CalendarDay[]>();
const knownMax = 1_000;

function daysOf(now: number, timeZone: string): CalendarDay[] {
  const name = `${dateAt(now, timeZone)} ${timeZone}`;
  const days = known.get(name) ?? daysUntil(now, daysShown, timeZone);
  if (known.size >= knownMax) known.clear();
  known.set(name, days);
  return days;
}

function worstIn(total: Seconds): ComponentStatus | null {
  return observedIn(total) === 0 ? null : componentStatuses.findLast((status) => total[status] > 0)!;
}

function meets({ from, to }: { from: number; to: number | null }, { start, end }: Range): boolean {
  return from < end && (to === null || to > start);
}
