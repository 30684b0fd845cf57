import { incidentOf, maintenanceOf } from '@pharos/resources/statuspage/parts';
import type { IncidentView, MaintenanceView } from '@pharos/resources/view';
import type { Call } from './call.ts';
import { componentBody, placeOf, type Stage } from './stage.ts';

export type Item = IncidentView | MaintenanceView;

export function isMaintenance(item: Item): item is MaintenanceView {
  return 'startsAt' in item;
}

/** An incident or a maintenance as the management API has it: there both are incidents. */
export function incidentBody(call: Call, { known }: Stage, item: Item) {
  const told = isMaintenance(item) ? maintenanceOf(placeOf(call), known, item) : incidentOf(placeOf(call), known, item);
  const planned = isMaintenance(item) ? item : undefined;
  const postmortem = isMaintenance(item) ? undefined : item.postmortem;
  const { id, created_at, updated_at, impact, name, page_id, shortlink, started_at, status, monitoring_at, resolved_at } = told;
  const isAutomatic = planned?.automatic === true;
  return {
    id,
    components: told.components.map(componentBody),
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
