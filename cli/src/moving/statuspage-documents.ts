import { lineFrom, linesFrom } from '@pharos/core/cut';
import { idFrom } from '@pharos/core/id';
import { limits } from '@pharos/core/limits';
import { componentStatuses, impacts, incidentStatuses, maintenanceStatuses, type ComponentStatus } from '@pharos/core/severity';
import { isTimeZone } from '@pharos/core/time-zone';
import type { MovedDocument, Saying } from './page-file.ts';
import type { Component, Incident, Subscriber, Taken, Update } from './statuspage-shapes.ts';

export interface Moved {
  documents: MovedDocument[];
  /** As `subscription-imports` takes it. */
  subscribers: string[][];
  /** What cannot be taken along, each in a sentence. */
  left: string[];
}

/**
 * A page of Statuspage as documents of this one. Ids follow from theirs, so that the same page, taken once more, adds what is new and makes
 * nothing twice.
 */
export function documentsOf({ page, components, incidents, subscribers }: Taken, { id: own, slug }: { id: string; slug: string }): Moved {
  const left: string[] = [];
  const idOf = (kind: string, id: string) => idFrom('statuspage', page.id, kind, id);
  const first = page.created_at ?? [...components, ...incidents].map(({ created_at }) => created_at).sort()[0] ?? epoch;
  const zone = zoneOf(page.time_zone);
  if (zone === undefined) left.push(`the time zone ${page.time_zone}: it is called something else here; UTC is taken`);
  if (page.domain) left.push(`the domain ${page.domain}: it is proved anew, in the settings of the page`);
  const groups = components.filter(({ group }) => group);
  const parts = components.filter(({ group }) => !group);
  const groupIds = new Set(groups.map(({ id }) => id));
  const partIds = new Set(parts.map(({ id }) => id));

  const made: MovedDocument[] = [
    {
      kind: 'page',
      id: own,
      said: [
        ['name', nameOf(page.name), first],
        ['slug', slug, first],
        ['timeZone', zone ?? 'UTC', first],
        ['createdAt', utc(first), first],
        ...(page.page_description ? [['about', linesFrom(page.page_description, limits.aboutMax), first] satisfies Saying] : []),
      ],
    },
    ...groups.map((group): MovedDocument => ({ kind: 'group', id: idOf('component', group.id), said: groupSaid(group) })),
    ...parts.map((part): MovedDocument => {
      const group = part.group_id && groupIds.has(part.group_id) ? idOf('component', part.group_id) : null;
      return { kind: 'component', id: idOf('component', part.id), said: componentSaid(part, group) };
    }),
  ];
  for (const each of incidents) {
    if (each.incident_updates.length === 0) {
      left.push(`“${nameOf(each.name)}” (${each.id}): it has no update`);
      continue;
    }
    if (each.postmortem_body) left.push(`the post-mortem of “${nameOf(each.name)}” (${each.id}): write it in the console`);
    const of = (update: Update) => idOf('update', update.id);
    const idsOf = (codes: readonly string[]) => codes.filter((code) => partIds.has(code)).map((code) => idOf('component', code));
    const isPlanned = each.scheduled_for != null;
    const said = isPlanned ? maintenanceSaid(each, of, idsOf) : incidentSaid(each, of, idsOf);
    made.push({ kind: isPlanned ? 'maintenance' : 'incident', id: idOf('incident', each.id), said });
  }
  const rows = subscribers.flatMap((each): string[][] => {
    const address = addressOf(each);
    if (address !== undefined)
      return [
        [
          ...address,
          (each.components ?? [])
            .filter((code) => partIds.has(code))
            .map((code) => idOf('component', code))
            .join(' '),
        ],
      ];
    left.push(`a subscriber by ${each.mode} (${each.id}): they sign up anew`);
    return [];
  });
  return { documents: made, subscribers: rows, left };
}

const epoch = '2010-01-01T00:00:00.000Z';

function groupSaid({ name, description, position, created_at: at }: Component): Saying[] {
  return [
    ['name', nameOf(name), at],
    ['description', linesFrom(description ?? '', limits.descriptionMax), at],
    ['parent', null, at],
    ['order', orderOf(position), at],
    ['isOpen', true, at],
    ['createdAt', utc(at), at],
  ];
}

function componentSaid(part: Component, group: string | null): Saying[] {
  const { name, description, position, status, created_at: at, updated_at, start_date } = part;
  return [
    ['name', nameOf(name), at],
    ['description', linesFrom(description ?? '', limits.descriptionMax), at],
    ['group', null, at],
    ['groupId', group, at],
    ['order', orderOf(position), at],
    ['showcase', part.showcase ?? true, at],
    ['onlyShowIfDegraded', part.only_show_if_degraded ?? false, at],
    ...(start_date && /^\d{4}-\d\d-\d\d$/.test(start_date) ? [['startDate', start_date, at] satisfies Saying] : []),
    ['createdAt', utc(at), at],
    ['status', status, updated_at ?? at],
  ];
}

type IdOf = (update: Update) => string;
type IdsOf = (codes: readonly string[]) => string[];

function incidentSaid(incident: Incident, idOf: IdOf, idsOf: IdsOf): Saying[] {
  const { name, created_at: at, started_at, resolved_at } = incident;
  const impact = impacts.find((each) => each === incident.impact) ?? 'minor';
  const updates = oldestFirst(incident.incident_updates).map((update): Saying => {
    const when = update.display_at ?? update.created_at;
    // A post-mortem is an update there, after the end.
    const status = incidentStatuses.find((each) => each === update.status) ?? 'resolved';
    const body = linesFrom(update.body ?? '') || status;
    const entry = { status, impact, body, at: utc(when), seen: {}, components: statesIn(update, idsOf) };
    return [`u/${idOf(update)}`, entry, when];
  });
  return [
    ['title', nameOf(name), at],
    ['impact', impact, at],
    ['startedAt', utc(started_at ?? at), at],
    ['createdAt', utc(at), at],
    ...updates,
    ...(resolved_at ? [['resolvedAt', utc(resolved_at), resolved_at] satisfies Saying] : []),
  ];
}

function maintenanceSaid(planned: Incident, idOf: IdOf, idsOf: IdsOf): Saying[] {
  const { name, created_at: at, scheduled_for: from, scheduled_until: until } = planned;
  const updates = oldestFirst(planned.incident_updates).map((update): Saying => {
    const when = update.display_at ?? update.created_at;
    const status = maintenanceStatuses.find((each) => each === update.status) ?? 'completed';
    return [`u/${idOf(update)}`, { status, body: linesFrom(update.body ?? '') || status, at: utc(when) }, when];
  });
  return [
    ['title', nameOf(name), at],
    ['startsAt', utc(from!), at],
    ['endsAt', utc(until ?? from!), at],
    ['components', idsOf((planned.components ?? []).map(({ id }) => id)), at],
    ['createdAt', utc(at), at],
    ...updates,
  ];
}

function statesIn({ affected_components: affected }: Update, idsOf: IdsOf): Record<string, ComponentStatus> {
  return Object.fromEntries(
    (affected ?? []).flatMap(({ code, new_status }) => {
      const status = componentStatuses.find((each) => each === new_status);
      return status === undefined ? [] : idsOf([code]).map((id) => [id, status] as const);
    }),
  );
}

function oldestFirst(updates: readonly Update[]): Update[] {
  const at = (update: Update) => Date.parse(update.display_at ?? update.created_at);
  return [...updates].reverse().sort((a, b) => at(a) - at(b));
}

function addressOf({
  mode,
  email,
  endpoint,
  phone_number,
  phone_country,
  display_phone_number,
}: Subscriber): [channel: string, address: string] | undefined {
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

// Places among others, as a text that sorts as they do.
function orderOf(position: number | null | undefined): string {
  return `V${String(Math.min(999_999, Math.max(0, Math.trunc(position ?? 0)))).padStart(6, '0')}V`;
}

// What was called so before it had a city.
const oldZones: Record<string, string> = {
  'Etc/UTC': 'UTC',
  'Pacific Time (US & Canada)': 'America/Los_Angeles',
  'Mountain Time (US & Canada)': 'America/Denver',
  'Central Time (US & Canada)': 'America/Chicago',
  'Eastern Time (US & Canada)': 'America/New_York',
};

function zoneOf(zone: string | null | undefined): string | undefined {
  if (!zone) return 'UTC';
  const named = oldZones[zone] ?? zone;
  if (isTimeZone(named)) return named;
  // `Berlin` of a list of cities.
  const city = named.replaceAll(' ', '_');
  return Intl.supportedValuesOf('timeZone').find((each) => each.endsWith(`/${city}`));
}

function utc(moment: string): string {
  return new Date(Date.parse(moment)).toISOString();
}

function nameOf(text: string): string {
  return lineFrom(text) || 'Without a name';
}
