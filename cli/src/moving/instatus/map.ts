import type { ComponentStatus, Impact, IncidentStatus, MaintenanceStatus } from '@pharos/core/severity';
import type { LeftOut, Taken, TakenSubscriber } from '../taken.ts';
import type { Component, Incident, Maintenance, Page, Subscriber } from './shapes.ts';

const componentStatuses: Record<string, ComponentStatus> = {
  OPERATIONAL: 'operational',
  UNDERMAINTENANCE: 'under_maintenance',
  DEGRADEDPERFORMANCE: 'degraded_performance',
  PARTIALOUTAGE: 'partial_outage',
  MINOROUTAGE: 'partial_outage',
  MAJOROUTAGE: 'major_outage',
};
const incidentStatuses: Record<string, IncidentStatus> = {
  INVESTIGATING: 'investigating',
  IDENTIFIED: 'identified',
  MONITORING: 'monitoring',
  RESOLVED: 'resolved',
};
const maintenanceStatuses: Record<string, MaintenanceStatus> = {
  NOTSTARTEDYET: 'scheduled',
  INPROGRESS: 'in_progress',
  VERIFYING: 'verifying',
  COMPLETED: 'completed',
};
const impacts: Record<string, Impact> = {
  OPERATIONAL: 'none',
  UNDERMAINTENANCE: 'none',
  DEGRADEDPERFORMANCE: 'minor',
  PARTIALOUTAGE: 'major',
  MINOROUTAGE: 'major',
  MAJOROUTAGE: 'critical',
};

export interface Said {
  page: Page | undefined;
  components: Component[];
  incidents: Incident[];
  maintenances: Maintenance[];
}

/** A page of Instatus in our words. A group is a component that others name. */
export function takenOf({ page, components, incidents, maintenances }: Said): Omit<Taken, 'subscribers'> {
  const groupOf = ({ group }: Component) => (typeof group === 'string' ? group : group?.id);
  const named = new Set(components.flatMap((each) => groupOf(each) ?? []));
  const listed = new Set(components.map(({ id }) => id));
  // A group that is only told of by who stands in it.
  const told = components.flatMap(({ group }) => (typeof group === 'object' && group !== null && !listed.has(group.id) ? [group] : []));
  const groups = [
    ...components.filter(({ id }) => named.has(id)).map(({ id, name, description, order }) => ({ id, name, description, position: order })),
    ...new Map(told.map(({ id, name }) => [id, { id, name: name ?? id }])).values(),
  ];
  return {
    of: page?.id ?? '',
    page: { name: page?.name, slug: page?.subdomain, domain: page?.customDomain, createdAt: page?.createdAt },
    groups,
    components: components
      .filter(({ id }) => !named.has(id))
      .map((each) => ({
        id: each.id,
        name: each.name,
        description: each.description,
        groupId: groupOf(each),
        position: each.order,
        status: componentStatuses[each.status] ?? 'operational',
        showcase: each.showUptime,
        createdAt: each.createdAt,
      })),
    incidents: incidents.map((each) => ({
      id: each.id,
      title: each.name,
      impact: impacts[each.impact ?? ''],
      createdAt: each.createdAt ?? each.started,
      startedAt: each.started,
      resolvedAt: each.resolved,
      affected: (each.components ?? []).map(({ id }) => id),
      updates: (each.updates ?? []).flatMap(({ id, message, status, started, createdAt }) => {
        const at = started ?? createdAt ?? each.started;
        return at == null ? [] : [{ id, status: incidentStatuses[status] ?? 'investigating', body: message, at }];
      }),
    })),
    maintenances: maintenances.map((each) => ({
      id: `maintenance/${each.id}`,
      title: each.name,
      startsAt: each.start,
      endsAt: new Date(Date.parse(each.start) + (each.duration ?? 0) * 60_000).toISOString(),
      createdAt: each.createdAt,
      status: maintenanceStatuses[each.status] ?? 'scheduled',
      components: (each.components ?? []).map(({ id }) => id),
      updates: (each.updates ?? []).map(({ id, message, status, started, createdAt }) => {
        return { id, status: maintenanceStatuses[status] ?? 'scheduled', body: message, at: started ?? createdAt ?? each.start };
      }),
    })),
    metrics: [],
    left: [],
  };
}

export function subscriberTaken({ id, email, phone, webhook, confirmed, all, components }: Subscriber): TakenSubscriber | LeftOut {
  const [channel, address] = email ? (['email', email] as const) : phone ? (['sms', phone] as const) : (['webhook', webhook] as const);
  if (!address) return { what: `subscriber ${id}`, why: 'they have no address that is told: they sign up anew' };
  if (confirmed === false) return { what: `subscriber ${id}`, why: 'they never confirmed it there: they sign up anew' };
  return {
    channel,
    address,
    components: all === true ? [] : (components ?? []),
    state: 'active',
    proof: `subscriber ${id} of Instatus, confirmed there`,
  };
}
