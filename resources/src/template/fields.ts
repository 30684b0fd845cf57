import { IncidentStatus } from '@pharos/core/severity';
import { Body, Name } from '@pharos/core/texts';
import { z } from 'zod';
import { AskedImpact } from '../incident/impact.ts';
import { Affected } from '../incident/require.ts';
import { inLanguages } from '../languages.ts';

/** What a template says. */
export const fields = {
  name: Name.describe('What the team calls it; visitors never see it'),
  title: Name.optional().describe('The title of the incident, with `{{variables}}`; of one that is for updates only, none'),
  body: Body.describe('Its first update, or the next one, in Markdown, with `{{variables}}`'),
  texts: inLanguages({ title: Name.optional(), body: Body.optional() })
    .optional()
    .describe('Title and body in other languages: `{ "de": { "title": "...", "body": "..." } }`'),
  status: IncidentStatus.default('investigating'),
  impact: AskedImpact.default('minor').describe('`computed`: what the components that it names make of it'),
  components: Affected.default([]),
  notify: z.boolean().default(true).describe('Tell subscribers'),
};

export const Template = z.object(fields);
