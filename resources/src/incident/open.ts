import { Id } from '@pharos/core/id';
import { limits } from '@pharos/core/limits';
import { IncidentStatus } from '@pharos/core/severity';
import { Body, Name } from '@pharos/core/texts';
import { Time } from '@pharos/core/value';
import { z } from 'zod';
import { defineVerb } from '../define-resource.ts';
import { inLanguages, textsIn, unlessEmpty } from '../languages.ts';
import { alreadyDone, requirePage, type Plan, type PlanInput } from '../plan.ts';
import { announce } from './announce.ts';
import { readIncidentDoc } from './fields.ts';
import { AskedImpact, computedImpact } from './impact.ts';
import { about, Affected, idsOf, named, statusesOf } from './require.ts';
import { isBackfilled, NextUpdateAt, requireOpeningTimes, requirePromise } from './times.ts';

export const Related = z.array(Id).max(limits.relatedMax);

/** All that people say of an incident that is opened. */
export const Opening = z.object({
  title: Name,
  impact: AskedImpact.default('minor').describe('`computed`: what the components that it names make of it'),
  status: IncidentStatus.default('investigating'),
  body: Body.describe('Markdown'),
  components: Affected.default([]),
  texts: inLanguages({ title: Name.optional(), body: Body.optional() })
    .optional()
    .describe('Title and body in other languages: `{ "de": { "title": "...", "body": "..." } }`'),
  related: Related.optional().describe('Incidents of this page that have to do with it'),
  startedAt: Time.optional().describe('When it began, if that was earlier than now'),
  resolvedAt: Time.optional().describe('When it ended, of one that is written down afterwards: with `startedAt`, and the status resolved'),
  nextUpdateAt: NextUpdateAt,
  notify: z
    .boolean()
    .optional()
    .describe('Tell subscribers. Left out: yes, but of an incident that is over and told of with both its times, no'),
});

export const openIncident = defineVerb({
  schema: z.object({ type: z.literal('open-incident'), ...named, update: Id, ...Opening.shape }),
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
  components: idsOf,
  plan: planOpening,
});

/** The same for whatever opens incidents. */
export function planOpening(asked: z.infer<typeof Opening> & { page: string; incident: string; update: string }, input: PlanInput): Plan {
  requirePage(input);
  const ref = about(asked);
  if (readIncidentDoc(input.fold(ref))) return alreadyDone;
  requireOpeningTimes(asked, input.now);
  requirePromise(asked, input.now);
  const { title, status, body, resolvedAt, texts, related = [], nextUpdateAt } = asked;
  const said = statusesOf(asked.components, asked.page, input);
  const isComputed = asked.impact === 'computed';
  const impact = asked.impact === 'computed' ? computedImpact(Object.values(said)) : asked.impact;
  const bodies = unlessEmpty('texts', textsIn(texts, 'body'));
  const how = { ...bodies, ...(isComputed ? { computed: true } : {}), ...(nextUpdateAt === undefined ? {} : { nextUpdateAt }) };
  const entry = { status, impact, body, at: input.now, seen: {}, components: said, ...how };
  const fields = {
    title,
    impact,
    startedAt: asked.startedAt ?? input.now,
    ...(resolvedAt === undefined ? {} : { resolvedAt }),
    ...unlessEmpty('texts', textsIn(texts, 'title')),
    ...unlessEmpty('related', related),
    createdAt: input.now,
    [`u/${asked.update}`]: entry,
  };
  const { notify = !isBackfilled(asked) } = asked;
  return announce({ ref, fields }, { ...asked, notify }, { title, impact, status, opened: true }, Object.keys(said));
}
