import type { PageEvent } from '@pharos/resources/fact';
import type { Transaction } from '@pharos/core/outside/postgres';
import { readMembers } from '@pharos/region/reading/groups';
import { readComponentsShown, readParts, type PartIds, type Parts } from '@pharos/region/reading/parts';
import { isSettled } from '@pharos/region/reading/settled';
import { encodeVersion, mergeVersions, withWhole, type Version } from '@pharos/core/version';
import { upwards } from '@pharos/resources/group/place';
import type { ComponentView, GroupView, Patch } from '@pharos/resources/view';
import { docName } from '@pharos/resources/kind';
import { isNameOf, type DocKind } from '@pharos/resources/registry';
import { sending } from '@pharos/core/outside/sending';
import { eventText } from './event-text.ts';
import type { StoreTx, Telling } from './store.ts';

type Touched = Record<Exclude<keyof PartIds, 'groupsOf'> | 'groups', Set<string>>;

/**
 * Orders what happened for the readers of each page. The page's row is locked first and its parts are read after that, so
 * that in the order of `local_id` no later event shows an earlier state. What this transaction took from the outbox is counted.
 */
export async function tell(
  tx: Transaction,
  tellings: Telling[],
  evenUnsettled: boolean | undefined,
  lastly: StoreTx['lastly'],
): Promise<PageEvent[] | undefined> {
  if (tellings.length === 0) return [];
  const pages = [...new Set(tellings.map(({ page }) => page))].sort();
  const named = tellings.map(namedBy);
  const all = union(named);
  // Sent together, the lock first, and kept in order by the connection.
  const [{ versions, whole }, touched, ownParts, components, settled] = await Promise.all([
    lockKnownPages(tx, pages),
    withShown(tx, pages, named, all),
    readParts(tx, { ...all, components: [], groupsOf: pagesWithStatuses(tellings, named) }),
    readComponentsShown(tx, {
      components: [...all.components],
      incidents: [...all.incidents],
      maintenances: [...all.maintenances],
      groups: [...all.groups],
      pages,
    }),
    evenUnsettled || isSettled(tx, pages), // after the parts: whatever they show is counted, or found here
  ]);
  if (!settled) return undefined;
  if (versions.size < pages.length) {
    // This is the page's first event, so there was no row to lock: the row is made, and all is read again under its lock.
    await makePages(tx, pages);
    return tell(tx, tellings, evenUnsettled, lastly);
  }
  const parts = { ...ownParts, components };

  const events = tellings.map((telling, at): { event: PageEvent; localId: number } => {
    const row = versions.get(telling.page)!;
    const prev = encodeVersion(withWhole(row.version, whole));
    row.version = withWhole(mergeVersions(row.version, { [telling.origin]: telling.seq }), whole);
    row.localId += 1;
    const { page, origin, seq, facts } = telling;
    return {
      localId: row.localId,
      event: {
        page,
        origin,
        seq,
        prev,
        version: encodeVersion(row.version),
        at: telling.at,
        facts,
        patch: patchOf(telling, touched[at]!, parts),
      },
    };
  });
  // Written once, for the table and for whoever listens.
  const rows = events.map(({ localId, event }) => `{"localId":${localId},${eventText(event).slice(1)}`);
  const ends = [...versions].map(([page, { version, localId }]) => ({ page, version, localId }));
  // One parameter each, so that it is one prepared statement however many there are.
  const saved = tx`
    with event as (
      insert into page_event (page, local_id, origin, seq, version, at, facts, patch)
      select * from jsonb_to_recordset(${`[${rows.join(',')}]`}::text::jsonb)
        as event (page uuid, "localId" bigint, origin bigint, seq bigint, version text, at timestamptz, facts jsonb, patch jsonb)
    )
    update page_version set version = ends.version, local_id = ends."localId", at = clock_timestamp()
    from jsonb_to_recordset(${tx.json(ends)}) as ends (page uuid, version jsonb, "localId" bigint)
    where page_version.page = ends.page and page_version.page = any(${pages}::uuid[])`;
  await lastly(sending(saved));
  return events.map(({ event }) => event);
}

/** Readers who come with an older version than this have to start afresh. */
export async function adoptPages(tx: Transaction, pages: Map<string, Version>): Promise<void> {
  const versions = await lockPages(tx, [...pages.keys()].sort());
  for (const [page, { version }] of versions) {
    const merged = mergeVersions(version, pages.get(page)!);
    await tx`update page_version set version = ${tx.json(merged)}, pruned = ${tx.json(merged)} where page = ${page}`;
    await tx`delete from page_event where page = ${page}`;
  }
}

type PageVersions = Map<string, { version: Version; localId: number }>;

async function lockPages(tx: Transaction, pages: string[]): Promise<PageVersions> {
  const [, { versions }] = await Promise.all([makePages(tx, pages), lockKnownPages(tx, pages)]);
  return versions;
}

async function makePages(tx: Transaction, pages: string[]): Promise<void> {
  await sending(tx`insert into page_version (page) select unnest(${pages}::uuid[]) on conflict do nothing`);
}

// Those that have been told of; with them, of each region that has retired any, the last origin.
async function lockKnownPages(tx: Transaction, pages: string[]): Promise<{ versions: PageVersions; whole: number[] }> {
  const rows = await sending(tx<{ page: string; version: Version; local_id: number; retired: number[] }[]>`
    select page, version, local_id, array(select retired from origin_floor) as retired
    from page_version where page = any(${pages}::uuid[]) order by page for update`);
  return {
    versions: new Map(rows.map(({ page, version, local_id }) => [page, { version, localId: local_id }])),
    whole: rows[0]?.retired ?? [],
  };
}

function namedBy({ docs }: Telling): Touched {
  const names = (kind: DocKind) => new Set(docs.filter((doc) => doc.kind === kind && isNameOf(kind, doc.id)).map(({ id }) => docName(id)));
  // A text belongs to the incident of the same name.
  const incidents = names('incident').union(names('text'));
  return { pages: names('page'), components: names('component'), groups: names('group'), incidents, maintenances: names('maintenance') };
}

// How a group is follows from what its components show.
function pagesWithStatuses(tellings: Telling[], named: Touched[]): Set<string> {
  const isMoved = ({ components, groups, incidents, maintenances }: Touched) =>
    components.size + groups.size + incidents.size + maintenances.size > 0;
  return new Set(tellings.flatMap(({ page }, at) => (isMoved(named[at]!) ? [page] : [])));
}

// A component shows what its incidents and maintenances say, and where its groups are: whoever touches these touches it.
async function withShown(tx: Transaction, pages: string[], touched: Touched[], all: Touched): Promise<Touched[]> {
  const [ofIncidents, ofMaintenances, ofGroups] = await Promise.all([
    all.incidents.size === 0
      ? []
      : tx<{ parent: string; component: string }[]>`
          select incident as parent, component from incident_component where incident = any(${[...all.incidents]}::uuid[])`,
    all.maintenances.size === 0
      ? []
      : tx<{ parent: string; component: string }[]>`
          select maintenance as parent, component from maintenance_component where maintenance = any(${[...all.maintenances]}::uuid[])`,
    readMembers(tx, pages, [...all.groups]),
  ]);
  const shownBy = Map.groupBy([...ofIncidents, ...ofMaintenances, ...ofGroups], ({ parent }) => parent);
  for (const each of touched) {
    for (const parent of [...each.incidents, ...each.maintenances, ...each.groups]) {
      for (const { component } of shownBy.get(parent) ?? []) each.components.add(component);
    }
  }
  return touched;
}

function union(touched: Touched[]): Touched {
  const all: Touched = { pages: new Set(), components: new Set(), groups: new Set(), incidents: new Set(), maintenances: new Set() };
  for (const each of touched) {
    for (const kind of ['pages', 'components', 'groups', 'incidents', 'maintenances'] as const)
      for (const id of each[kind]) all[kind].add(id);
  }
  return all;
}

function patchOf({ page, docs }: Telling, touched: Touched, parts: Parts): Patch {
  const found = <T>(ids: Set<string>, of: Map<string, T>) => [...ids].flatMap((id) => of.get(id) ?? []);
  const gone = <T>(ids: Set<string>, of: Map<string, T>) => [...ids].filter((id) => !of.has(id));
  const components = found(touched.components, parts.components);
  const all = parts.groups.get(page) ?? [];
  // One that was moved leaves another group than it stands in now: nobody knows which, and then all are told.
  const isMoved = docs.some(({ kind }) => kind === 'component' || kind === 'group');
  const groups = isMoved ? all : groupsAbove(components, all);
  return {
    ...(touched.pages.has(page) && parts.pages.has(page) ? { page: parts.pages.get(page)! } : {}),
    components,
    ...(groups.length + touched.groups.size > 0 ? { groups } : {}),
    incidents: found(touched.incidents, parts.incidents),
    maintenances: found(touched.maintenances, parts.maintenances),
    removed: [
      ...gone(touched.components, parts.components),
      ...gone(touched.groups, new Map(all.map((group) => [group.id, group]))),
      ...gone(touched.incidents, parts.incidents),
      ...gone(touched.maintenances, parts.maintenances),
    ],
  };
}

function groupsAbove(components: ComponentView[], groups: GroupView[]): GroupView[] {
  const parents = new Map(groups.map(({ id, parent }) => [id, parent]));
  const above = new Set(components.flatMap(({ groupId = null }) => upwards(parents, groupId)));
  return groups.filter(({ id }) => above.has(id));
}
