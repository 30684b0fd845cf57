import { dateAt, startOfDay } from '@pharos/core/calendar';
import type { Query } from '@pharos/core/outside/postgres';
import type { ComponentStatus, Impact } from '@pharos/core/severity';
import { daysShown, type HistoryView } from '@pharos/resources/history/view';
import { unlessEmpty } from '@pharos/resources/languages';

// The days that a page shows, and two more: it is read a while later, in another time zone.
const daysRead = daysShown + 2;
const dayMs = 86_400_000;
// A page with a hundred incidents a month has a third of it. Beyond it the oldest days are not known any more, rather than told wrong.
const spansMax = 3_000;
// Their titles stand in the View too, in up to eleven languages: half a megabyte at most. What an older one did is told without its name.
const incidentsMax = 200;

/** What the View of a page tells of its past, before its days are made. */
export interface HistoryRows {
  /** What was over before was not read. In seconds. */
  from: number;
  parts: PartRow[];
  spans: SpanRow[];
}

export async function readHistoryRows(query: Query, page: string, now: number): Promise<HistoryRows> {
  const from = readFrom(now);
  const components = query`array(select id from component where page = ${page} and not removed and coalesce((more ->> 'showcase')::boolean, true))`;
  // As numbers: to read thousands of dates takes longer than to find them. Each of the two halves goes by its own key.
  const found = query`
    select * from status_span where component = any(${components}) and to_at > to_timestamp(${from})
    union all select * from status_span where component = any(${components}) and to_at is null`;
  const [parts, spans] = await Promise.all([
    query<PartRow[]>`
      select id, floor(extract(epoch from created_at) * 1000)::float8 as created, more ->> 'startDate' as start_date
      from component where id = any(${components}) order by id`,
    query<SpanRow[]>`
      select span.source, span.component, span.status, incident.title, incident.texts, incident.impact,
        floor(extract(epoch from span.from_at))::float8 as "from", floor(extract(epoch from span.to_at))::float8 as "to"
      from (${found}) span left join incident on incident.id = span.source
      order by span.from_at desc, span.source, span.component limit ${spansMax + 1}`,
  ]);
  return { from, parts, spans };
}

// Whole days, so that a page read twice, or in two regions, is the same to the last byte, and not one of this second and one of that.
function readFrom(now: number): number {
  return (Math.floor(now / dayMs) - daysRead) * (dayMs / 1_000);
}

export function historyView({ from, parts, spans }: HistoryRows, timeZone: string): HistoryView {
  // Most were added on few days, and to find the beginning of one takes longer than all the rest.
  const starts = new Map<string, number>();
  const sinceOf = ({ created, start_date }: PartRow) => {
    const date = start_date ?? dateAt(created, timeZone);
    const since = starts.get(date) ?? startOfDay(date, timeZone);
    starts.set(date, since);
    return Math.floor(since / 1_000);
  };
  // Rows come newest first: what was cut off began before the last of them.
  const isCut = spans.length > spansMax;
  const shown = isCut ? spans.slice(0, spansMax) : spans;
  const incidents = new Map<string, HistoryView['incidents'][number]>();
  const placeOf = new Map<string, number>();
  for (const { source, title, texts, impact } of shown) {
    if (title === null || placeOf.has(source) || incidents.size === incidentsMax) continue;
    placeOf.set(source, incidents.size);
    incidents.set(source, { id: source, title, impact: impact!, ...unlessEmpty('texts', texts ?? {}) });
  }
  const spansOf = Map.groupBy(shown, ({ component }) => component);
  return {
    from: isCut ? shown.at(-1)!.from : from,
    parts: parts.map((part) => ({
      id: part.id,
      since: sinceOf(part),
      spans: (spansOf.get(part.id) ?? []).map(({ from, to, status, source }) => [from, to, status, placeOf.get(source) ?? null]),
    })),
    incidents: [...incidents.values()],
  };
}

interface PartRow {
  id: string;
  created: number;
  start_date: string | null;
}
interface SpanRow {
  source: string;
  component: string;
  from: number;
  to: number | null;
  status: ComponentStatus;
  /** Of an incident. */
  title: string | null;
  texts: Record<string, { title: string }> | null;
  impact: Impact | null;
}
