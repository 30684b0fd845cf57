import type { Fact } from '../fact.ts';
import { Id } from '@pharos/core/id';
import { limits } from '@pharos/core/limits';
import { Problem } from '@pharos/core/problem';
import { MaintenanceStatus } from '@pharos/core/severity';
import { Body, Name } from '@pharos/core/texts';
import { Time } from '@pharos/core/value';
import { z } from 'zod';
import { requireComponent } from '../component/require.ts';
import { defineVerb } from '../define-resource.ts';
import type { Json } from '../fold.ts';
import { docRef, type DocRef } from '../kind.ts';
import { inLanguages, textsIn, unlessEmpty } from '../languages.ts';
import { alreadyDone, differing, notFound, requirePage, type Plan, type PlanInput } from '../plan.ts';
import { readPageDoc } from '../page/fields.ts';
import { readMaintenanceDoc, type MaintenanceDoc } from './fields.ts';
import { nextOf, Recurrence } from './recurrence.ts';

const named = { page: Id, maintenance: Id };

export const about = ({ maintenance, page }: { maintenance: string; page: string }) => docRef('maintenance', maintenance, page);

const RemindMinutes = z
  .number()
  .int()
  .min(1)
  .max(limits.remindMinutesMax)
  .describe('So many minutes before it starts its subscribers are told once more; nothing said: they are not');

const BodyTexts = inLanguages({ body: Body }).optional().describe('The body in other languages: `{ "de": { "body": "..." } }`');

export const scheduleMaintenance = defineVerb({
  schema: z.object({
    type: z.literal('schedule-maintenance'),
    ...named,
    update: Id,
    title: Name,
    body: Body,
    startsAt: Time.describe('ISO 8601 with offset'),
    endsAt: Time,
    components: z.array(Id).max(limits.componentsPerChangeMax).default([]),
    automatic: z
      .boolean()
      .default(true)
      .describe('It starts and ends by itself at these times, and its subscribers are told; else when somebody says so'),
    startBody: Body.optional().describe('What is posted when it starts by itself'),
    endBody: Body.optional().describe('What is posted when it ends by itself'),
    texts: inLanguages({ title: Name.optional(), body: Body.optional() })
      .optional()
      .describe('Title and body in other languages: `{ "de": { "title": "...", "body": "..." } }`'),
    remindMinutes: RemindMinutes.optional(),
    recurrence: Recurrence.optional(),
    notify: z.boolean().default(true),
  }),
  door: {
    method: 'post',
    path: '/v1/pages/{page}/maintenances',
    needs: 'write',
    makes: ['maintenance', 'update'],
    done: 'Scheduled',
    explained:
      'Announces it to subscribers, unless `notify` is false. It starts and ends by itself at its times, and its components with it, unless `automatic` is false.',
  },
  about,
  makes: true,
  locks: pageOf,
  components: ({ components }) => components,
  plan: (asked, input) => {
    requirePage(input);
    if (readMaintenanceDoc(input.fold(about(asked)))) return alreadyDone;
    requireOrder(asked);
    requireComponents(input, asked);
    const { title, startsAt, endsAt, components, body, automatic, startBody, endBody, texts, recurrence, remindMinutes } = asked;
    const entry = { status: 'scheduled' as const, body, at: input.now, ...unlessEmpty('texts', textsIn(texts, 'body')) };
    const bodies = { ...(startBody === undefined ? {} : { startBody }), ...(endBody === undefined ? {} : { endBody }) };
    const said = { title, startsAt, endsAt, components, automatic, ...bodies, ...unlessEmpty('texts', textsIn(texts, 'title')) };
    const more = { ...repeatsOf(asked, recurrence, asked, input), ...remindOf(remindMinutes, startsAt, input.now) };
    const fields = { ...said, ...more, createdAt: input.now, [`u/${asked.update}`]: entry };
    return announce(asked, { title, status: 'scheduled', opened: true }, fields, components);
  },
});

export const postMaintenanceUpdate = defineVerb({
  schema: z.object({
    type: z.literal('post-maintenance-update'),
    ...named,
    update: Id,
    status: MaintenanceStatus,
    body: Body,
    texts: BodyTexts,
    notify: z.boolean().default(true),
  }),
  door: {
    method: 'post',
    path: '/v1/pages/{page}/maintenances/{maintenance}/updates',
    needs: 'write',
    makes: ['update'],
    done: 'Posted',
    explained: 'Says that it has begun, is being verified or is over. Subscribers are told, unless `notify` is false.',
  },
  about,
  plan: (asked, input) => {
    const before = requireThere(asked, input);
    if (before.updates.some(({ id }) => id === asked.update)) return alreadyDone;
    const { status, body, texts } = asked;
    const entry = { status, body, at: input.now, ...unlessEmpty('texts', textsIn(texts, 'body')) };
    return announce(asked, { title: before.title, status, opened: false }, { [`u/${asked.update}`]: entry }, before.components);
  },
});

/** In silence: whoever is to be told of it is told by an update, or by `reschedule`. */
export const editMaintenance = defineVerb({
  schema: z.object({
    type: z.literal('edit-maintenance'),
    ...named,
    title: Name.optional(),
    startsAt: Time.optional(),
    endsAt: Time.optional(),
    components: z.array(Id).max(limits.componentsPerChangeMax).optional(),
    automatic: z.boolean().optional(),
    startBody: Body.nullable().optional(),
    endBody: Body.nullable().optional(),
    texts: inLanguages({ title: Name }).optional().describe('The title in other languages, all of them'),
    remindMinutes: RemindMinutes.nullable().optional(),
    recurrence: Recurrence.nullable().optional().describe('From this one on; null: it does not come again'),
  }),
  door: {
    method: 'patch',
    path: '/v1/pages/{page}/maintenances/{maintenance}',
    needs: 'write',
    done: 'Changed',
    explained: 'In silence: subscribers are not told. To move it with a word to them, reschedule it.',
  },
  about,
  locks: pageOf,
  components: ({ components = [] }) => components,
  plan: (asked, input) => {
    const before = requireThere(asked, input);
    const { type: _type, page: _page, maintenance: _maintenance, recurrence, remindMinutes, ...said } = asked;
    const startsAt = asked.startsAt ?? before.startsAt;
    const isOther = recurrence !== undefined && recurrence !== (before.repeats?.rule ?? null);
    const times = { startsAt, endsAt: asked.endsAt ?? before.endsAt };
    const again = isOther ? { repeats: null, repeated: false, ...repeatsOf(times, recurrence ?? undefined, asked, input) } : {};
    const remind = remindMinutes === undefined ? before.remindMinutes : remindMinutes;
    const reminder =
      remindMinutes === undefined && asked.startsAt === undefined
        ? {}
        : { remindMinutes: null, ...remindOf(remind ?? undefined, startsAt, input.now) };
    const fields = differing(before, { ...said, ...again, ...reminder });
    if (Object.keys(fields).length === 0) return alreadyDone;
    requireOrder({ startsAt: asked.startsAt ?? before.startsAt, endsAt: asked.endsAt ?? before.endsAt });
    requireComponents(input, asked);
    // One that every version knows: what changed of it is seen on the page, and nobody is interrupted for it.
    return { writes: [{ ref: about(asked), fields }], facts: [{ type: 'page-changed' }], notify: null };
  },
});

/** Other times, and a word about it to whoever was told the old ones: before it starts, or to make it longer. */
export const rescheduleMaintenance = defineVerb({
  schema: z.object({
    type: z.literal('reschedule-maintenance'),
    ...named,
    update: Id,
    startsAt: Time.optional().describe('As it was, where nothing is said'),
    endsAt: Time,
    body: Body,
    texts: BodyTexts,
    notify: z.boolean().default(true),
  }),
  door: {
    method: 'post',
    path: '/v1/pages/{page}/maintenances/{maintenance}/reschedule',
    needs: 'write',
    makes: ['update'],
    done: 'Moved, and posted',
    explained: 'Other times, or a longer one while it runs, with a word to those who were told the old times.',
  },
  about,
  plan: (asked, input) => {
    const before = requireThere(asked, input);
    if (before.updates.some(({ id }) => id === asked.update)) return alreadyDone;
    if (before.status === 'completed') throw new Problem('conflict', 'the maintenance is over: schedule another one');
    const { endsAt, startsAt = before.startsAt, body, texts } = asked;
    requireOrder({ startsAt, endsAt });
    // One that runs is scheduled again when it is put off to a later time.
    const status = startsAt > input.now ? 'scheduled' : before.status;
    const entry = { status, body, at: input.now, ...unlessEmpty('texts', textsIn(texts, 'body')) };
    const reminder = remindOf(before.remindMinutes ?? undefined, startsAt, input.now);
    const fields = { startsAt, endsAt, ...reminder, [`u/${asked.update}`]: entry };
    return announce(asked, { title: before.title, status, opened: false }, fields, before.components);
  },
});

export const removeMaintenance = defineVerb({
  schema: z.object({ type: z.literal('remove-maintenance'), ...named }),
  door: {
    method: 'delete',
    path: '/v1/pages/{page}/maintenances/{maintenance}',
    needs: 'write',
    done: 'Off the page',
    explained: 'For one that was called off; to tell subscribers, post an update first. It can be restored.',
  },
  about,
  plan: (asked, input) => planDeleted(asked, input, true),
});

export const restoreMaintenance = defineVerb({
  schema: z.object({ type: z.literal('restore-maintenance'), ...named }),
  door: {
    method: 'post',
    path: '/v1/pages/{page}/maintenances/{maintenance}/restore',
    needs: 'write',
    done: 'On the page again',
    explained: 'A maintenance that was removed. What it should have begun or ended by itself meanwhile it does now.',
  },
  about,
  plan: (asked, input) => planDeleted(asked, input, false),
});

function planDeleted(asked: { page: string; maintenance: string }, input: PlanInput, deleted: boolean): Plan {
  const ref = about(asked);
  const before = readMaintenanceDoc(input.fold(ref));
  if (!before) throw notFound('maintenance');
  if (before.deleted === deleted) return alreadyDone;
  const fact: Fact = deleted ? { type: 'maintenance-removed', maintenance: asked.maintenance } : { type: 'page-changed' };
  return { writes: [{ ref, fields: { deleted } }], facts: [fact], notify: null };
}

// Its time zone says when it comes again.
function pageOf({ page, recurrence }: { page: string; recurrence?: string | null | undefined }): DocRef[] {
  return recurrence ? [docRef('page', page, page)] : [];
}

// Whoever plans it within that time has told his subscribers just now.
function remindOf(minutes: number | undefined, startsAt: string, now: string): Record<string, Json> {
  if (minutes === undefined) return {};
  const isOver = Date.parse(startsAt) - minutes * 60_000 <= Date.parse(now);
  return { remindMinutes: minutes, ...(isOver ? { remindedFor: startsAt } : {}) };
}

function repeatsOf(
  times: { startsAt: string; endsAt: string },
  rule: string | undefined,
  asked: { page: string; maintenance: string; notify?: boolean },
  input: PlanInput,
): Record<string, Json> {
  if (rule === undefined) return {};
  const { startsAt: began, endsAt } = times;
  const zone = readPageDoc(input.fold(docRef('page', asked.page, asked.page)))?.timeZone ?? 'UTC';
  const repeats = {
    rule,
    zone,
    series: asked.maintenance,
    began,
    at: began,
    ms: Date.parse(endsAt) - Date.parse(began),
    notify: asked.notify ?? true,
  };
  const next = nextOf(repeats);
  // One begins before the next, whose turn would come never.
  if (next !== undefined && Date.parse(next) < Date.parse(endsAt)) throw wrongRecurrence('makes it begin again before it is over');
  if (next === undefined) throw wrongRecurrence('does not make it come again within five years');
  return { repeats };
}

function wrongRecurrence(message: string): Problem {
  return new Problem('invalid', `recurrence: ${message}`, { fields: [{ path: 'recurrence', message }] });
}

export function requireThere(asked: { page: string; maintenance: string }, input: PlanInput): MaintenanceDoc {
  const before = readMaintenanceDoc(input.fold(about(asked)));
  if (!before) throw notFound('maintenance');
  if (before.deleted) throw new Problem('conflict', 'the maintenance was removed');
  return before;
}

function requireOrder({ startsAt, endsAt }: { startsAt: string; endsAt: string }): void {
  if (Date.parse(endsAt) > Date.parse(startsAt)) return;
  throw new Problem('invalid', 'it ends before it starts', { fields: [{ path: 'endsAt', message: 'must be later than startsAt' }] });
}

function requireComponents(input: PlanInput, { page, components = [] }: { page: string; components?: string[] | undefined }): void {
  for (const [at, id] of components.entries()) requireComponent(input, page, id, `components.${at}`);
}

type Announced = Pick<Extract<Fact, { type: 'maintenance-updated' }>, 'title' | 'status' | 'opened'>;

export function announce(
  asked: { page: string; maintenance: string; update: string; body: string; notify: boolean },
  what: Announced,
  fields: Record<string, Json>,
  components: string[],
): Plan {
  const { maintenance, update, body } = asked;
  const fact: Fact = { type: 'maintenance-updated', maintenance, update, body, ...what };
  const writes = [{ ref: about(asked), fields }];
  return { writes, facts: [fact], notify: asked.notify ? { update, components, fact } : null };
}
