import { fields } from '@pharos/resources/component/fields';
import { defaults } from '@pharos/resources/define-fields';
import type { Json } from '@pharos/resources/fold';
import { unlessEmpty } from '@pharos/resources/languages';
import type { Query } from '@pharos/core/outside/postgres';
import type { Ids } from './one-statement.ts';
import type { ComponentStatus, Impact, IncidentStatus, MaintenanceStatus } from '@pharos/core/severity';
import type { ComponentView, GroupView, IncidentView, MaintenanceView, PageView } from '@pharos/resources/view';
import { membersOf, readGroups, standsIn } from './groups.ts';
import { readUpdates } from './updates.ts';

/** The parts of pages, as a reader sees them, from the region's typed tables. What was removed is left out. */
export interface Parts {
  pages: Map<string, PageView>;
  components: Map<string, ComponentView>;
  /** By page, and all of it. */
  groups: Map<string, GroupView[]>;
  incidents: Map<string, IncidentView>;
  maintenances: Map<string, MaintenanceView>;
}

export interface PartIds {
  pages: Iterable<string>;
  components: Iterable<string> | Ids;
  /** Pages of which they are read. */
  groupsOf: Iterable<string>;
  incidents: Iterable<string> | Ids;
  maintenances: Iterable<string> | Ids;
}

/**
 * The statements are sent together: called within one transaction, they cost one round trip. With `updateBytesMax`, older
 * updates of one incident or maintenance are counted and left out.
 */
export async function readParts(query: Query, ids: PartIds, updateBytesMax?: number): Promise<Parts> {
  const [pages, components, groups, incidents, maintenances] = await Promise.all([
    readPages(query, [...ids.pages]),
    readComponents(query, listOf(ids.components)),
    readGroups(query, [...ids.groupsOf]),
    readIncidents(query, listOf(ids.incidents), updateBytesMax),
    readMaintenances(query, listOf(ids.maintenances), updateBytesMax),
  ]);
  return { pages: byId(pages), components: byId(components), groups, incidents: byId(incidents), maintenances: byId(maintenances) };
}

function listOf(ids: Iterable<string> | Ids): Ids {
  return Symbol.iterator in ids ? [...ids] : ids;
}

export async function readPages(query: Query, ids: string[]): Promise<PageView[]> {
  if (ids.length === 0) return [];
  const rows = await query<PageRow[]>`
    select ${pageColumns(query)} from page left join domain on domain.host = page.domain where page.id = any(${ids}::uuid[])`;
  return rows.map(pageView);
}

/** What `pageView` needs, of `page` joined with `domain`. */
export function pageColumns(query: Query) {
  return query`page.id, page.name, page.slug, page.time_zone, page.private, page.visibility, page.tokens_from, page.domain, page.more,
    page.sms_countries, page.partial_outage_weight, page.major_outage_weight, page.created_at, page.updated_at, domain.page as domain_page, domain.confirmed`;
}

/** A page without a secret, a domain or SMS looks as it did before there were such. */
export function pageView({
  id,
  name,
  slug,
  time_zone,
  private: isPrivate,
  visibility,
  more,
  tokens_from,
  sms_countries,
  partial_outage_weight,
  major_outage_weight,
  domain,
  domain_page,
  confirmed,
  created_at,
  updated_at,
}: PageRow): PageView {
  const state = domain_page === id ? (confirmed ? 'confirmed' : 'provisional') : domain_page === null ? 'provisional' : 'taken';
  return {
    id,
    name,
    slug,
    timeZone: time_zone,
    ...(isPrivate ? { private: true, tokensFrom: tokens_from?.toISOString() ?? null } : {}),
    ...(isPrivate && visibility !== 'tokens' ? { visibility } : {}),
    ...more,
    ...(domain === null ? {} : { domain: { host: domain, state } }),
    ...(sms_countries.length === 0 ? {} : { smsCountries: sms_countries }),
    ...(partial_outage_weight === 30 ? {} : { partialOutageWeight: partial_outage_weight }),
    ...(major_outage_weight === 100 ? {} : { majorOutageWeight: major_outage_weight }),
    createdAt: created_at.toISOString(),
    updatedAt: updated_at.toISOString(),
  };
}

export async function readComponents(query: Query, ids: Ids): Promise<ComponentView[]> {
  if (ids.length === 0) return [];
  const rows = await query<ComponentRow[]>`
    select ${componentColumns(query)} from component where id = any(${ids}::uuid[]) and not removed`;
  return rows.map(componentView);
}

/** Those named, those that the incidents and maintenances show, and those that stand in the groups. */
export async function readComponentsShown(
  query: Query,
  {
    components,
    incidents,
    maintenances,
    groups,
    pages,
  }: Record<'components' | 'incidents' | 'maintenances' | 'groups' | 'pages', string[]>,
): Promise<Map<string, ComponentView>> {
  const inGroups = groups.length === 0 ? query`` : query`union select component from ${membersOf(query, pages, groups)}`;
  // One array first, so that the planner goes by the key whatever it thinks of the tables.
  const rows = await query<ComponentRow[]>`
    select ${componentColumns(query)} from component
    where not removed and id = any(array(
      select unnest(${components}::uuid[])
      union select component from incident_component where incident = any(${incidents}::uuid[])
      union select component from maintenance_component where maintenance = any(${maintenances}::uuid[])
      ${inGroups}))`;
  return byId(rows.map(componentView));
}

function componentColumns(query: Query) {
  return query`id, name, description, group_name, group_id, ${standsIn(query)} as stands_in, ord, shown, created_at, updated_at, more`;
}

export async function readIncidents(query: Query, ids: Ids, updateBytesMax?: number): Promise<IncidentView[]> {
  if (ids.length === 0) return [];
  const [incidents, components, updates] = await Promise.all([
    query<IncidentRow[]>`
      select id, title, texts, status, impact, conflict, started_at, resolved_at, next_update_at, postmortem.body as postmortem,
        case when related = '[]' then related else (
          select coalesce(jsonb_agg(id order by at), '[]') from jsonb_array_elements_text(related) with ordinality as named (id, at)
          where exists (select from incident other where other.id = named.id::uuid and other.page = incident.page and not other.deleted)
        ) end as related
      from incident left join incident_text postmortem on postmortem.incident = id and postmortem_published and postmortem.body <> ''
      where id = any(${ids}::uuid[]) and not deleted`,
    query<{ incident: string; component: string; status: ComponentStatus }[]>`
      select incident, component, status from incident_component where incident = any(${ids}::uuid[]) order by component`,
    readUpdates(query, 'incident', ids, updateBytesMax),
  ]);
  const componentsOf = Map.groupBy(components, ({ incident }) => incident);
  return incidents.map((row) => ({
    id: row.id,
    title: row.title,
    ...unlessEmpty('texts', row.texts),
    status: row.status,
    impact: row.impact,
    conflict: row.conflict,
    startedAt: row.started_at.toISOString(),
    resolvedAt: row.resolved_at?.toISOString() ?? null,
    ...(row.next_update_at === null ? {} : { nextUpdateAt: row.next_update_at.toISOString() }),
    components: (componentsOf.get(row.id) ?? []).map(({ component, status }) => ({ id: component, status })),
    ...updates(row.id),
    ...unlessEmpty('related', row.related),
    ...(row.postmortem === null ? {} : { postmortem: row.postmortem }),
  }));
}

export async function readMaintenances(query: Query, ids: Ids, updateBytesMax?: number): Promise<MaintenanceView[]> {
  if (ids.length === 0) return [];
  const [maintenances, components, updates] = await Promise.all([
    query<MaintenanceRow[]>`
      select id, title, texts, status, starts_at, ends_at, automatic, cancelled, created_at, repeats ->> 'rule' as recurrence from maintenance where id = any(${ids}::uuid[]) and not deleted`,
    query<{ maintenance: string; component: string }[]>`
      select maintenance, component from maintenance_component where maintenance = any(${ids}::uuid[]) order by component`,
    readUpdates(query, 'maintenance', ids, updateBytesMax),
  ]);
  const componentsOf = Map.groupBy(components, ({ maintenance }) => maintenance);
  return maintenances.map((row) => ({
    id: row.id,
    title: row.title,
    ...unlessEmpty('texts', row.texts),
    status: row.status,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    ...(row.automatic ? { automatic: true } : {}),
    ...(row.cancelled ? { cancelled: true } : {}),
    createdAt: row.created_at.toISOString(),
    ...(row.recurrence === null ? {} : { recurrence: row.recurrence }),
    components: (componentsOf.get(row.id) ?? []).map(({ component }) => component),
    ...updates(row.id),
  }));
}

export interface PageRow {
  id: string;
  name: string;
  slug: string;
  time_zone: string;
  private: boolean;
  visibility: string;
  more: Record<string, Json>;
  tokens_from: Date | null;
  sms_countries: string[];
  partial_outage_weight: number;
  major_outage_weight: number;
  domain: string | null;
  domain_page: string | null;
  confirmed: boolean | null;
  created_at: Date;
  updated_at: Date;
}

interface ComponentRow {
  id: string;
  name: string;
  description: string;
  group_name: string | null;
  group_id: string | null;
  stands_in: string | null;
  ord: string;
  shown: ComponentStatus;
  created_at: Date;
  updated_at: Date;
  more: Record<string, Json>;
}
interface IncidentRow {
  id: string;
  title: string;
  texts: Record<string, { title: string }>;
  related: string[];
  status: IncidentStatus;
  impact: Impact;
  conflict: boolean;
  started_at: Date;
  resolved_at: Date | null;
  next_update_at: Date | null;
  postmortem: string | null;
}
interface MaintenanceRow {
  id: string;
  title: string;
  texts: Record<string, { title: string }>;
  status: MaintenanceStatus;
  starts_at: Date;
  ends_at: Date;
  automatic: boolean;
  cancelled: boolean;
  created_at: Date;
  recurrence: string | null;
}
// Asked for with each component of each event: read off the fields once.
const usual = defaults(fields);

function componentView({ id, name, description, ord, shown, created_at, updated_at, more, ...heading }: ComponentRow): ComponentView {
  // A heading of its own, from before there were groups, is for who stands in none.
  const group = heading.group_id === null ? heading.group_name : null;
  const own = { id, name, description, group, groupId: heading.stands_in, order: ord, status: shown };
  return { ...own, updatedAt: updated_at.toISOString(), createdAt: created_at.toISOString(), ...usual, ...more };
}

function byId<T extends { id: string }>(views: T[]): Map<string, T> {
  return new Map(views.map((view) => [view.id, view]));
}
