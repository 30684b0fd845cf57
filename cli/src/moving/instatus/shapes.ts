import { z } from 'zod';
import { Moment } from '../taken.ts';

/** What Instatus' API says, as far as it is taken along: pages, components, maintenances and subscribers by version 2, incidents by version 1. */

const Said = z.string().nullish();

export const Page = z.object({
  id: z.string(),
  name: z.string(),
  subdomain: Said,
  customDomain: Said,
  createdAt: Moment.nullish(),
});

export const Component = z.object({
  id: z.string(),
  name: z.string(),
  description: Said,
  status: z.string(),
  order: z.number().nullish(),
  /** The id of its group, or the group itself. */
  group: z.union([z.string(), z.object({ id: z.string(), name: z.string().nullish() })]).nullish(),
  showUptime: z.boolean().nullish(),
  createdAt: Moment.nullish(),
});

const Affected = z.array(z.object({ id: z.string(), status: Said })).nullish();

const Update = z.object({ id: z.string(), message: Said, status: z.string(), started: Moment.nullish(), createdAt: Moment.nullish() });

export const Incident = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  impact: Said,
  started: Moment.nullish(),
  resolved: Moment.nullish(),
  createdAt: Moment.nullish(),
  updates: z.array(Update).nullish(),
  components: Affected,
});

export const Maintenance = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  start: Moment,
  /** Minutes. */
  duration: z.number().nullish(),
  createdAt: Moment.nullish(),
  updates: z.array(Update).nullish(),
  components: Affected,
});

export const Subscriber = z.object({
  id: z.string(),
  email: Said,
  phone: Said,
  webhook: Said,
  confirmed: z.boolean().nullish(),
  all: z.boolean().nullish(),
  components: z.array(z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)])).nullish(),
});

export type Page = z.infer<typeof Page>;
export type Component = z.infer<typeof Component>;
export type Incident = z.infer<typeof Incident>;
export type Maintenance = z.infer<typeof Maintenance>;
export type Subscriber = z.infer<typeof Subscriber>;
