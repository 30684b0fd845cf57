import type { ComponentStatus, IncidentStatus, MaintenanceStatus } from '@pharos/core/severity';
import type { LeftOut, Taken, TakenIncident, TakenMaintenance, TakenSubscriber, TakenUpdate } from '../taken.ts';
import { momentOf } from '../times.ts';
import type { Component, Incident, Said, Schedule, Subscriber, Update } from './shapes.ts';

/** A page of Cachet in our words. One installation is one page, which does not say what it is called. */
export function takenOf(said: Said, zone: string): Omit<Taken, 'subscribers'> {
  const when = (text: string | null | undefined) => momentOf(text, zone);
  const updates = Map.groupBy(said.updates, ({ incident_id }) => incident_id ?? '');
  const points = Map.groupBy(said.points, ({ metric_id }) => metric_id ?? '');
  const shown = said.incidents.filter(({ deleted_at }) => deleted_at == null);
  const isPlanned = ({ scheduled_at, status }: Incident) => (status ?? 0) === 0 && scheduled_at != null && !scheduled_at.startsWith('0000');
  const left: LeftOut[] = shown
    .filter(({ visible }) => visible === false)
    .map(({ id, name }) => ({ what: `“${name}” (${id})`, why: 'only who was signed in saw it there: here all visitors would' }));
  const publicOnes = shown.filter(({ visible }) => visible !== false);
  return {
    of: '',
    page: { timeZone: zone },
    groups: said.groups.map(({ id, name, order, collapsed, created_at }) => {
      return { id, name, position: order, isOpen: (collapsed ?? 0) !== 1, createdAt: when(created_at) };
    }),
    components: said.components.filter(({ deleted_at }) => deleted_at == null).map((each) => componentOf(each, when)),
    incidents: publicOnes.filter((each) => !isPlanned(each)).map((each) => incidentOf(each, updates.get(each.id) ?? [], when)),
    maintenances: [
      ...said.schedules.flatMap((each) => scheduleOf(each, when) ?? []),
      ...publicOnes.filter(isPlanned).flatMap((each) => plannedOf(each, when) ?? []),
    ],
    metrics: said.metrics.map(({ id, name, suffix, description, places, visible }) => ({
      id,
      name,
      description,
      unit: suffix,
      decimals: places,
      // Zero is for whoever is signed in, two for nobody.
      public: visible === 1 || visible == null,
      points: (points.get(id) ?? []).flatMap(({ value, created_at }) => {
        const at = when(created_at);
        return at === undefined ? [] : [{ at, value }];
      }),
    })),
    left,
  };
}

type When = (text: string | null | undefined) => string | undefined;

const componentStatuses: (ComponentStatus | undefined)[] = [
  undefined,
  'operational',
  'degraded_performance',
  'partial_outage',
  'major_outage',
];

function componentOf({ id, name, description, status, order, group_id, enabled, created_at, updated_at }: Component, when: When) {
  return {
    id,
    name,
    description,
    groupId: group_id === '0' ? null : group_id,
    position: order,
    status: componentStatuses[status ?? 0] ?? 'operational',
    // What is switched off is not on the page there. Here it is for as long as it has nothing to say.
    onlyShowIfDegraded: enabled === false,
    createdAt: when(created_at),
    updatedAt: when(updated_at),
  };
}

const incidentStatuses: (IncidentStatus | undefined)[] = [undefined, 'investigating', 'identified', 'monitoring', 'resolved'];

function incidentOf(incident: Incident, apart: readonly Update[], when: When): TakenIncident {
  const { id, name, message, status, occurred_at, created_at, component_id, components } = incident;
  const at = when(occurred_at) ?? when(created_at);
  const updates = [...new Map([...(incident.updates ?? []), ...apart].map((each) => [each.id, each])).values()];
  // With updates it stands as the last of them says; what it said itself was the first word.
  const first: TakenUpdate[] =
    at === undefined ? [] : [{ id: 'first', status: statusOf(updates.length > 0 ? 1 : status), body: message, at }];
  return {
    id,
    title: name,
    createdAt: when(created_at) ?? at,
    startedAt: at,
    affected: [...(components ?? []), ...(component_id == null || component_id === '0' ? [] : [component_id])],
    updates: [
      ...first,
      ...updates.flatMap((each): TakenUpdate[] => {
        const posted = when(each.created_at) ?? at;
        return posted === undefined ? [] : [{ id: each.id, status: statusOf(each.status), body: each.message, at: posted }];
      }),
    ],
  };
}

function statusOf(status: number | null | undefined): IncidentStatus {
  return incidentStatuses[status ?? 1] ?? 'investigating';
}

const scheduleStatuses: (MaintenanceStatus | undefined)[] = ['scheduled', 'in_progress', 'completed'];

function scheduleOf({ id, name, message, status, scheduled_at, completed_at, created_at, components, updates }: Schedule, when: When) {
  const startsAt = when(scheduled_at);
  if (startsAt === undefined) return undefined;
  const stands = scheduleStatuses[status ?? 0] ?? 'scheduled';
  const planned: TakenMaintenance = {
    id: `schedule/${id}`,
    title: name,
    body: message,
    startsAt,
    endsAt: when(completed_at),
    createdAt: when(created_at),
    status: stands,
    components: (components ?? []).flatMap((each) => {
      const component = typeof each === 'string' ? each : (each.component_id ?? each.id);
      return component == null ? [] : [component];
    }),
  };
  if (updates == null || updates.length === 0) return planned;
  // Updates of what is planned say nothing of how it stands: that follows from its times.
  const said = updates.flatMap((each) => {
    const at = when(each.created_at);
    return at === undefined ? [] : [{ id: each.id, status: at < startsAt ? ('scheduled' as const) : stands, body: each.message, at }];
  });
  const first = { id: 'first', status: 'scheduled' as const, body: message, at: planned.createdAt ?? said[0]?.at ?? startsAt };
  return { ...planned, updates: [first, ...said] };
}

function plannedOf({ id, name, message, scheduled_at, created_at, component_id }: Incident, when: When): TakenMaintenance | undefined {
  const startsAt = when(scheduled_at);
  if (startsAt === undefined) return undefined;
  const components = component_id == null || component_id === '0' ? [] : [component_id];
  return { id: `incident/${id}`, title: name, body: message, startsAt, createdAt: when(created_at), components, status: 'scheduled' };
}

export function subscriberTaken(subscriber: Subscriber, zone: string): TakenSubscriber | LeftOut {
  const { id, email, phone_number, verified_at, global, components, subscriptions } = subscriber;
  const address = email || phone_number;
  if (!address) return { what: `subscriber ${id}`, why: 'they have no address' };
  if (!verified_at) return { what: `subscriber ${id}`, why: 'they never confirmed it there: they sign up anew' };
  const named = [...(components ?? []), ...(subscriptions ?? []).flatMap(({ component_id }) => component_id ?? [])];
  return {
    channel: email ? 'email' : 'sms',
    address,
    components: global === true ? [] : named,
    state: 'active',
    proof: `subscriber ${id} of Cachet, confirmed ${momentOf(verified_at, zone) ?? verified_at}`,
  };
}
