import { z } from 'zod';
import { alertOf, type Alert } from '../alert.ts';

const Word = z.union([z.string(), z.number()]).nullish();
const Project = z.union([z.string(), z.number(), z.object({ slug: Word, name: Word })]).nullish();
const Issue = z.object({ id: Word, title: Word, culprit: Word, level: Word, project: Project, status: Word });
const Event = z.object({
  issue_id: Word,
  title: Word,
  message: Word,
  level: Word,
  project: Project,
  environment: Word,
  tags: z.array(z.array(Word)).nullish(),
});
const Metric = z.object({
  id: Word,
  title: Word,
  projects: z.array(z.string()).nullish(),
  alert_rule: z.object({ id: Word, name: Word }).nullish(),
});
/** What Sentry's integrations send: of an issue, of a rule that an event has triggered, and of a metric. */
export const Body = z.object({
  action: z.string(),
  data: z.object({
    issue: Issue.optional(),
    event: Event.optional(),
    metric_alert: Metric.optional(),
    triggered_rule: Word,
    description_title: Word,
    description_text: Word,
  }),
});

const slugOf = (project: z.infer<typeof Project>) => (typeof project === 'object' ? (project?.slug ?? project?.name) : project);
const issueFiring = new Set(['created', 'unresolved', 'assigned']);
const issueOver = new Set(['resolved', 'ignored', 'archived']);
const metricFiring = new Set(['critical', 'warning', 'open']);

export function sentry({ action, data }: z.infer<typeof Body>): Alert[] {
  const { issue, event, metric_alert: metric } = data;
  if (metric?.id != null) {
    if (!metricFiring.has(action) && action !== 'resolved') return [];
    const labels = { rule: metric.alert_rule?.name, project: metric.projects?.[0], level: action };
    const title = data.description_title ?? metric.title;
    // The same rule goes off again and again, each time as an incident of another id; and a resolution names that.
    return [alertOf({ key: `metric ${metric.id}`, isFiring: action !== 'resolved', title, text: data.description_text, labels })];
  }
  if (event?.issue_id != null) {
    if (action !== 'triggered') return [];
    const tags = Object.fromEntries((event.tags ?? []).flatMap(([name, value]) => (name == null ? [] : [[String(name), value]])));
    const { issue_id, title, message, level, environment, project } = event;
    const labels = { ...tags, level, environment, project: slugOf(project), rule: data.triggered_rule };
    return [alertOf({ key: `issue ${issue_id}`, isFiring: true, title, text: message, labels })];
  }
  if (issue?.id != null) {
    if (!issueFiring.has(action) && !issueOver.has(action)) return [];
    const labels = { level: issue.level, project: slugOf(issue.project) };
    return [alertOf({ key: `issue ${issue.id}`, isFiring: issueFiring.has(action), title: issue.title, text: issue.culprit, labels })];
  }
  return [];
}
