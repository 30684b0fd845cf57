import { maintenanceStatuses, type IncidentStatus, type MaintenanceStatus } from '@pharos/core/severity';
import type { IncidentView, MaintenanceView } from '@pharos/resources/view';
import { z } from 'zod';
import type { Call } from './call.ts';
import type { Stage } from './stage.ts';
import { Flag, maybe, Moment, Text, TextByCode, Texts } from './values.ts';

/** What is said of an incident or a maintenance, when it is made and when it is changed. Judged by our own verbs. */
export const Said = z.object({
  name: maybe(Text),
  status: maybe(Text),
  impact_override: maybe(Text),
  body: maybe(Text),
  // Their status by code; a list of codes is meant as one of `component_ids`.
  components: z.preprocess(
    (value) => (value === '' || value === null ? undefined : value),
    z.union([TextByCode, z.array(Text)]).optional(),
  ),
  component_ids: Texts,
  deliver_notifications: maybe(Flag),
  scheduled_for: maybe(Moment),
  scheduled_until: maybe(Moment),
  scheduled_remind_prior: maybe(Flag),
  scheduled_auto_in_progress: maybe(Flag),
  scheduled_auto_completed: maybe(Flag),
  backfilled: maybe(Flag),
  backfill_date: maybe(Moment),
});
export type Said = z.infer<typeof Said>;

// What stands there as the words of an update that has none. Ours have some.
const words: Record<IncidentStatus | MaintenanceStatus, string> = {
  investigating: 'We are investigating.',
  identified: 'The cause has been identified.',
  monitoring: 'We are monitoring the result.',
  resolved: 'This incident has been resolved.',
  scheduled: 'This maintenance is scheduled.',
  in_progress: 'This maintenance is in progress.',
  verifying: 'We are verifying the result.',
  completed: 'This maintenance is completed.',
};
const wordsOf = (status: string) => (Object.hasOwn(words, status) ? words[status as keyof typeof words] : status);

// An hour, as there.
const remindMinutes = 60;

/** Makes it, and says where it stands. */
export async function makeIncident(call: Call, stage: Stage, said: Said): Promise<{ path: string }> {
  return isPlanned(said) ? planMaintenance(call, stage, said) : openIncident(call, stage, said);
}

function isPlanned({ scheduled_for: from, scheduled_until: until, status }: Said): boolean {
  return from !== undefined || until !== undefined || (maintenanceStatuses as readonly (string | undefined)[]).includes(status);
}

async function openIncident(call: Call, stage: Stage, said: Said): Promise<{ path: string }> {
  const { name, backfilled = false, backfill_date: at, status = backfilled ? 'resolved' : 'investigating' } = said;
  const times = backfilled ? { startedAt: at, ...(status === 'resolved' ? { resolvedAt: at } : {}) } : {};
  const { id } = await call.ask<{ id: string }>('POST', '/incidents', {
    title: name,
    status,
    body: said.body ?? wordsOf(status),
    impact: impactOf(said) ?? 'computed',
    // One that is told of afterwards moves nothing.
    components: backfilled ? [] : (affected(stage, said) ?? []),
    notify: backfilled ? false : said.deliver_notifications,
    ...times,
  });
  return { path: `/incidents/${id}` };
}

async function planMaintenance(call: Call, stage: Stage, said: Said): Promise<{ path: string }> {
  const { name, status = 'scheduled', deliver_notifications: notify } = said;
  const body = said.body ?? wordsOf('scheduled');
  const { id } = await call.ask<{ id: string }>('POST', '/maintenances', {
    title: name,
    body,
    startsAt: said.scheduled_for,
    endsAt: said.scheduled_until,
    components: affected(stage, said)?.map((each) => each.id) ?? [],
    automatic: isAutomatic(said) ?? false,
    remindMinutes: said.scheduled_remind_prior === true ? remindMinutes : undefined,
    notify,
  });
  const path = `/maintenances/${id}`;
  // One that has begun is planned first: whoever was told of it is not told twice.
  if (status !== 'scheduled') await call.ask('POST', `${path}/updates`, { status, body: wordsOf(status), notify: false });
  return { path };
}

export async function changeIncident(call: Call, stage: Stage, path: string, item: IncidentView, said: Said): Promise<void> {
  const { name, status = item.status, body, deliver_notifications: notify } = said;
  const impact = impactOf(said);
  const components = affected(stage, said)?.filter(({ id, status: now }) => item.components.find((each) => each.id === id)?.status !== now);
  const isPosting = status !== item.status || body !== undefined || (components !== undefined && components.length > 0);
  const isOther = (name !== undefined && name !== item.title) || (impact !== undefined && impact !== item.impact && !isPosting);
  if (isOther) await call.ask('PATCH', path, { title: name, ...(isPosting ? {} : { impact }) });
  if (!isPosting) return;
  await call.ask('POST', `${path}/updates`, { status, body: body ?? wordsOf(status), impact, components, notify });
}

export async function changeMaintenance(call: Call, stage: Stage, path: string, item: MaintenanceView, said: Said): Promise<void> {
  const { name, status = item.status, body, deliver_notifications: notify } = said;
  const components = affected(stage, said)?.map((each) => each.id);
  const edit = {
    title: name,
    startsAt: said.scheduled_for,
    endsAt: said.scheduled_until,
    components,
    automatic: isAutomatic(said),
    remindMinutes: said.scheduled_remind_prior === undefined ? undefined : said.scheduled_remind_prior ? remindMinutes : null,
  };
  if (Object.values(edit).some((value) => value !== undefined)) await call.ask('PATCH', path, edit);
  if (status === item.status && body === undefined) return;
  await call.ask('POST', `${path}/updates`, { status, body: body ?? wordsOf(status), notify });
}

// What is planned is no incident here, and has no impact.
function impactOf({ impact_override: impact }: Said): string | undefined {
  return impact === 'maintenance' ? 'none' : impact;
}

// There its beginning and its end are two switches; here they are one.
function isAutomatic({ scheduled_auto_in_progress: begins, scheduled_auto_completed: ends }: Said): boolean | undefined {
  return begins === undefined && ends === undefined ? undefined : begins === true || ends === true;
}

/** Those it names, by our ids: with the status that is said of them, or that they have. Undefined: it says nothing of components. */
function affected(stage: Stage, { components, component_ids: ids }: Said): { id: string; status: string }[] | undefined {
  if (components === undefined && ids === undefined) return undefined;
  const named = new Map<string, string>();
  for (const code of [...(ids ?? []), ...(Array.isArray(components) ? components : [])]) {
    const { id, status } = stage.component(code);
    named.set(id, status);
  }
  if (components && !Array.isArray(components)) {
    for (const [code, status] of Object.entries(components)) named.set(stage.component(code).id, status);
  }
  return [...named].map(([id, status]) => ({ id, status }));
}
