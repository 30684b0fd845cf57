import { dateAt, startOfDay, type CalendarDay } from '@pharos/core/calendar';
import type { Query } from '@pharos/core/outside/postgres';
import type { ComponentStatus, Impact } from '@pharos/core/severity';
import { placeGroups, placeIn, upwards } from '@pharos/resources/group/place';
import { addSeconds, noSeconds, type Range, type Seconds, type Weights } from '@pharos/resources/history/totals';
import { saidOf } from './groups.ts';

/** Whose history is asked for: one component, or all that stand in a group, however deep. */
export interface Subject {
  timeZone: string;
  weights: Weights;
  /** Each with the moment from which its history counts. */
  members: { id: string; since: number }[];
}

export interface DayHistory {
  date: string;
  seconds: Seconds;
  incidents: { id: string; title: string; impact: Impact }[];
}

/** Undefined: the page has no such component. */
export async function readComponentSubject(query: Query, page: string, component: string): Promise<Subject | undefined> {
  const [row] = await query<(SettingsRow & MemberRow)[]>`
    select ${settings(query)}, component.id, component.created_at, component.more ->> 'startDate' as start_date
    from component join page on page.id = component.page
    where component.id = ${component} and component.page = ${page} and not component.removed`;
  return row && { ...settingsOf(row), members: [memberOf(row, row.time_zone, new Map())] };
}

/** Undefined: the page has no such group. One statement: the groups, and beside them all components that stand in one. */
export async function readGroupSubject(query: Query, page: string, group: string): Promise<Subject | undefined> {
  const rows = await query<(SettingsRow & MemberRow & { is_group: boolean; up: string | null; removed: boolean })[]>`
    select ${settings(query)}, each.* from page join (
      select true as is_group, id, page, parent as up, removed, null::timestamptz as created_at, null as start_date from ${saidOf(query, [page])}
      union all
      select false, id, page, group_id, false, created_at, more ->> 'startDate' from component
      where page = ${page} and group_id is not null and not removed
    ) each on each.page = page.id`;
  const [groups, components] = [rows.filter((row) => row.is_group), rows.filter((row) => !row.is_group)];
  const said = new Map(groups.map(({ id, up, removed }) => [id, { id, parent: up, removed }]));
  const parents = placeGroups(said.values());
  if (!parents.has(group)) return undefined;
  const inside = components.filter(({ up }) => upwards(parents, placeIn(said, up)).includes(group));
  // Most were added on few days, and to find the beginning of one takes longer than all the rest.
  const starts = new Map<string, number>();
  return { ...settingsOf(rows[0]!), members: inside.map((row) => memberOf(row, row.time_zone, starts)) };
}

/** What they showed in each of these ranges, together: of a group the seconds of all its components are added. */
export async function readSeconds(query: Query, subject: Subject, ranges: Range[], now: number): Promise<Seconds[]> {
  return secondsOf(subject, await readSpans(query, subject, ranges), ranges, now);
}

/** The same by days, with what moved it: incidents that said of one of them that it was not well. */
export async function readDays(query: Query, subject: Subject, days: CalendarDay[], now: number): Promise<DayHistory[]> {
  const spans = await readSpans(query, subject, days);
  const totals = secondsOf(subject, spans, days, now);
  const ofIncidents = spans.filter(({ title }) => title !== null);
  return days.map(({ date, start, end }, at) => {
    const moving = ofIncidents.filter(({ from, to }) => from < Math.min(end, now) && (to === null || to > start));
    const incidents = new Map(moving.map(({ source, title, impact }) => [source, { id: source, title: title!, impact: impact! }]));
    return { date, seconds: totals[at]!, incidents: [...incidents.values()] };
  });
}

function secondsOf({ members }: Subject, spans: SpanRow[], ranges: Range[], now: number): Seconds[] {
  const spansOf = Map.groupBy(spans, ({ component }) => component);
  const totals = ranges.map(noSeconds);
  for (const { id, since } of members) addSeconds(totals, ranges, spansOf.get(id) ?? [], { start: since, end: now });
  return totals;
}

interface SpanRow {
  source: string;
  component: string;
  from: number;
  to: number | null;
  status: ComponentStatus;
  /** Of an incident. */
  title: string | null;
  impact: Impact | null;
}

async function readSpans(query: Query, { members }: Subject, ranges: Range[]): Promise<SpanRow[]> {
  const [from, to] = [ranges[0]!.start, ranges.at(-1)!.end].map((ms) => new Date(ms).toISOString()) as [string, string];
  // As numbers: to read thousands of dates takes longer than to find them.
  return query<SpanRow[]>`
    select span.source, span.component, span.status, incident.title, incident.impact,
      floor(extract(epoch from span.from_at) * 1000)::float8 as "from", floor(extract(epoch from span.to_at) * 1000)::float8 as "to"
    from status_span span left join incident on incident.id = span.source
    where span.component = any(${members.map(({ id }) => id)}::uuid[]) and span.from_at < ${to} and (span.to_at is null or span.to_at > ${from})
    order by span.from_at, span.source, span.component`;
}

interface SettingsRow {
  time_zone: string;
  partial_outage_weight: number;
  major_outage_weight: number;
}
interface MemberRow {
  id: string;
  created_at: Date;
  start_date: string | null;
}

function settings(query: Query) {
  return query`page.time_zone, page.partial_outage_weight, page.major_outage_weight`;
}

function settingsOf({ time_zone, partial_outage_weight, major_outage_weight }: SettingsRow): Omit<Subject, 'members'> {
  return { timeZone: time_zone, weights: { partial: partial_outage_weight, major: major_outage_weight } };
}

// A whole day counts: the one it was added on as well, so that no day of a history is shorter than it was.
function memberOf({ id, created_at, start_date }: MemberRow, timeZone: string, starts: Map<string, number>): Subject['members'][number] {
  const date = start_date ?? dateAt(created_at.getTime(), timeZone);
  const since = starts.get(date) ?? startOfDay(date, timeZone);
  starts.set(date, since);
  return { id, since };
}
