import { componentStatuses, impacts, incidentStatuses, maintenanceStatuses } from '@pharos/core/severity';
import type { LeftOut, Taken, TakenIncident, TakenMaintenance, TakenSubscriber } from '../taken.ts';
import type { Component, Incident, Page, Subscriber, Update } from './shapes.ts';

/** A page of Statuspage in our words. Groups are components there. */
export function takenOf({
  page,
  components,
  incidents,
}: {
  page: Page;
  components: Component[];
  incidents: Incident[];
}): Omit<Taken, 'subscribers'> {
  const { name, subdomain, time_zone, page_description, domain, created_at } = page;
  return {
    of: page.id,
    page: { name, slug: subdomain, timeZone: time_zone, about: page_description, domain, createdAt: created_at },
    groups: components.filter(({ group }) => group).map((each) => ({ ...each, createdAt: each.created_at })),
    components: components
      .filter(({ group }) => !group)
      .map((each) => {
        const { id, description, status, position, showcase, start_date } = each;
        return {
          id,
          name: each.name,
          description,
          status,
          position,
          showcase,
          groupId: each.group_id,
          onlyShowIfDegraded: each.only_show_if_degraded,
          startDate: start_date && /^\d{4}-\d\d-\d\d$/.test(start_date) ? start_date : null,
          createdAt: each.created_at,
          updatedAt: each.updated_at,
        };
      }),
    incidents: incidents.filter(({ scheduled_for }) => scheduled_for == null).map(incidentOf),
    maintenances: incidents.flatMap((each) => (each.scheduled_for == null ? [] : [maintenanceOf(each, each.scheduled_for)])),
    metrics: [],
    left: [],
  };
}

function incidentOf(incident: Incident): TakenIncident {
  return {
    id: incident.id,
    title: incident.name,
    impact: impacts.find((each) => each === incident.impact),
    createdAt: incident.created_at,
    startedAt: incident.started_at,
    resolvedAt: incident.resolved_at,
    postmortem: incident.postmortem_body,
    updates: oldestFirst(incident.incident_updates).map((update) => ({
      id: update.id,
      // A post-mortem is an update there, after the end.
      status: incidentStatuses.find((each) => each === update.status) ?? 'resolved',
      body: update.body,
      at: atOf(update),
      components: (update.affected_components ?? []).flatMap(({ code, new_status }) => {
        const status = componentStatuses.find((each) => each === new_status);
        return status === undefined ? [] : [{ id: code, status }];
      }),
    })),
  };
}

function maintenanceOf(planned: Incident, startsAt: string): TakenMaintenance {
  return {
    id: planned.id,
    title: planned.name,
    startsAt,
    endsAt: planned.scheduled_until,
    createdAt: planned.created_at,
    status: maintenanceStatuses.find((each) => each === planned.status),
    components: (planned.components ?? []).map(({ id }) => id),
    updates: oldestFirst(planned.incident_updates).map((update) => ({
      id: update.id,
      status: maintenanceStatuses.find((each) => each === update.status) ?? 'completed',
      body: update.body,
      at: atOf(update),
    })),
  };
}

// They come newest first.
function oldestFirst(updates: readonly Update[]): Update[] {
  return [...updates].reverse();
}

function atOf({ display_at, created_at }: Update): string {
  return display_at ?? created_at;
}

export function subscriberTaken(subscriber: Subscriber, parts: ReadonlySet<string>): TakenSubscriber | LeftOut {
  const { id, mode, components, created_at } = subscriber;
  const [channel, address] = addressOf(subscriber) ?? [];
  if (channel === undefined) return { what: `a subscriber by ${mode} (${id})`, why: 'they sign up anew' };
  const proof = `subscriber ${id} of Statuspage${created_at ? `, since ${created_at}` : ''}`;
  const named = (components ?? []).filter((code) => parts.has(code));
  // What receives it was written for what Statuspage sends.
  return { channel, address: address!, components: named, ...(channel === 'webhook' && { shape: 'statuspage' }), state: 'active', proof };
}

function addressOf(subscriber: Subscriber): [channel: 'email' | 'sms' | 'webhook', address: string] | undefined {
  const { mode, email, endpoint, phone_number, phone_country, display_phone_number } = subscriber;
  if (mode === 'email' && email) return ['email', email];
  if (mode === 'webhook' && endpoint) return ['webhook', endpoint];
  if (mode !== 'sms') return undefined;
  const whole = [phone_number, display_phone_number]
    .map((each) => (each ?? '').replaceAll(/[\s().-]/g, ''))
    .find((each) => /^\+\d{6,15}$/.test(each));
  if (whole !== undefined) return ['sms', whole];
  // Of other countries only the letters are known, and not what their numbers begin with.
  const isNorthAmerican = ['US', 'CA'].includes(phone_country?.toUpperCase() ?? '');
  const digits = (phone_number ?? '').replaceAll(/\D/g, '');
  return isNorthAmerican && digits.length === 10 ? ['sms', `+1${digits}`] : undefined;
}
