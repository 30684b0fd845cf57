import { idFrom } from '@pharos/core/id';
import {
  byOrder,
  type ComponentView,
  type GroupView,
  type IncidentView,
  type MaintenanceView,
  type PageView,
  type UpdateView,
} from '../view.ts';
import { codeOf } from './code.ts';
import type { Component, Incident, Maintenance } from './shapes.ts';

/** What of a page its documents name, whatever they are about. */
export interface Place {
  page: Pick<PageView, 'id' | 'name' | 'timeZone'>;
  /** Where the page stands, in full. */
  url: string;
  /** Where one of its incidents and maintenances stands. */
  urlOf(kind: 'incidents' | 'maintenances', id: string): string;
}

/** A moment as it is written there: in UTC, to the millisecond. */
export function timeOf(at: string): string {
  return new Date(at).toISOString();
}

export function pageOf({ page, url }: Place, updatedAt: string) {
  const timeZone = page.timeZone === 'UTC' ? 'Etc/UTC' : page.timeZone;
  return { id: codeOf(page.id), name: page.name, url, time_zone: timeZone, updated_at: timeOf(updatedAt) };
}

interface Ordered {
  id: string;
  order: string;
}

type Entry =
  | { component: ComponentView; position: number; groupId: string | null }
  | { group: GroupView; position: number; members: ComponentView[] };

/**
 * In the order of the page: what stands at the top, and behind each group what stands in it; and where each stands among its like.
 * Groups that stand in others come behind these.
 */
function inOrder(components: readonly ComponentView[], groups: readonly GroupView[]): Entry[] {
  const there = new Set(groups.map(({ id }) => id));
  const members = Map.groupBy(components, ({ groupId }) => (groupId != null && there.has(groupId) ? groupId : null));
  const below = Map.groupBy(groups, ({ parent }) => (parent !== null && there.has(parent) ? parent : null));
  const withThoseBelow = (group: GroupView): GroupView[] => [group, ...sorted(below.get(group.id) ?? []).flatMap(withThoseBelow)];
  const top = sorted([
    ...(members.get(null) ?? []).map(({ id, order }) => ({ id, order })),
    ...(below.get(null) ?? []).map(({ id, order }) => ({ id, order })),
  ]);
  const [componentOf, groupOf] = [byId(components), byId(groups)];
  const atTop = top.flatMap(({ id }) => (groupOf.has(id) ? withThoseBelow(groupOf.get(id)!).map((group) => group.id) : [id]));
  return atTop.flatMap((id, at): Entry[] => {
    const position = at + 1;
    const group = groupOf.get(id);
    if (!group) return [{ component: componentOf.get(id)!, position, groupId: null }];
    const inside = sorted(members.get(id) ?? []);
    const those = inside.map((component, place) => ({ component, position: place + 1, groupId: id }));
    return [{ group, position, members: inside }, ...those];
  });
}

function sorted<T extends Ordered>(things: readonly T[]): T[] {
  return [...things].sort(byOrder);
}

function byId<T extends { id: string }>(things: readonly T[]): Map<string, T> {
  return new Map(things.map((each) => [each.id, each]));
}
/** Components and groups, which are components there; a group that stands in another one stands beside it there, where there is one level. */
export function componentsOf(place: Place, components: readonly ComponentView[], groups: readonly GroupView[] = []): Component[] {
  return inOrder(components, groups).map((entry): Component => {
    const { position } = entry;
    if ('group' in entry) return groupOf(place, entry.group, entry.members, position);
    return componentOf(place, entry.component, position, entry.groupId);
  });
}

function componentOf(place: Place, component: ComponentView, position: number, groupId: string | null): Component & { group: false } {
  return {
    ...common(component, position),
    showcase: component.showcase !== false,
    start_date: component.startDate ?? null,
    group_id: groupId === null ? null : codeOf(groupId),
    page_id: codeOf(place.page.id),
    group: false,
    only_show_if_degraded: component.onlyShowIfDegraded === true,
  };
}

function groupOf(place: Place, group: GroupView, members: readonly ComponentView[], position: number): Component & { group: true } {
  return {
    ...common(group, position),
    showcase: false,
    start_date: null,
    group_id: null,
    page_id: codeOf(place.page.id),
    group: true,
    only_show_if_degraded: false,
    components: members.map(({ id }) => codeOf(id)),
  };
}

function common(thing: ComponentView | GroupView, position: number) {
  return {
    id: codeOf(thing.id),
    name: thing.name,
    status: thing.status,
    created_at: timeOf(thing.createdAt ?? thing.updatedAt),
    updated_at: timeOf(thing.updatedAt),
    position,
    description: thing.description === '' ? null : thing.description,
  };
}

/** Components by our ids, as incidents name them: without groups; and what each is called where nobody sees in which group it stands. */
export interface Known {
  components: ReadonlyMap<string, Component & { group: false }>;
  fullNames: ReadonlyMap<string, string>;
}

export function knownOf(told: readonly Component[], views: readonly ComponentView[]): Known {
  const byCode = new Map(told.map((each) => [each.id, each]));
  const components = new Map(
    views.flatMap(({ id }) => {
      const component = byCode.get(codeOf(id));
      return component === undefined || component.group ? [] : [[id, component] as const];
    }),
  );
  const fullNames = [...components].map(([id, { name, group_id }]) => {
    const group = group_id === null ? undefined : byCode.get(group_id);
    return [id, group ? `${group.name} - ${name}` : name] as const;
  });
  return { components, fullNames: new Map(fullNames) };
}

export function incidentOf(place: Place, known: Known, incident: IncidentView): Incident {
  const { id, status, updates } = incident;
  const told = postmortemOf(incident);
  return {
    ...said(incident),
    status: told ? 'postmortem' : status,
    created_at: timeOf(incident.startedAt),
    updated_at: changedAt(updates, incident.startedAt),
    monitoring_at: lastAt(updates, 'monitoring'),
    resolved_at: incident.resolvedAt === null ? null : timeOf(incident.resolvedAt),
    impact: incident.impact,
    shortlink: place.urlOf('incidents', id),
    started_at: timeOf(incident.startedAt),
    page_id: codeOf(place.page.id),
    incident_updates: [...(told ? [told] : []), ...updatesOf(id, updates, known)] as Incident['incident_updates'],
    components: incident.components.flatMap((each) => known.components.get(each.id) ?? []),
    reminder_intervals: null,
  };
}

export function maintenanceOf(place: Place, known: Known, maintenance: MaintenanceView): Maintenance {
  const { id, status, updates, startsAt, endsAt } = maintenance;
  const createdAt = maintenance.createdAt ?? updates.at(-1)?.at ?? startsAt;
  return {
    ...said(maintenance),
    status,
    created_at: timeOf(createdAt),
    updated_at: changedAt(updates, createdAt),
    monitoring_at: null,
    resolved_at: status === 'completed' ? (lastAt(updates, 'completed') ?? timeOf(endsAt)) : null,
    impact: 'maintenance',
    shortlink: place.urlOf('maintenances', id),
    started_at: timeOf(startsAt),
    page_id: codeOf(place.page.id),
    incident_updates: updatesOf(id, withComponents(maintenance), known) as Maintenance['incident_updates'],
    components: maintenance.components.flatMap((each) => known.components.get(each) ?? []),
    reminder_intervals: null,
    scheduled_for: timeOf(startsAt),
    scheduled_until: timeOf(endsAt),
  };
}

/** There it is an update, the last one. When it was published nobody has noted down: it stands where the incident ended. */
function postmortemOf({ id, postmortem, resolvedAt }: IncidentView) {
  if (postmortem === undefined || resolvedAt === null) return undefined;
  const update = { id: idFrom(id, 'postmortem'), status: 'resolved' as const, body: postmortem, at: resolvedAt, editedAt: null };
  return { ...updateOf(id, update), status: 'postmortem' as const };
}

function said({ id, title }: { id: string; title: string }) {
  return { id: codeOf(id), name: title };
}

/**
 * Newest first, as they are given. Each tells of all components that it or one before it named: how they were before it, and how they were
 * from then on. Null where that is none, and of updates that are older than what is kept of them.
 */
function updatesOf(incident: string, updates: readonly UpdateView[], known: Known) {
  const now = new Map<string, Status>();
  return updates
    .toReversed()
    .map((update) => {
      const before = new Map(now);
      for (const { id, status } of update.components ?? []) now.set(id, status);
      const affected = [...now].flatMap(([id, status]) => {
        const name = known.fullNames.get(id);
        return name === undefined ? [] : [{ code: codeOf(id), name, old_status: before.get(id) ?? 'operational', new_status: status }];
      });
      return { ...updateOf(incident, update), affected_components: affected.length > 0 ? affected : null };
    })
    .toReversed();
}

type Status = ComponentView['status'];

/** What is planned moves its components by itself: what each of its updates says of them follows from its state. */
function withComponents({ updates, components }: MaintenanceView): UpdateView[] {
  const statusIn = (state: UpdateView['status']): Status =>
    state === 'in_progress' || state === 'verifying' ? 'under_maintenance' : 'operational';
  return updates.map((update) => ({ ...update, components: components.map((id) => ({ id, status: statusIn(update.status) })) }));
}

function updateOf(incident: string, { id, status, body, at, editedAt }: UpdateView) {
  return {
    id: codeOf(id),
    status,
    body,
    incident_id: codeOf(incident),
    created_at: timeOf(at),
    updated_at: timeOf(editedAt ?? at),
    display_at: timeOf(at),
    affected_components: null,
    deliver_notifications: true,
    custom_tweet: null,
    tweet_id: null,
  };
}

function changedAt(updates: readonly UpdateView[], from: string): string {
  const moments = [from, ...updates.flatMap(({ at, editedAt }) => [at, editedAt ?? at])];
  return new Date(Math.max(...moments.map((each) => Date.parse(each)))).toISOString();
}

// Newest first: the first that says so said it last.
function lastAt(updates: readonly UpdateView[], status: UpdateView['status']): string | null {
  const found = updates.find((update) => update.status === status);
  return found ? timeOf(found.at) : null;
}
