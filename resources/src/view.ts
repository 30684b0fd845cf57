import { z } from 'zod';
import { shown } from './define-fields.ts';
import { ComponentView } from './component/view.ts';
import { settings } from './page/settings.ts';
import { HistoryView } from './history/view.ts';
import { GroupView } from './group/view.ts';
import { ComponentStatus, Impact, IncidentStatus, Indicator, MaintenanceStatus, pageStatus } from '@pharos/core/severity';

export { ComponentView, GroupView };

const Time = z.iso.datetime({ offset: true });

export const UpdateView = z.object({
  id: z.string(),
  status: z.union([IncidentStatus, MaintenanceStatus]),
  body: z.string(),
  /** The same in other languages. */
  texts: z.record(z.string(), z.object({ body: z.string() })).optional(),
  /** What it said of components, of an incident: left out where that was nothing, and of an older version. */
  components: z.array(z.object({ id: z.string(), status: ComponentStatus })).optional(),
  at: Time,
  /** Set when the text was changed after it was posted. */
  editedAt: Time.nullable(),
});
export type UpdateView = z.infer<typeof UpdateView>;

/** A title in other languages. */
const Titles = z.record(z.string(), z.object({ title: z.string() }));

export const IncidentView = z.object({
  id: z.string(),
  title: z.string(),
  texts: Titles.optional(),
  status: IncidentStatus,
  impact: Impact,
  /** Two responders, out of touch, said different things: the worst is shown until the next update. */
  conflict: z.boolean(),
  startedAt: Time,
  resolvedAt: Time.nullable(),
  /** Until when visitors were told that they hear more, of one that goes on. */
  nextUpdateAt: Time.optional(),
  components: z.array(z.object({ id: z.string(), status: ComponentStatus })),
  /** Newest first. */
  updates: z.array(UpdateView),
  /** So many older updates are left out here; the incident's own address in the API has them all. */
  older: z.number().int().optional(),
  /** Other incidents of the page that have to do with it. */
  related: z.array(z.string()).optional(),
  /** Markdown, once it is published. */
  postmortem: z.string().optional(),
});
export type IncidentView = z.infer<typeof IncidentView>;

export const MaintenanceView = z.object({
  id: z.string(),
  title: z.string(),
  texts: Titles.optional(),
  status: MaintenanceStatus,
  startsAt: Time,
  endsAt: Time,
  /** It starts and ends by itself. */
  automatic: z.boolean().optional(),
  /** It was called off, or broken off. */
  cancelled: z.boolean().optional(),
  /** When it was planned. A View of an older version lacks it. */
  createdAt: Time.optional(),
  /** The rule by which it comes again (RFC 5545). */
  recurrence: z.string().optional(),
  components: z.array(z.string()),
  updates: z.array(UpdateView),
  /** The same of a maintenance. */
  older: z.number().int().optional(),
});
export type MaintenanceView = z.infer<typeof MaintenanceView>;

/** Provisional until every region has recorded the claim; `taken`: another page had claimed it first. */
export const DomainView = z.object({ host: z.string(), state: z.enum(['provisional', 'confirmed', 'taken']) });
export const PageView = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  timeZone: z.string(),
  /** Only those may read it who were given a token, at or after `tokensFrom`. */
  private: z.boolean().optional(),
  tokensFrom: Time.nullable().optional(),
  /** A host name of its own. */
  domain: DomainView.optional(),
  /** Of one that is private: how one comes by a token, where that is not the team's to give. */
  visibility: z.string().optional(),
  ...shown(settings),
  /** Where visitors may sign up by SMS, as beginnings of numbers; left out: nowhere. */
  smsCountries: z.array(z.string()).optional(),
  /** What outages count in the uptime, in per cent, where that is not 30 and 100. */
  partialOutageWeight: z.number().optional(),
  majorOutageWeight: z.number().optional(),
  /** Of the page itself, and not of what is on it. A View of an older version lacks them. */
  createdAt: Time.optional(),
  updatedAt: Time.optional(),
});
export type PageView = z.infer<typeof PageView>;

/** What a reader sees: the whole page, at one version. */
export const View = z.object({
  version: z.string(),
  /** When this page last changed. */
  at: Time,
  page: PageView,
  status: z.object({ indicator: Indicator, description: z.string() }),
  components: z.array(ComponentView),
  /** All of them, whatever stands in them. A View of an older version lacks it. */
  groups: z.array(GroupView).optional(),
  /** Open ones, and those resolved within the last days; newest first. */
  incidents: z.array(IncidentView),
  maintenances: z.array(MaintenanceView),
});
export type View = z.infer<typeof View>;

/** A View as it is first read, with what components showed over the last days: no patch says anything of that. */
export const ViewWithHistory = View.extend({
  history: HistoryView.optional(),
});
export type ViewWithHistory = z.infer<typeof ViewWithHistory>;

/** The parts of a View that one Change touched, as they are now. A part that is gone is named in `removed`. */
export const Patch = z.object({
  page: PageView.optional(),
  components: z.array(ComponentView).default([]),
  /** With what moved in them; left out where nothing did, and by older versions. */
  groups: z.array(GroupView).optional(),
  incidents: z.array(IncidentView).default([]),
  maintenances: z.array(MaintenanceView).default([]),
  removed: z.array(z.string()).default([]),
});
export type Patch = z.infer<typeof Patch>;

/** The View after a patch: parts are replaced whole, by id, so that applying one twice changes nothing. */
export function applyPatch(view: View, patch: Patch, version: string, at: string): View {
  const components = replace(view.components, patch.components, patch.removed).sort(byOrder);
  return {
    version,
    at,
    page: patch.page ?? view.page,
    status: pageStatus(components.map((component) => component.status)),
    components,
    groups: replace(view.groups ?? [], patch.groups ?? [], patch.removed).sort(byOrder),
    incidents: replace(view.incidents, patch.incidents, patch.removed).sort(byStart),
    maintenances: replace(view.maintenances, patch.maintenances, patch.removed).sort(byStartsAt),
  };
}

export function byOrder(a: Ordered, b: Ordered): number {
  return compare(a.order, b.order) || compare(a.id, b.id);
}

interface Ordered {
  order: string;
  id: string;
}

export function byStart(a: IncidentView, b: IncidentView): number {
  return compare(b.startedAt, a.startedAt) || compare(a.id, b.id);
}

export function byStartsAt(a: MaintenanceView, b: MaintenanceView): number {
  return compare(a.startsAt, b.startsAt) || compare(a.id, b.id);
}

function replace<T extends { id: string }>(before: T[], changed: T[], removed: string[]): T[] {
  const gone = new Set([...removed, ...changed.map((each) => each.id)]);
  return [...before.filter((each) => !gone.has(each.id)), ...changed];
}

// By code unit, not by language: every reader must get the same order.
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
