import { z } from 'zod';
import { Moment } from '../taken.ts';

/**
 * What OpenStatus' API says by its services for pages, reports and maintenances, in JSON as Protocol Buffers have it: what is empty is left
 * out, and a state is a long word in capitals.
 */

const Said = z.string().nullish();
const When = z.preprocess((moment) => (moment === '' ? undefined : moment), Moment.nullish());
const Ids = z.array(z.string()).default([]);

export const Page = z.object({ id: z.string(), title: z.string(), description: Said, slug: Said, customDomain: Said, createdAt: When });

export const Component = z.object({
  id: z.string(),
  name: z.string().default(''),
  description: Said,
  order: z.number().nullish(),
  groupId: Said,
  groupOrder: z.number().nullish(),
  createdAt: When,
  updatedAt: When,
});

export const Group = z.object({ id: z.string(), name: z.string().default(''), defaultOpen: z.boolean().nullish(), createdAt: When });

export const Update = z.object({ id: z.string(), status: Said, message: Said, date: When, createdAt: When });

export const Report = z.object({
  id: z.string(),
  title: z.string().default(''),
  status: Said,
  pageComponentIds: Ids,
  updates: z.array(Update).default([]),
  createdAt: When,
});

export const Maintenance = z.object({
  id: z.string(),
  title: z.string().default(''),
  message: Said,
  from: Moment,
  to: Moment,
  pageComponentIds: Ids,
  createdAt: When,
  updates: z.array(Update).default([]),
});

export const Subscriber = z.object({
  id: z.string(),
  email: Said,
  acceptedAt: When,
  unsubscribedAt: When,
  channelType: Said,
  webhookUrl: Said,
  componentIds: Ids,
});

// 64 bits are written as text.
const Count = z.coerce.number().default(0);

export const Summary = z.object({
  componentId: z.string(),
  buckets: z.array(z.object({ day: Moment, count: Count, degraded: Count, error: Count })).default([]),
});

export const Content = z.object({
  statusPage: Page,
  components: z.array(Component).default([]),
  groups: z.array(Group).default([]),
});

export type Content = z.infer<typeof Content>;
export type Report = z.infer<typeof Report>;
export type Maintenance = z.infer<typeof Maintenance>;
export type Subscriber = z.infer<typeof Subscriber>;
export type Summary = z.infer<typeof Summary>;
