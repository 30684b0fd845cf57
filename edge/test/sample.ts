import { newId } from '@pharos/core/id';
import { pageStatus } from '@pharos/core/severity';
import type { ComponentView, IncidentView, MaintenanceView, View } from '@pharos/resources/view';

const hour = 3_600_000;
const noon = Date.parse('2026-03-14T11:26:00.000Z');
export const ago = (hours: number) => new Date(noon - hours * hour).toISOString();

export function emptyView(): View {
  return {
    version: 'v1.BwE',
    at: ago(0),
    page: { id: newId(), name: 'Nordlicht', slug: 'nordlicht', timeZone: 'Europe/Berlin' },
    status: pageStatus([]),
    components: [],
    incidents: [],
    maintenances: [],
  };
}

export function component(name: string, status: ComponentView['status'] = 'operational', group: string | null = null): ComponentView {
  const described = name === 'Public API' ? 'REST and GraphQL, api.nordlicht.example' : '';
  return { id: newId(), name, description: described, group, order: name, status, updatedAt: ago(1) };
}

export function withComponents(view: View, components: ComponentView[]): View {
  return { ...view, components, status: pageStatus(components.map(({ status }) => status)) };
}

export function greenView(): View {
  const components = [
    component('Console'),
    component('Public API'),
    ...['Amsterdam', 'Frankfurt', 'Singapore', 'Virginia'].map((name) => component(name, 'operational', 'Regions')),
    component('Webhooks'),
  ];
  const past = incident('Slow searches in the console', { status: 'resolved', startedAt: ago(70), resolvedAt: ago(68.4), impact: 'minor' });
  return { ...withComponents(emptyView(), components), incidents: [past] };
}

export function incident(title: string, more: Partial<IncidentView> = {}): IncidentView {
  return {
    id: newId(),
    title,
    status: 'identified',
    impact: 'major',
    conflict: false,
    startedAt: ago(1.2),
    resolvedAt: null,
    components: [],
    updates: [
      {
        id: newId(),
        status: more.status ?? 'identified',
        body: 'A **storage node in Frankfurt** answers late. We move its volumes to healthy nodes; writes are safe.\n\n- reads: up to 4 s slower\n- writes: not affected\n\nMore on [our engineering page](https://example.com/eng).',
        at: ago(0.4),
        editedAt: null,
      },
      {
        id: newId(),
        status: 'investigating',
        body: 'We are looking into errors reported by customers in Europe.',
        at: ago(1.2),
        editedAt: ago(1.1),
      },
    ],
    ...more,
  };
}

export function maintenance(title: string, more: Partial<MaintenanceView> = {}): MaintenanceView {
  return {
    id: newId(),
    title,
    status: 'scheduled',
    startsAt: ago(-30),
    endsAt: ago(-32),
    components: [],
    updates: [
      { id: newId(), status: 'scheduled', body: 'Expect one short interruption of less than a minute.', at: ago(20), editedAt: null },
    ],
    ...more,
  };
}

export function troubledView(): View {
  const green = greenView();
  const components = green.components.map((each) =>
    each.name === 'Frankfurt'
      ? { ...each, status: 'partial_outage' as const }
      : each.name === 'Public API'
        ? { ...each, status: 'degraded_performance' as const }
        : each,
  );
  const affected = components.filter(({ status }) => status !== 'operational').map(({ id, status }) => ({ id, status }));
  return {
    ...withComponents(green, components),
    incidents: [incident('Elevated error rates in Frankfurt', { components: affected, conflict: true }), ...green.incidents],
    maintenances: [maintenance('Upgrade of the database in Virginia', { components: [components.at(-2)!.id] })],
  };
}
