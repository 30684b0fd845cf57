import type { Fact } from '../fact.ts';
import { Id } from '@pharos/core/id';
import { limits } from '@pharos/core/limits';
import { Problem } from '@pharos/core/problem';
import { ComponentStatus, Impact, IncidentStatus } from '@pharos/core/severity';
import { Body, Name } from '@pharos/core/texts';
import { Time } from '@pharos/core/value';
import { z } from 'zod';
import { requireComponent } from '../component/require.ts';
import { defineVerb } from '../define-resource.ts';
import type { Json } from '../fold.ts';
import { docRef, type DocRef } from '../kind.ts';
import { alreadyDone, differing, notFound, requirePage, type Plan, type PlanInput } from '../plan.ts';
import { readIncidentDoc, type IncidentEntry } from './fields.ts';
import { seenOf } from './heads.ts';
import { isBackfilled, requireOpeningTimes, requireTimes } from './times.ts';

const Affected = z.array(z.object({ id: Id, status: ComponentStatus })).max(limits.componentsPerChangeMax);
const named = { page: Id, incident: Id };

type Named = { page: string; incident: string };
const about = ({ incident, page }: Named) => docRef('incident', incident, page);
const components = (asked: { components?: { id: string }[] | undefined }) => (asked.components ?? []).map(({ id }) => id);

export const openIncident = defineVerb({
  schema: z.object({
    type: z.literal('open-incident'),
    ...named,
    update: Id,
    title: Name,
    impact: Impact.default('minor'),
    status: IncidentStatus.default('investigating'),
    body: Body.describe('Markdown'),
    components: Affected.default([]),
    startedAt: Time.optional().describe('When it began, if that was earlier than now'),
    resolvedAt: Time.optional().describe(
      'When it ended, of one that is written down afterwards: with `startedAt`, and the status resolved',
    ),
    notify: z
      .boolean()
      .optional()
      .describe('Tell subscribers. Left out: yes, but of an incident that is over and told of with both its times, no'),
  }),
  door: {
    method: 'post',
    path: '/v1/pages/{page}/incidents',
    needs: 'write',
    makes: ['incident', 'update'],
    done: 'Opened',
    explained: 'Posts its first update with it, and moves the components that it names. Subscribers are told, unless `notify` is false.',
  },
  about,
  makes: true,
  components,
  plan: (asked, input) => {
    requirePage(input);
    const ref = about(asked);
    const before = readIncidentDoc(input.fold(ref));
    if (before) return alreadyDone;
    requireOpeningTimes(asked, input.now);
    const { title, impact, status, body, resolvedAt } = asked;
    const said = statusesOf(asked.components, asked.page, input);
    const entry: IncidentEntry = { status, impact, body, at: input.now, seen: {}, components: said };
    const times = { startedAt: asked.startedAt ?? input.now, ...(resolvedAt === undefined ? {} : { resolvedAt }) };
    const fields = { title, impact, ...times, createdAt: input.now, [`u/${asked.update}`]: entry };
    const { notify = !isBackfilled(asked) } = asked;
    return announce({ ref, fields }, { ...asked, notify }, { title, impact, status, opened: true }, Object.keys(said));
  },
});

export const postUpdate = defineVerb({
  schema: z.object({
    type: z.literal('post-update'),
    ...named,
    update: Id,
    status: IncidentStatus,
    body: Body,
    impact: Impact.optional(),
    components: Affected.optional(),
    notify: z.boolean().default(true),
  }),
  door: {
    method: 'post',
    path: '/v1/pages/{page}/incidents/{incident}/updates',
    needs: 'write',
    makes: ['update'],
    done: 'Posted',
    explained: 'What it says of status, impact and components holds until the next update. Subscribers are told, unless `notify` is false.',
  },
  about,
  components,
  plan: (asked, input) => {
    const { ref, incident } = requireIncident(asked, input);
    if (input.fold(ref).has(`u/${asked.update}`)) return alreadyDone;
    if (incident.deleted) throw new Problem('conflict', 'the incident was removed: restore it first');
    const { status, body } = asked;
    const impact = asked.impact ?? incident.impact;
    const said = statusesOf(asked.components ?? [], asked.page, input);
    const entry: IncidentEntry = { status, impact, body, at: input.now, seen: seenOf(input.fold(ref)), components: said };
    const concerned = [...new Set([...incident.components.keys(), ...Object.keys(said)])];
    const what = { title: incident.title, impact, status, opened: false };
    return announce({ ref, fields: { [`u/${asked.update}`]: entry } }, asked, what, concerned);
  },
});

export const editIncident = defineVerb({
  schema: z.object({
    type: z.literal('edit-incident'),
    ...named,
    title: Name.optional(),
    impact: Impact.optional(),
    startedAt: Time.optional().describe('When it began'),
    resolvedAt: Time.optional().describe('When it ended, of one that is resolved'),
  }),
  door: {
    method: 'patch',
    path: '/v1/pages/{page}/incidents/{incident}',
    needs: 'write',
    done: 'Changed',
    explained: 'Its title, its impact and its times; what is not named stays. Nobody is told.',
  },
  about,
  plan: (asked, input) => {
    const { ref, incident } = requireIncident(asked, input);
    const { title, impact, startedAt, resolvedAt } = asked;
    if (resolvedAt !== undefined && incident.status !== 'resolved') throw notOver();
    const times = { startedAt: startedAt ?? incident.startedAt, resolvedAt: resolvedAt ?? incident.resolvedAt };
    requireTimes(asked, times, input.now);
    const fields = differing(incident, { title, impact, startedAt, resolvedAt });
    return Object.keys(fields).length === 0 ? alreadyDone : edited(ref, fields, asked.incident);
  },
});

export const editUpdate = defineVerb({
  schema: z.object({ type: z.literal('edit-update'), ...named, update: Id, body: Body }),
  door: {
    method: 'patch',
    path: '/v1/pages/{page}/incidents/{incident}/updates/{update}',
    needs: 'write',
    done: 'Changed',
    explained: 'The text of one update. The page says that it was edited; nobody is told again.',
  },
  about,
  plan: (asked, input) => {
    const { ref, incident } = requireIncident(asked, input);
    const update = incident.updates.find(({ id }) => id === asked.update);
    if (!update) throw notFound('update');
    if (update.body === asked.body) return alreadyDone;
    return edited(ref, { [`b/${asked.update}`]: { body: asked.body, at: input.now } }, asked.incident);
  },
});

export const removeIncident = defineVerb({
  schema: z.object({ type: z.literal('remove-incident'), ...named }),
  door: {
    method: 'delete',
    path: '/v1/pages/{page}/incidents/{incident}',
    needs: 'write',
    done: 'Off the page; it can be restored',
    explained: 'For one that was opened by mistake. Its components show again what they did before.',
  },
  about,
  plan: (asked, input) => planDeleted(asked, input, true),
});

export const restoreIncident = defineVerb({
  schema: z.object({ type: z.literal('restore-incident'), ...named }),
  door: {
    method: 'post',
    path: '/v1/pages/{page}/incidents/{incident}/restore',
    needs: 'write',
    done: 'On the page again',
    explained: 'An incident that was removed.',
  },
  about,
  plan: (asked, input) => planDeleted(asked, input, false),
});

function planDeleted(asked: Named, input: PlanInput, deleted: boolean): Plan {
  const { ref, incident } = requireIncident(asked, input);
  if (incident.deleted === deleted) return alreadyDone;
  const type = deleted ? 'incident-removed' : 'incident-restored';
  return { writes: [{ ref, fields: { deleted } }], facts: [{ type, incident: asked.incident }], notify: null };
}

export function requireIncident(asked: Named, input: PlanInput) {
  const ref = about(asked);
  const incident = readIncidentDoc(input.fold(ref));
  if (!incident) throw notFound('incident');
  return { ref, incident };
}

function notOver(): Problem {
  const message = 'it is not resolved yet: post an update with the status resolved first';
  return new Problem('conflict', message, { fields: [{ path: 'resolvedAt', message }] });
}

function statusesOf(given: { id: string; status: ComponentStatus }[], page: string, input: PlanInput): Record<string, ComponentStatus> {
  return Object.fromEntries(
    given.map(({ id, status }, at) => {
      requireComponent(input, page, id, `components.${at}.id`);
      return [id, status];
    }),
  );
}

function edited(ref: DocRef, fields: Record<string, Json>, incident: string): Plan {
  return { writes: [{ ref, fields }], facts: [{ type: 'incident-edited', incident }], notify: null };
}

type Announced = Omit<Extract<Fact, { type: 'incident-updated' }>, 'type' | 'incident' | 'update' | 'body'>;

function announce(
  write: { ref: DocRef; fields: Record<string, Json> },
  asked: { incident: string; update: string; body: string; notify: boolean },
  what: Announced,
  concerned: string[],
): Plan {
  const fact: Fact = { type: 'incident-updated', incident: asked.incident, update: asked.update, body: asked.body, ...what };
  return { writes: [write], facts: [fact], notify: asked.notify ? { update: asked.update, components: concerned, fact } : null };
}
