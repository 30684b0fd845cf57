import type { IncidentView, MaintenanceView } from '../view.ts';
import { incidentOf, maintenanceOf, type Known, type Place } from './parts.ts';
import type { Component } from './shapes.ts';

/*
 * As Statuspage's management API has things, and its webhooks: with more fields than its public documents, and in another order.
 */

export type Item = IncidentView | MaintenanceView;

export function isMaintenance(item: Item): item is MaintenanceView {
  return 'startsAt' in item;
}

/** An incident or a maintenance: there both are incidents. */
export function managedIncident(place: Place, known: Known, item: Item) {
  const told = isMaintenance(item) ? maintenanceOf(place, known, item) : incidentOf(place, known, item);
  const planned = isMaintenance(item) ? item : undefined;
  const postmortem = isMaintenance(item) ? undefined : item.postmortem;
  const { id, created_at, updated_at, impact, name, page_id, shortlink, started_at, status, monitoring_at, resolved_at } = told;
  const isAutomatic = planned?.automatic === true;
  return {
    id,
    components: told.components.map(managedComponent),
    created_at,
    impact,
    impact_override: null,
    incident_updates: told.incident_updates.map((update) => ({
      ...update,
      twitter_updated_at: null,
      wants_twitter_update: false,
    })),
    metadata: {},
    monitoring_at,
    name,
    page_id,
    postmortem_body: postmortem ?? null,
    postmortem_body_last_updated_at: postmortem === undefined ? null : updated_at,
    postmortem_ignored: false,
    postmortem_notified_subscribers: false,
    postmortem_notified_twitter: false,
    postmortem_published_at: postmortem === undefined ? null : (resolved_at ?? updated_at),
    resolved_at,
    scheduled_auto_completed: isAutomatic,
    scheduled_auto_in_progress: isAutomatic,
    scheduled_for: 'scheduled_for' in told ? told.scheduled_for : null,
    auto_transition_deliver_notifications_at_end: isAutomatic,
    auto_transition_deliver_notifications_at_start: isAutomatic,
    auto_transition_to_maintenance_state: isAutomatic,
    auto_transition_to_operational_state: isAutomatic,
    scheduled_remind_prior: false,
    scheduled_reminded_at: null,
    scheduled_until: 'scheduled_until' in told ? told.scheduled_until : null,
    shortlink,
    started_at,
    status,
    updated_at,
    reminder_intervals: null,
  };
}

/** Without what stands in it, of a group. */
export function managedComponent({ components: _members, ...component }: Component & { components?: string[] }) {
  const { id, page_id, group_id, created_at, updated_at, group, name, description, position, status, showcase, ...rest } = component;
  return {
    id,
    page_id,
    group_id,
    created_at,
    updated_at,
    group,
    name,
    description,
    position,
    status,
    showcase,
    only_show_if_degraded: rest.only_show_if_degraded,
    automation_email: null,
    start_date: rest.start_date,
  };
}
