import { incidentStatuses, type IncidentStatus } from '@pharos/core/severity';
import { pastOf } from '../past-days.ts';
import type { LeftOut, Taken, TakenIncident, TakenMaintenance, TakenSubscriber } from '../taken.ts';
import type { Content, Maintenance, Report, Subscriber, Summary } from './shapes.ts';

export interface Said {
  content: Content;
  reports: Report[];
  maintenances: Maintenance[];
  summaries: Summary[];
}

/** A page of OpenStatus in our words. */
export function takenOf({ content, reports, maintenances, summaries }: Said, now: number): Omit<Taken, 'subscribers'> {
  const { statusPage, components, groups } = content;
  const days = new Map(summaries.map(({ componentId, buckets }) => [componentId, buckets]));
  const own = new Set(components.map(({ id }) => id));
  // Reports are of a whole workspace: those of another page name other components.
  const isOfPage = ({ pageComponentIds: ids }: { pageComponentIds: string[] }) => ids.length === 0 || ids.some((id) => own.has(id));
  return {
    of: statusPage.id,
    page: {
      name: statusPage.title,
      slug: statusPage.slug,
      about: statusPage.description,
      domain: statusPage.customDomain,
      createdAt: statusPage.createdAt,
    },
    groups: groups.map(({ id, name, defaultOpen, createdAt }) => ({ id, name, isOpen: defaultOpen ?? false, createdAt })),
    components: components.map((each) => ({
      id: each.id,
      name: each.name,
      description: each.description,
      groupId: each.groupId || null,
      position: each.groupId ? each.groupOrder : each.order,
      createdAt: each.createdAt,
      past: pastOf(
        (days.get(each.id) ?? []).map(({ day, count, degraded, error }) => ({
          start: Date.parse(day),
          major_outage: count === 0 ? 0 : error / count,
          degraded_performance: count === 0 ? 0 : degraded / count,
        })),
        now,
      ),
    })),
    incidents: reports.filter(isOfPage).map(incidentOf),
    maintenances: maintenances.filter(isOfPage).map((each) => maintenanceOf(each, now)),
    metrics: [],
    left: [],
  };
}

function incidentOf({ id, title, pageComponentIds, updates, createdAt }: Report): TakenIncident {
  const said = updates.flatMap((each) => {
    const at = each.date ?? each.createdAt ?? createdAt;
    return at == null ? [] : [{ id: each.id, status: statusOf(each.status), body: each.message, at }];
  });
  const first = said.map(({ at }) => at).sort((a, b) => Date.parse(a) - Date.parse(b))[0];
  return { id, title, createdAt, startedAt: first, affected: pageComponentIds, updates: said };
}

function statusOf(word: string | null | undefined): IncidentStatus {
  const named = word?.replace(/^STATUS_REPORT_STATUS_/, '').toLowerCase();
  return incidentStatuses.find((each) => each === named) ?? 'investigating';
}

// It has no state there: that follows from the time.
function maintenanceOf(maintenance: Maintenance, now: number): TakenMaintenance {
  const { id, title, message, from, to, pageComponentIds, createdAt, updates } = maintenance;
  const planned: TakenMaintenance = {
    id: `maintenance/${id}`,
    title,
    body: message,
    startsAt: from,
    endsAt: to,
    createdAt,
    components: pageComponentIds,
    status: Date.parse(to) <= now ? 'completed' : Date.parse(from) <= now ? 'in_progress' : 'scheduled',
  };
  if (updates.length === 0) return planned;
  const stands = (at: string) =>
    Date.parse(at) < Date.parse(from)
      ? ('scheduled' as const)
      : Date.parse(at) < Date.parse(to)
        ? ('in_progress' as const)
        : ('completed' as const);
  const said = updates.flatMap((each) => {
    const at = each.date ?? each.createdAt;
    return at == null ? [] : [{ id: each.id, status: stands(at), body: each.message, at }];
  });
  const ended = planned.status === 'completed' && !said.some(({ status }) => status === 'completed');
  return {
    ...planned,
    updates: [
      { id: 'first', status: 'scheduled', body: message, at: createdAt ?? from },
      ...said,
      ...(ended ? [{ id: 'ended', status: 'completed' as const, body: undefined, at: to }] : []),
    ],
  };
}

export function subscriberTaken(subscriber: Subscriber): TakenSubscriber | LeftOut {
  const { id, email, acceptedAt, unsubscribedAt, channelType, webhookUrl, componentIds } = subscriber;
  const isWebhook = channelType === 'webhook';
  const address = isWebhook ? webhookUrl : email;
  if (!address) return { what: `subscriber ${id}`, why: 'they have no address' };
  if (!acceptedAt && !unsubscribedAt && !isWebhook)
    return { what: `subscriber ${id}`, why: 'they never confirmed it there: they sign up anew' };
  return {
    // What sort of chat room it is, its address says.
    channel: isWebhook ? null : 'email',
    address,
    components: componentIds,
    state: unsubscribedAt ? 'ended' : 'active',
    proof: `subscriber ${id} of OpenStatus${acceptedAt ? `, accepted ${acceptedAt}` : ''}`,
  };
}
