import { linesFrom } from '@pharos/core/cut';
import type { ComponentStatus } from '@pharos/core/severity';
import { nameOf, type Ids } from './ids.ts';
import type { Saying } from './page-file.ts';
import type { TakenIncident, TakenMaintenance, TakenUpdate } from './taken.ts';
import { utc } from './times.ts';

interface SaidWith {
  ids: Ids;
  /** When there was something on the page first, for what does not say when it was. */
  first: string;
}

/** What an incident says, in the order in which it was said. Undefined: nothing was ever said of it. */
export function incidentSaid(
  incident: TakenIncident,
  { ids, first, statusNow }: SaidWith & { statusNow: ReadonlyMap<string, ComponentStatus> },
): Saying[] | undefined {
  const { id, title, startedAt, resolvedAt } = incident;
  const impact = incident.impact ?? 'minor';
  const updates = updatesOf(incident, first);
  if (updates.length === 0) return undefined;
  const made = utc(incident.createdAt ?? startedAt ?? updates[0]!.at);
  const isOver = updates.at(-1)!.status === 'resolved';
  const said = updates.map((update, at): Saying => {
    const affected = at === 0 ? affectedBy(incident, { isOver, statusNow }) : [];
    const components = Object.fromEntries(
      [...affected, ...(update.components ?? [])].flatMap((each) => {
        const component = ids.component(each.id);
        return component === undefined ? [] : [[component, each.status] as const];
      }),
    );
    const { status, body } = update;
    const entry = { status, impact, body: linesFrom(body ?? '') || status, at: utc(update.at), seen: {}, components };
    return [`u/${ids.of('update', `${id}/${update.id}`)}`, entry, update.at];
  });
  return [
    ['title', nameOf(title), made],
    ['impact', impact, made],
    ['startedAt', utc(startedAt ?? made), made],
    ['createdAt', made, made],
    ...((incident.postmortem ?? '').trim() === '' ? [] : [['postmortem', true, made] satisfies Saying]),
    ...said,
    ...(resolvedAt && isOver ? [['resolvedAt', utc(resolvedAt), later(resolvedAt, updates.at(-1)!.at)] satisfies Saying] : []),
  ];
}

/** Oldest first. What only its own words tell of is an update, too, and so is its end. */
function updatesOf({ updates, body, createdAt, startedAt, resolvedAt }: TakenIncident, first: string): TakenUpdate[] {
  const all = oldestFirst(updates ?? []);
  if (all.length === 0 && (body ?? '').trim() !== '')
    all.push({ id: 'first', status: 'investigating', body, at: utc(startedAt ?? createdAt ?? first) });
  const last = all.at(-1);
  if (last && resolvedAt && last.status !== 'resolved')
    all.push({ id: 'last', status: 'resolved', body: undefined, at: later(resolvedAt, last.at) });
  return all;
}

/**
 * Of some programs it is only known that something was affected. That is told, and counts nothing in the uptime, which nobody knows; of
 * one that goes on, the component itself says how bad it is.
 */
function affectedBy(
  { affected, updates }: TakenIncident,
  { isOver, statusNow }: { isOver: boolean; statusNow: ReadonlyMap<string, ComponentStatus> },
): { id: string; status: ComponentStatus }[] {
  const known = new Set((updates ?? []).flatMap(({ components }) => (components ?? []).map(({ id }) => id)));
  return (affected ?? [])
    .filter((id) => !known.has(id))
    .map((id) => {
      const now = statusNow.get(id) ?? 'operational';
      return { id, status: isOver || now === 'operational' ? 'degraded_performance' : now };
    });
}

export function maintenanceSaid(maintenance: TakenMaintenance, { ids, first }: SaidWith): Saying[] {
  const { id, title, startsAt, endsAt, createdAt, components } = maintenance;
  const made = utc(createdAt ?? earlier(startsAt, first));
  const updates = stepsOf(maintenance, made).map(({ id: update, status, body, at }): Saying => {
    return [`u/${ids.of('update', `${id}/${update}`)}`, { status, body: linesFrom(body ?? '') || status, at: utc(at) }, at];
  });
  return [
    ['title', nameOf(title), made],
    ['startsAt', utc(startsAt), made],
    ['endsAt', later(endsAt ?? startsAt, startsAt), made],
    ['components', [...new Set((components ?? []).flatMap((each) => ids.component(each) ?? []))], made],
    ['createdAt', made, made],
    ...updates,
  ];
}

/** Oldest first. One without updates has those that its times and its state tell of. */
function stepsOf({ updates, body, title, startsAt, endsAt, status }: TakenMaintenance, made: string) {
  if (updates != null && updates.length > 0) return oldestFirst(updates);
  const from = later(startsAt, made);
  const isBegun = status != null && status !== 'scheduled';
  return [
    { id: 'scheduled', status: 'scheduled' as const, body: (body ?? '').trim() || title, at: made },
    ...(isBegun ? [{ id: 'begun', status: status === 'verifying' ? status : ('in_progress' as const), body: undefined, at: from }] : []),
    ...(status === 'completed' ? [{ id: 'ended', status, body: undefined, at: later(endsAt ?? startsAt, from) }] : []),
  ];
}

function oldestFirst<T extends { at: string }>(updates: readonly T[]): T[] {
  return [...updates].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function later(one: string, other: string): string {
  return utc(Date.parse(one) > Date.parse(other) ? one : other);
}

function earlier(one: string, other: string): string {
  return utc(Date.parse(one) < Date.parse(other) ? one : other);
}
