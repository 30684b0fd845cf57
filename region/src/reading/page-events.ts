import type { Fact, PageEvent } from '@pharos/resources/fact';
import type { Query, Sql, Transaction } from '@pharos/core/outside/postgres';
import {
  covers,
  encodeVersion,
  mergeVersions,
  originsPerRegion,
  regionOfOrigin,
  wholeOf,
  withWhole,
  type Version,
} from '@pharos/core/version';
import type { Patch } from '@pharos/resources/view';
import { isSettled, readSettled, type Reading } from './settled.ts';
import { readParts, type Parts } from './parts.ts';

/** An event as this region ordered it; `localId` is dense per page. */
export interface StoredPageEvent extends PageEvent {
  localId: number;
}

/**
 * What a reader at some version has missed here.
 * `ahead`: it has seen something that has not arrived yet. `pruned`: too far behind, it must start afresh.
 * `isNow`: the events tell their parts as they are now, all of one snapshot, and not as they were after each.
 */
export type Since =
  | { kind: 'events'; events: StoredPageEvent[]; version: Version; isNow?: boolean }
  | { kind: 'ahead'; version: Version }
  | { kind: 'pruned'; version: Version }
  | { kind: 'unknown-page' };

/** Undefined: no such page. */
export async function readPageVersion(query: Query, page: string): Promise<Version | undefined> {
  const [row] = await query<{ version: Version; retired: number[] }[]>`
    select version, array(select retired from origin_floor) as retired from page_version where page = ${page}`;
  return row && withWhole(row.version, row.retired);
}

/** The same of many pages at once; those that do not exist are left out. */
export async function readPageVersions(sql: Sql, pages: string[]): Promise<Map<string, Version>> {
  if (pages.length === 0) return new Map();
  const rows = await sql<{ page: string; version: Version; retired: number[] }[]>`
    select page, version, array(select retired from origin_floor) as retired from page_version where page = any(${pages}::uuid[])`;
  return new Map(rows.map(({ page, version, retired }) => [page, withWhole(version, retired)]));
}

// A busy page has many events in a row: so many are looked through for each page that is wanted.
const eventsPerPage = 10;

/** Those that changed last here, newest first: at most so many. */
export async function readPagesChangedLast(query: Query, max: number): Promise<string[]> {
  const rows = await query<{ page: string }[]>`
    select page from (select page, stored_at from page_event order by stored_at desc limit ${max * eventsPerPage}) as last
    group by page order by max(stored_at) desc limit ${max}`;
  return rows.map(({ page }) => page);
}

/**
 * Read in one snapshot. A reader that is exactly at some point of this region's own order is sent the stored events. One from
 * another region may already hold a later state of a part than the stored patch: for it the parts are read as they are now,
 * so that it never goes back in time; past `limit` events it must start afresh. Otherwise there may be more when there are `limit`.
 */
export function readPageEventsSince(sql: Sql, page: string, version: Version, limit: number): Promise<Since> {
  return readSettled(sql, (tx) => readSince(tx, page, version, limit));
}

async function readSince(tx: Transaction, page: string, version: Version, limit: number): Promise<Reading<Since>> {
  const [stands] = await tx<{ version: Version; pruned: Version; retired: number[] }[]>`
    select version, pruned, array(select retired from origin_floor) as retired from page_version where page = ${page}`;
  if (!stands) return stored({ kind: 'unknown-page' });
  const row = { pruned: stands.pruned, version: withWhole(stands.version, stands.retired) };
  if (!covers(row.version, version)) return stored({ kind: 'ahead', version: row.version });
  if (!covers(version, row.pruned)) return stored({ kind: 'pruned', version: row.version });
  if (covers(version, row.version)) return stored({ kind: 'events', events: [], version: row.version });

  const text = encodeVersion(version);
  const [at] = await tx<{ local_id: number }[]>`
    select max(local_id)::bigint as local_id from page_event where page = ${page} and hashtextextended(version, 0) = hashtextextended(${text}, 0) and version = ${text}`;
  const after = at?.local_id ?? null;
  const whole = wholeOf(version);
  const missed =
    after !== null
      ? await tx<EventRow[]>`
          select * from page_event where page = ${page} and local_id > ${after} order by local_id limit ${limit}`
      : await tx<EventRow[]>`
          select * from page_event
          where page = ${page} and seq > coalesce((${tx.json(version)}::jsonb ->> origin::text)::bigint, 0)
            and not exists (select from unnest(${whole.map(firstOfRegion)}::bigint[], ${whole}::bigint[]) as whole (first, last) where origin between first and last)
          order by local_id limit ${limit + 1}`;
  const events = missed.map(storedEvent);
  // Where pruning or a purge ended is a point of this order too, though the event that led there has gone.
  const isOfThisOrder = after !== null || covers(row.pruned, version);
  if (isOfThisOrder) return stored({ kind: 'events', events: events.slice(0, limit), version: row.version });
  // Parts as they are now, and after them what was stored before: that would take the page back.
  if (events.length > limit) return stored({ kind: 'pruned', version: row.version });
  const [settled, asTheyAre] = await Promise.all([isSettled(tx, [page]), asOfNow(tx, events, version, row.version)]);
  return { value: { kind: 'events', events: asTheyAre, version: row.version, isNow: true }, isSettled: settled };
}

// What was told once shows nothing that its version does not count.
function stored(value: Since): Reading<Since> {
  return { value, isSettled: true };
}

// The parts as they are, and versions that count from what the reader has; the last one says what the page's own does, in its words.
async function asOfNow(tx: Transaction, events: StoredPageEvent[], from: Version, to: Version): Promise<StoredPageEvent[]> {
  const [pages, components, incidents, maintenances] = [new Set<string>(), new Set<string>(), new Set<string>(), new Set<string>()];
  const ids = { pages, components, incidents, maintenances, groupsOf: new Set<string>() };
  for (const { page, patch } of events) {
    if (patch.page) ids.pages.add(page);
    for (const { id } of patch.components) ids.components.add(id);
    if (patch.groups) ids.groupsOf.add(page);
    for (const { id } of patch.incidents) ids.incidents.add(id);
    for (const { id } of patch.maintenances) ids.maintenances.add(id);
    // What was removed may have come back: it could be of any kind.
    for (const id of patch.removed) for (const kind of [ids.components, ids.incidents, ids.maintenances]) kind.add(id);
  }
  const parts = await readParts(tx, ids);
  let version = from;
  return events.map((event, at) => {
    version = at === events.length - 1 ? to : mergeVersions(version, { [event.origin]: event.seq });
    return { ...event, version: encodeVersion(version), patch: patchNow(event, parts) };
  });
}

function patchNow({ page, patch }: StoredPageEvent, parts: Parts): Patch {
  const { groups: told = [] } = patch;
  const ids = [...[...patch.components, ...told, ...patch.incidents, ...patch.maintenances].map(({ id }) => id), ...patch.removed];
  const found = <T>(of: Map<string, T>) => ids.flatMap((id) => of.get(id) ?? []);
  const [components, incidents, maintenances] = [found(parts.components), found(parts.incidents), found(parts.maintenances)];
  const groups = (parts.groups.get(page) ?? []).filter(({ id }) => ids.includes(id));
  const isThere = new Set([...components, ...groups, ...incidents, ...maintenances].map(({ id }) => id));
  return {
    ...(patch.page ? { page: parts.pages.get(page) ?? patch.page } : {}),
    components,
    ...(patch.groups ? { groups } : {}),
    incidents,
    maintenances,
    removed: ids.filter((id) => !isThere.has(id)),
  };
}

function firstOfRegion(origin: number): number {
  return regionOfOrigin(origin) * originsPerRegion;
}

interface EventRow {
  page: string;
  local_id: number;
  origin: number;
  seq: number;
  version: string;
  at: Date;
  facts: Fact[];
  patch: Patch;
}

function storedEvent({ page, local_id, origin, seq, version, at, facts, patch }: EventRow): StoredPageEvent {
  return { page, localId: local_id, origin, seq, version, at: at.toISOString(), facts, patch };
}
