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
  /** Newest first. */
  spans: SpanRow[];
  incidents: IncidentRow[];
}

export async function readHistoryRows(query: Query, page: string, now: number): Promise<HistoryRows> {
  const from = readFrom(now);
  const shown = query`page = ${page} and not removed and coalesce((more ->> 'showcase')::boolean, true)`;
  const components = query`array(select id from component where ${shown})`;
  const seconds = (column: string) => query`floor(date_part('epoch', ${query(column)}))`;
  // Thousands of rows, of which no field has a space in it: as lines they are told, and taken, in a third of the time that JSON takes.
  const [[part], [past]] = await Promise.all([
    query<{ lines: string | null }[]>`
      select string_agg(concat_ws(' ', id, floor(date_part('epoch', created_at) * 1000), more ->> 'startDate'), E'\n') as lines
      from component where ${shown}`,
    // Each of the two halves of what is found goes by its own key. Of the incidents only those are looked up that are told.
    query<{ lines: string | null; incidents: IncidentRow[] | null }[]>`
      with found as materialized (
        select * from (
          select * from status_span where component = any(${components}) and to_at > to_timestamp(${from})
          union all select * from status_span where component = any(${components}) and to_at is null) each
        order by from_at desc, source, component limit ${spansMax + 1}),
      sources as (select source, max(from_at) as last from found group by source order by last desc, source),
      said as (
        select told.* from sources cross join lateral (select id, title, texts, impact from incident where id = source) as told
        order by last desc, source limit ${incidentsMax})
      select
        (select string_agg(concat_ws(' ', component, source, status, ${seconds('from_at')}, ${seconds('to_at')}), E'\n') from found) as lines,
        (select json_agg(said) from said) as incidents`,
  ]);
  return {
    from,
    parts: linesOf(part!.lines)
      .map(([id = '', created, startDate]) => ({ id, created: Number(created), startDate }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    spans: linesOf(past!.lines).map(([component = '', source = '', status, began, ended]) => ({
      component,
      source,
      status: status as ComponentStatus,
      from: Number(began),
      to: ended === undefined ? null : Number(ended),
    })),
    incidents: past!.incidents ?? [],
  };
}

function linesOf(text: string | null): string[][] {
  return text === null ? [] : text.split('\n').map((line) => line.split(' '));
}

// Whole days, so that a page read twice, or in two regions, is the same to the last byte, and not one of this second and one of that.
function readFrom(now: number): number {
  return (Math.floor(now / dayMs) - daysRead) * (dayMs / 1_000);
}

export function historyView({ from, parts, spans, incidents }: HistoryRows, timeZone: string): HistoryView {
  // Most were added on few days, and to find the beginning of one takes longer than all the rest.
  const starts = new Map<string, number>();
  const sinceOf = ({ created, startDate }: PartRow) => {
    const date = startDate ?? dateAt(created, timeZone);
    const since = starts.get(date) ?? startOfDay(date, timeZone);
    starts.set(date, since);
    return Math.floor(since / 1_000);
  };
  // Rows come newest first: what was cut off began before the last of them.
  const isCut = spans.length > spansMax;
  const shown = isCut ? spans.slice(0, spansMax) : spans;
  const sources = new Set(shown.map(({ source }) => source));
  const named = incidents.filter(({ id }) => sources.has(id));
  const placeOf = new Map(named.map(({ id }, place) => [id, place]));
  const spansOf = Map.groupBy(shown, ({ component }) => component);
  return {
    from: isCut ? shown.at(-1)!.from : from,
    parts: parts.map((part) => ({
      id: part.id,
      since: sinceOf(part),
      spans: (spansOf.get(part.id) ?? []).map(({ from: began, to, status, source }) => [began, to, status, placeOf.get(source) ?? null]),
    })),
    incidents: named.map(({ id, title, impact, texts }) => ({ id, title, impact, ...unlessEmpty('texts', texts) })),
  };
}

interface PartRow {
  id: string;
  created: number;
  startDate: string | undefined;
}
interface SpanRow {
  source: string;
  component: string;
  from: number;
  to: number | null;
  status: ComponentStatus;
}
interface IncidentRow {
  id: string;
  title: string;
  texts: Record<string, { title: string }>;
  impact: Impact;
}
