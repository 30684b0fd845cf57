import type { Query } from '@pharos/core/outside/postgres';
import { readIncidents as readIncidentParts, readMaintenances as readMaintenanceParts } from './parts.ts';
import { shownBytesMax, updateBytes } from './updates.ts';
import type { IncidentView, MaintenanceView } from '@pharos/resources/view';
import { inOneStatement } from './one-statement.ts';
import { listOf, readKey, type List, type Slice } from './keyset.ts';

/** Newest first. */
export async function readIncidents(
  sql: Query,
  page: string,
  { after, limit, state = 'all' }: Slice & { state?: 'open' | 'all' },
): Promise<List<IncidentView>> {
  const key = readKey(after, 'time');
  const [rows, parts] = await inOneStatement(sql, (query) => {
    const slice = query<{ id: string; at: Date }[]>`
      select id, started_at as at from incident
      where page = ${page} and not deleted ${state === 'open' ? query`and resolved_at is null` : query``}
        ${key ? query`and (started_at, id) < (${key.value}, ${key.id})` : query``}
      order by started_at desc, id desc limit ${limit + 1}`;
    return Promise.all([slice, readIncidentParts(query, query`array(select id from (${slice}) as slice)`, shownBytesMax)]);
  });
  const views = new Map(parts.map((view) => [view.id, view]));
  return listOf(
    rows.filter(({ id }) => views.has(id)),
    limit,
    isoOf,
    ({ id }) => views.get(id)!,
  );
}

export async function readIncident(sql: Query, page: string, incident: string): Promise<IncidentView | undefined> {
  const [row] = await sql`select id from incident where id = ${incident} and page = ${page} and not deleted`;
  if (!row) return undefined;
  const [view] = await readIncidentParts(sql, [incident]);
  return view;
}

/** Which of these are none of the page's. */
export async function missingIncidents(sql: Query, page: string, ids: string[]): Promise<string[]> {
  const found = await readIncidentStates(sql, page, ids);
  return ids.filter((id) => !found.has(id));
}

/** Which of these are on the page, and whether each is still going on. */
export async function readIncidentStates(sql: Query, page: string, ids: string[]): Promise<Map<string, 'open' | 'over'>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<{ id: string; isOver: boolean }[]>`
    select id, resolved_at is not null as "isOver" from incident where page = ${page} and not deleted and id = any(${ids}::uuid[])`;
  return new Map(rows.map(({ id, isOver }) => [id, isOver ? 'over' : 'open']));
}

/** How long the updates of an incident are together: more than `shownBytesMax`, and the page leaves the older ones out. */
export async function readUpdateBytes(sql: Query, incident: string): Promise<number> {
  const [row] = await sql<{ bytes: number }[]>`
    select coalesce(sum(${updateBytes(sql, 'incident')}), 0)::int as bytes from incident_update where incident = ${incident}`;
  return row!.bytes;
}

/** Latest start first. */
export async function readMaintenances(sql: Query, page: string, { after, limit }: Slice): Promise<List<MaintenanceView>> {
  const key = readKey(after, 'time');
  const rows = await sql<{ id: string; at: Date }[]>`
    select id, starts_at as at from maintenance
    where page = ${page} and not deleted ${key ? sql`and (starts_at, id) < (${key.value}, ${key.id})` : sql``}
    order by starts_at desc, id desc limit ${limit + 1}`;
  const views = new Map((await readMaintenanceParts(sql, idsOf(rows), shownBytesMax)).map((view) => [view.id, view]));
  return listOf(
    rows.filter(({ id }) => views.has(id)),
    limit,
    isoOf,
    ({ id }) => views.get(id)!,
  );
}

export async function readMaintenance(sql: Query, page: string, maintenance: string): Promise<MaintenanceView | undefined> {
  const [row] = await sql`select id from maintenance where id = ${maintenance} and page = ${page} and not deleted`;
  if (!row) return undefined;
  const [view] = await readMaintenanceParts(sql, [maintenance]);
  return view;
}

function idsOf(rows: { id: string }[]): string[] {
  return rows.map(({ id }) => id);
}

function isoOf({ at }: { at: Date }): string {
  return at.toISOString();
}
