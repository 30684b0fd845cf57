import { limits } from '@pharos/core/limits';
import { IncidentStatus } from '@pharos/core/severity';
import { Body, Name } from '@pharos/core/texts';
import { z } from 'zod';
import { AskedImpact } from '../incident/impact.ts';
import { Affected } from '../incident/require.ts';

/** Whose shape a source's alerts have. */
export const Format = z.enum(['alertmanager', 'grafana', 'pagerduty', 'datadog', 'opsgenie', 'sentry', 'uptime-kuma', 'generic']);
export type Format = z.infer<typeof Format>;

// More than this nobody reads again.
const rulesMax = 50;
const labelsMax = 20;
const patternMax = 200;
// What is quiet for longer is over, and what lasts longer is to be said.
const secondsMax = 3_600;
const pathMax = 200;

const Pattern = z.string().max(patternMax).describe('The value of a label; `*` stands for any characters');

export const Rule = z.object({
  labels: z
    .record(z.string().min(1).max(patternMax), Pattern)
    .refine((labels) => Object.keys(labels).length <= labelsMax, `must name at most ${labelsMax} labels`)
    .default({})
    .describe('What an alert must say, all of it: `{ "service": "payments-*" }`. Without any, the rule is for every alert'),
  opens: z
    .enum(['draft', 'incident', 'nothing'])
    .default('draft')
    .describe('`draft`: somebody looks at it and publishes it; `incident`: visitors see it at once; `nothing`: such alerts are left out'),
  title: Name.default('{{title}}').describe('Of the incident. `{{title}}`, `{{text}}` and the labels of the alert may stand in it'),
  body: Body.default('We are looking into it.').describe('Its first update, in Markdown, with the same variables'),
  status: IncidentStatus.default('investigating'),
  impact: AskedImpact.default('minor').describe('`computed`: what the components that it names make of it'),
  components: Affected.default([]),
  notify: z.boolean().default(true).describe('Tell subscribers'),
});
export type Rule = z.infer<typeof Rule>;

const Path = z.string().min(1).max(pathMax);

/** Where the parts of an alert stand in a body of no known shape: `event.labels`, or `alerts.0.name`. */
export const Mapping = z.object({
  key: Path.default('key').describe('What makes it the same alert as before'),
  state: Path.default('state'),
  firing: z
    .array(z.string().max(patternMax))
    .min(1)
    .max(labelsMax)
    .default(['firing', 'alerting', 'triggered', 'down', 'critical', 'open', 'true']),
  title: Path.default('title'),
  text: Path.default('text'),
  labels: Path.default('labels').describe('An object of texts, or a list of `name:value`'),
});
export type Mapping = z.infer<typeof Mapping>;

/** Something that sends alerts, and what is to become of them. */
export const fields = {
  name: Name.describe('What the team calls it; visitors never see it'),
  format: Format,
  mapping: Mapping.optional().describe('Of `generic`: where the parts of an alert stand, if not under their own names'),
  groupBy: z
    .enum(['alert', 'group'])
    .default('alert')
    .describe('`alert`: an incident for each; `group`: one for all that the sender has grouped (Alertmanager and Grafana)'),
  rules: z
    .array(Rule)
    .max(rulesMax)
    .default([])
    .describe('The first one that fits an alert says what becomes of it; where none does, nothing'),
  waitSeconds: z.number().int().min(0).max(secondsMax).default(0).describe('An alert that is over sooner opens nothing'),
  quietSeconds: z
    .number()
    .int()
    .min(0)
    .max(secondsMax)
    .default(120)
    .describe('So long it must be over before the incident is: one that comes back meanwhile changes nothing'),
  onResolved: z
    .enum(['resolve', 'post', 'nothing'])
    .default('resolve')
    .describe('When it is over: `resolve` the incident; `post` an update as monitoring; or leave it to the team'),
  resolvedBody: Body.default('This is over.').describe('What is posted then'),
};

export const Source = z.object(fields);
export type Source = z.infer<typeof Source>;

export const sourcesPerPageMax = limits.alertSourcesPerPageMax;
