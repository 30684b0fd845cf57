import type { Query } from '@pharos/core/outside/postgres';
import type { ComponentStatus } from '@pharos/core/severity';
import { placeGroups, placeIn, withStatuses, type Said } from '@pharos/resources/group/place';
import { byOrder, type GroupView } from '@pharos/resources/view';

/** All groups of these pages, in order, each where it stands and with the worst of what stands in it. Two statements, sent together. */
export async function readGroups(query: Query, pages: string[]): Promise<Map<string, GroupView[]>> {
  if (pages.length === 0) return new Map();
  const [said, components] = await Promise.all([
    readSaid(query, pages),
    query<{ page: string; group: string; status: ComponentStatus }[]>`
      select page, group_id as "group", shown as status from component
      where page = any(${pages}::uuid[]) and group_id is not null and not removed`,
  ]);
  const [groupsOf, componentsOf] = [Map.groupBy(said, ({ page }) => page), Map.groupBy(components, ({ page }) => page)];
  return new Map([...groupsOf].map(([page, rows]) => [page, arranged(rows, componentsOf.get(page) ?? [])]));
}

/** What groups of these pages say: those that are there, and of the removed ones those that something still names. */
export async function readSaid(query: Query, pages: string[]): Promise<GroupRow[]> {
  return query<GroupRow[]>`select * from ${saidOf(query, pages)}`;
}

/** The same for a longer statement. */
export function saidOf(query: Query, pages: string[]) {
  return query`(
    with recursive named as (
      (select id from component_group where page = any(${pages}::uuid[]) and not removed
        union select group_id from component where page = any(${pages}::uuid[]) and group_id is not null and not removed)
      union
      select component_group.parent from named join component_group using (id) where component_group.parent is not null
    )
    select id, page, name, description, parent, ord, is_open, removed, created_at, updated_at
    from component_group where id in (select id from named) and page = any(${pages}::uuid[])) as said`;
}

/** How many there are, not counting `beside`: when a request is sent again, the group it makes is there already. */
export async function countGroups(query: Query, page: string, beside: string): Promise<number> {
  const [row] = await query<{ count: number }[]>`
    select count(*)::int as count from component_group where page = ${page} and not removed and id <> ${beside}`;
  return row!.count;
}

/** Components that stand in one of these groups by what they say, or by way of removed ones: what moves when that group goes. */
export async function readMembers(query: Query, pages: string[], groups: string[]): Promise<{ parent: string; component: string }[]> {
  return groups.length === 0
    ? []
    : query<{ parent: string; component: string }[]>`select parent, component from ${membersOf(query, pages, groups)}`;
}

/** The same for a longer statement. */
export function membersOf(query: Query, pages: string[], groups: string[]) {
  return query`(
    with recursive below (top, id) as (
      select id, id from unnest(${groups}::uuid[]) as id
      union
      select below.top, component_group.id from below join component_group on component_group.parent = below.id and component_group.removed
    )
    select below.top as parent, component.id as component from below join component on component.group_id = below.id
    where component.page = any(${pages}::uuid[]) and not component.removed and component.group_id is not null) as member`;
}

/** Where a component stands: the nearest group from the one it names upwards that is there. For who selects from `component`. */
export function standsIn(query: Query) {
  // Nothing is looked up for one that names no group.
  return query`case when group_id is null then null else (
    with recursive up as (
      select g.id, g.parent, g.removed from component_group g where g.id = component.group_id and g.page = component.page
      union
      select g.id, g.parent, g.removed from up join component_group g on up.removed and g.id = up.parent and g.page = component.page
    )
    select id from up where not removed
  ) end`;
}

interface GroupRow extends Said {
  page: string;
  name: string;
  description: string;
  ord: string;
  is_open: boolean;
  created_at: Date;
  updated_at: Date;
}

function arranged(rows: GroupRow[], components: { group: string; status: ComponentStatus }[]): GroupView[] {
  const said = new Map(rows.map((row) => [row.id, row]));
  const parents = placeGroups(rows);
  const groups = rows
    .filter(({ removed }) => !removed)
    .map(({ id, name, description, ord, is_open, created_at, updated_at }) => {
      const how = {
        name,
        description,
        order: ord,
        isOpen: is_open,
        updatedAt: updated_at.toISOString(),
        createdAt: created_at.toISOString(),
      };
      return { id, parent: parents.get(id) ?? null, ...how };
    });
  const placed = components.map(({ group, status }) => ({ status, groupId: placeIn(said, group) }));
  return withStatuses(groups, placed).sort(byOrder);
}
