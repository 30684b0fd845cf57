import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { IncidentStatus } from '@pharos/core/severity';
import { Body, Name } from '@pharos/core/texts';
import { Time } from '@pharos/core/value';
import { z } from 'zod';
import { defineVerb } from '../define-resource.ts';
import { readFlatDoc } from '../flat.ts';
import { planPosting } from '../incident/changes.ts';
import { AskedImpact } from '../incident/impact.ts';
import { planOpening, Related } from '../incident/open.ts';
import { about, Affected, idsOf } from '../incident/require.ts';
import { NextUpdateAt } from '../incident/times.ts';
import { docRef, type DocRef } from '../kind.ts';
import { notFound, type FoldOf } from '../plan.ts';
import { fields, Template } from './fields.ts';
import { fillTexts } from './fill.ts';
import { Variables } from './variables.ts';

const named = { page: Id, template: Id, incident: Id, update: Id };
type Named = { page: string; template: string; components?: Affected | undefined };

const variables = Variables.default({}).describe('What stands in the place of its `{{variables}}`: `{ "service": "Payments" }`');
// What is said here takes the place of what the template says.
const instead = {
  body: Body.optional(),
  status: IncidentStatus.optional(),
  impact: AskedImpact.optional(),
  components: Affected.optional(),
  nextUpdateAt: NextUpdateAt,
  notify: z.boolean().optional(),
};

export const openTemplate = defineVerb({
  schema: z.object({
    type: z.literal('open-template'),
    ...named,
    title: Name.optional(),
    ...instead,
    variables,
    related: Related.optional(),
    startedAt: Time.optional(),
  }),
  door: {
    method: 'post',
    path: '/v1/pages/{page}/templates/{template}/open',
    needs: 'write',
    area: 'incidents',
    makes: ['incident', 'update'],
    done: 'Opened',
    summary: 'Open an incident from a template',
    explained:
      'With its variables filled in; a variable that is missing, or that it does not name, is refused. What is said here takes the place of what it says.',
  },
  about,
  locks: (asked) => [templateOf(asked)],
  mayMake: (asked) => [about(asked)],
  components: idsOf,
  concerns: componentsOf,
  plan: (asked, input) => {
    const template = requireTemplate(asked, input.fold);
    const { title, body, texts } = fillTexts(template, takenBy(asked), asked.variables);
    const said = { title: asked.title ?? title, body: asked.body ?? body! };
    if (said.title === undefined) throw missingTitle();
    const { status, impact, components, notify } = { ...template, ...withoutUndefined(asked) };
    const how = { status, impact, components, notify, texts, related: asked.related, startedAt: asked.startedAt };
    return planOpening({ ...asked, ...how, ...said, title: said.title }, input);
  },
});

export const postTemplate = defineVerb({
  schema: z.object({ type: z.literal('post-template'), ...named, ...instead, variables }),
  door: {
    method: 'post',
    path: '/v1/pages/{page}/incidents/{incident}/templates/{template}/post',
    needs: 'write',
    makes: ['update'],
    done: 'Posted',
    summary: 'Post an update from a template',
    explained:
      'Its body, with its variables filled in, and its status, impact and components, as far as nothing else is said here. The title of the incident stays.',
  },
  about,
  locks: (asked) => [templateOf(asked)],
  components: idsOf,
  concerns: componentsOf,
  plan: (asked, input) => {
    const template = requireTemplate(asked, input.fold);
    const { body, texts } = fillTexts(template, asked.body === undefined ? ['body'] : [], asked.variables);
    const { status, impact, components, notify } = { ...template, ...withoutUndefined(asked) };
    const bodies = Object.entries(texts ?? {}).flatMap(([language, words]) =>
      words.body === undefined ? [] : [[language, { body: words.body }] as const],
    );
    return planPosting(
      { ...asked, status, impact, components, notify, body: asked.body ?? body!, texts: Object.fromEntries(bodies) },
      input,
    );
  },
});

function templateOf({ page, template }: Named): DocRef {
  return docRef('template', template, page);
}

function readTemplate(asked: Named, fold: FoldOf): z.infer<typeof Template> | undefined {
  const doc = readFlatDoc(fields, fold(templateOf(asked)));
  return doc && !doc.removed ? Template.parse(doc.said) : undefined;
}

function requireTemplate(asked: Named, fold: FoldOf): z.infer<typeof Template> {
  const template = readTemplate(asked, fold);
  if (!template) throw notFound('template');
  return template;
}

function componentsOf(asked: Named, fold: FoldOf): string[] {
  return asked.components === undefined ? idsOf({ components: readTemplate(asked, fold)?.components }) : [];
}

function takenBy(asked: { title?: string | undefined; body?: string | undefined }) {
  return (['title', 'body'] as const).filter((name) => asked[name] === undefined);
}

function withoutUndefined<T extends object>(asked: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]: Exclude<T[Name], undefined>;
  };
}

function missingTitle(): Problem {
  const message = 'is missing: the template has none';
  return new Problem('invalid', `title: ${message}`, { fields: [{ path: 'title', message }] });
}
