import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { Impact, IncidentStatus } from '@pharos/core/severity';
import { Body, Name } from '@pharos/core/texts';
import { Time } from '@pharos/core/value';
import { z } from 'zod';
import { defineVerb } from '../define-resource.ts';
import type { Json } from '../fold.ts';
import type { DocRef } from '../kind.ts';
import { inLanguages, textsIn, unlessEmpty } from '../languages.ts';
import { alreadyDone, differing, notFound, type Plan, type PlanInput } from '../plan.ts';
import { announce } from './announce.ts';
import { seenOf } from './heads.ts';
import { AskedImpact, computedImpact } from './impact.ts';
import { Related } from './open.ts';
import { about, Affected, idsOf, named, requireIncident, statusesOf, type Named } from './require.ts';
import { NextUpdateAt, requirePromise, requireTimes } from './times.ts';

/** All that people say of an update. */
export const Posting = z.object({
  status: IncidentStatus,
  body: Body,
  impact: AskedImpact.optional().describe('As it was, where nothing is said; `computed`: what its components make of it'),
  components: Affected.optional(),
  texts: inLanguages({ body: Body }).optional().describe('The body in other languages: `{ "de": { "body": "..." } }`'),
  nextUpdateAt: NextUpdateAt,
  notify: z.boolean().default(true),
});

export const postUpdate = defineVerb({
  schema: z.object({ type: z.literal('post-update'), ...named, update: Id, ...Posting.shape }),
  door: {
    method: 'post',
    path: '/v1/pages/{page}/incidents/{incident}/updates',
    needs: 'write',
    makes: ['update'],
    done: 'Posted',
    explained: 'What it says of status, impact and components holds until the next update. Subscribers are told, unless `notify` is false.',
  },
  about,
  components: idsOf,
  plan: planPosting,
});

/** The same for whatever posts updates. */
export function planPosting(asked: z.infer<typeof Posting> & Named & { update: string }, input: PlanInput): Plan {
  const { ref, incident } = requireIncident(asked, input);
  if (input.fold(ref).has(`u/${asked.update}`)) return alreadyDone;
  if (incident.deleted) throw new Problem('conflict', 'the incident was removed: restore it first');
  requirePromise(asked, input.now);
  const { status, body, texts, nextUpdateAt } = asked;
  const said = statusesOf(asked.components ?? [], asked.page, input);
  const isComputed = asked.impact === 'computed' || (asked.impact === undefined && incident.isComputed);
  const statuses = { ...Object.fromEntries(incident.components), ...said };
  const setImpact = asked.impact === 'computed' ? undefined : asked.impact;
  const impact = isComputed ? computedImpact(Object.values(statuses)) : (setImpact ?? incident.impact);
  const bodies = unlessEmpty('texts', textsIn(texts, 'body'));
  const how = { status, impact, body, at: input.now, seen: seenOf(input.fold(ref)), components: said };
  const entry = { ...how, ...bodies, ...(isComputed ? { computed: true } : {}), ...(nextUpdateAt === undefined ? {} : { nextUpdateAt }) };
  const concerned = [...new Set([...incident.components.keys(), ...Object.keys(said)])];
  const what = { title: incident.title, impact, status, opened: false };
  return announce({ ref, fields: { [`u/${asked.update}`]: entry } }, asked, what, concerned);
}

export const editIncident = defineVerb({
  schema: z.object({
    type: z.literal('edit-incident'),
    ...named,
    title: Name.optional(),
    impact: Impact.optional(),
    texts: inLanguages({ title: Name }).optional().describe('The title in other languages, all of them: `{ "de": { "title": "..." } }`'),
    related: Related.optional().describe('Incidents of this page that have to do with it, all of them'),
    startedAt: Time.optional().describe('When it began'),
    resolvedAt: Time.optional().describe('When it ended, of one that is resolved'),
  }),
  door: {
    method: 'patch',
    path: '/v1/pages/{page}/incidents/{incident}',
    needs: 'write',
    done: 'Changed',
    explained: 'Its title, its impact, its times and what is related to it; what is not named stays. Nobody is told.',
  },
  about,
  plan: (asked, input) => {
    const { ref, incident } = requireIncident(asked, input);
    const { title, impact, texts, related, startedAt, resolvedAt } = asked;
    if (resolvedAt !== undefined && incident.status !== 'resolved') throw notOver();
    const times = { startedAt: startedAt ?? incident.startedAt, resolvedAt: resolvedAt ?? incident.resolvedAt };
    requireTimes(asked, times, input.now);
    // Said to be what it comes to by itself: from now on it stays so.
    const set: Record<string, Json> = impact !== undefined && incident.isComputed ? { impact } : {};
    const fields = { ...differing(incident, { title, impact, texts, related, startedAt, resolvedAt }), ...set };
    return Object.keys(fields).length === 0 ? alreadyDone : edited(ref, fields, asked.incident);
  },
});

export const editUpdate = defineVerb({
  schema: z.object({
    type: z.literal('edit-update'),
    ...named,
    update: Id,
    body: Body.optional(),
    texts: inLanguages({ body: Body }).optional().describe('The body in other languages, all of them'),
  }),
  door: {
    method: 'patch',
    path: '/v1/pages/{page}/incidents/{incident}/updates/{update}',
    needs: 'write',
    done: 'Changed',
    explained: 'The text of one update; what is not named stays. The page says that it was edited; nobody is told again.',
  },
  about,
  plan: (asked, input) => {
    const { ref, incident } = requireIncident(asked, input);
    const update = incident.updates.find(({ id }) => id === asked.update);
    if (!update) throw notFound('update');
    const { body = update.body, texts = update.texts } = asked;
    if (Object.keys(differing(update, { body, texts })).length === 0) return alreadyDone;
    // Said once, also where it is nothing any more: an edit stands for all that was said before it.
    const isSaid = Object.keys(update.texts).length > 0 || asked.texts !== undefined;
    return edited(ref, { [`b/${asked.update}`]: { body, at: input.now, ...(isSaid ? { texts } : {}) } }, asked.incident);
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

function notOver(): Problem {
  const message = 'it is not resolved yet: post an update with the status resolved first';
  return new Problem('conflict', message, { fields: [{ path: 'resolvedAt', message }] });
}

function edited(ref: DocRef, fields: Record<string, Json>, incident: string): Plan {
  return { writes: [{ ref, fields }], facts: [{ type: 'incident-edited', incident }], notify: null };
}
