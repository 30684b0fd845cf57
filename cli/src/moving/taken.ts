import { Channel } from '@pharos/core/channel';
import { ComponentStatus, Impact, IncidentStatus, MaintenanceStatus } from '@pharos/core/severity';
import { z } from 'zod';

/*
 * A page as it was elsewhere, whatever program it was in: the one form that every source is read into. A source says what its words
 * are in ours, and decides nothing: what becomes of it here is decided in `documents.ts`, once for all of them. Ids and texts are those
 * of there. The file that anybody may write (`generic/`) is this form, as JSON.
 */

export const Moment = z.iso.datetime({ offset: true, error: 'is no time such as 2030-01-31T14:00:00Z' });
const Code = z.union([z.string().min(1), z.number()]).transform(String);
const Said = z.string().nullish();
const When = Moment.nullish();
const Position = z.number().nullish();
const Codes = z.array(Code).nullish();

export const TakenPage = z.object({ name: Said, slug: Said, timeZone: Said, about: Said, domain: Said, createdAt: When });
export type TakenPage = z.infer<typeof TakenPage>;

export const TakenGroup = z.object({
  id: Code,
  name: z.string(),
  description: Said,
  parent: Code.nullish(),
  position: Position,
  isOpen: z.boolean().nullish(),
  createdAt: When,
});
export type TakenGroup = z.infer<typeof TakenGroup>;

/** What it showed from then to then, beside what incidents and maintenances say of it. */
export const PastStatus = z.object({ from: Moment, to: Moment, status: ComponentStatus });
export type PastStatus = z.infer<typeof PastStatus>;

export const TakenComponent = z.object({
  id: Code,
  name: z.string(),
  description: Said,
  groupId: Code.nullish(),
  position: Position,
  status: ComponentStatus.nullish(),
  showcase: z.boolean().nullish(),
  onlyShowIfDegraded: z.boolean().nullish(),
  startDate: z.iso.date().nullish(),
  createdAt: When,
  updatedAt: When,
  past: z.array(PastStatus).nullish(),
});
export type TakenComponent = z.infer<typeof TakenComponent>;

export const TakenUpdate = z.object({
  id: Code,
  status: IncidentStatus,
  body: Said,
  at: Moment,
  components: z.array(z.object({ id: Code, status: ComponentStatus })).nullish(),
});
export type TakenUpdate = z.infer<typeof TakenUpdate>;

export const TakenIncident = z.object({
  id: Code,
  title: z.string(),
  impact: Impact.nullish(),
  /** What was said of it, where it has no updates. */
  body: Said,
  createdAt: When,
  startedAt: When,
  resolvedAt: When,
  postmortem: Said,
  /** Those of which it is known that it was about them, and not how bad it was. */
  affected: Codes,
  updates: z.array(TakenUpdate).nullish(),
});
export type TakenIncident = z.infer<typeof TakenIncident>;

export const TakenMaintenance = z.object({
  id: Code,
  title: z.string(),
  body: Said,
  startsAt: Moment,
  endsAt: When,
  createdAt: When,
  /** How it stands, where it has no updates. */
  status: MaintenanceStatus.nullish(),
  components: Codes,
  updates: z.array(z.object({ id: Code, status: MaintenanceStatus, body: Said, at: Moment })).nullish(),
});
export type TakenMaintenance = z.infer<typeof TakenMaintenance>;

export const TakenMetric = z.object({
  id: Code,
  name: z.string(),
  description: Said,
  unit: Said,
  decimals: z.number().int().nullish(),
  public: z.boolean().nullish(),
  points: z.array(z.object({ at: Moment, value: z.number() })).nullish(),
});
export type TakenMetric = z.infer<typeof TakenMetric>;

export const TakenSubscriber = z.object({
  channel: Channel.nullish(),
  address: z.string().min(1),
  components: Codes,
  /** Pending: nobody has answered there; they sign up anew. */
  state: z.enum(['pending', 'active', 'ended']).nullish(),
  /** In which they are told, as `de`; and of a webhook in whose shape. */
  language: Said,
  shape: z.enum(['own', 'statuspage']).nullish(),
  /** Where and when they agreed, in a line. */
  proof: Said,
});

/** Where something stands, as far as that is known. */
export interface Place {
  file?: string | undefined;
  line?: number | undefined;
}

export type TakenSubscriber = z.infer<typeof TakenSubscriber> & Place;

/** What cannot be taken along, and why: with `what` before it, a sentence. */
export interface LeftOut extends Place {
  what: string;
  why: string;
}

export interface Taken {
  /** Which of its pages this is, where it has several: ids follow from it. */
  of: string;
  page: TakenPage;
  groups: TakenGroup[];
  components: TakenComponent[];
  incidents: TakenIncident[];
  maintenances: TakenMaintenance[];
  metrics: TakenMetric[];
  /** There may be millions of them: they are read as they are asked for, and never all at once. */
  subscribers: AsyncIterable<TakenSubscriber | LeftOut>;
  left: LeftOut[];
}

export function isLeftOut(each: TakenSubscriber | LeftOut): each is LeftOut {
  return 'why' in each;
}
