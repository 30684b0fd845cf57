import { z } from 'zod';

/** What Cachet 2 says by `/api/v1`, as far as it is taken along: times are of its own zone, without saying which. */

const Code = z.union([z.number(), z.string().min(1)]).transform(String);
const Said = z.string().nullish();
// Versions differ in whether numbers and truths are written as such.
const Count = z.coerce.number().nullish();
const Flag = z
  .union([z.boolean(), z.number(), z.enum(['0', '1', 'true', 'false', ''])])
  .nullish()
  .transform((flag) => (flag == null ? undefined : flag === true || flag === 1 || flag === '1' || flag === 'true'));

export const Component = z.object({
  id: Code,
  name: z.string(),
  description: Said,
  status: Count,
  order: Count,
  group_id: Code.nullish(),
  enabled: Flag,
  created_at: Said,
  updated_at: Said,
  deleted_at: Said,
});

export const Group = z.object({ id: Code, name: z.string(), order: Count, collapsed: Count, visible: Count, created_at: Said });

export const Update = z.object({ id: Code, incident_id: Code.nullish(), status: Count, message: Said, created_at: Said });

export const Incident = z.object({
  id: Code,
  component_id: Code.nullish(),
  /** Version 3 has several. */
  components: z.array(Code).nullish(),
  name: z.string(),
  status: Count,
  message: Said,
  visible: Flag,
  /** Until version 2.3 what was planned was an incident, too. */
  scheduled_at: Said,
  occurred_at: Said,
  created_at: Said,
  updated_at: Said,
  deleted_at: Said,
  updates: z.array(Update).nullish(),
});

export const Schedule = z.object({
  id: Code,
  name: z.string(),
  message: Said,
  status: Count,
  scheduled_at: Said,
  completed_at: Said,
  created_at: Said,
  components: z.array(z.union([Code, z.object({ id: Code.nullish(), component_id: Code.nullish() })])).nullish(),
  updates: z.array(Update).nullish(),
});

export const Metric = z.object({ id: Code, name: z.string(), suffix: Said, description: Said, places: Count, visible: Count });

export const Point = z.object({ metric_id: Code.nullish(), value: z.coerce.number(), created_at: Said });

export const Subscriber = z.object({
  id: Code,
  email: Said,
  phone_number: Said,
  verified_at: Said,
  created_at: Said,
  global: Flag,
  components: z.array(Code).nullish(),
  subscriptions: z.array(z.object({ component_id: Code.nullish() })).nullish(),
});

export type Component = z.infer<typeof Component>;
export type Group = z.infer<typeof Group>;
export type Update = z.infer<typeof Update>;
export type Incident = z.infer<typeof Incident>;
export type Schedule = z.infer<typeof Schedule>;
export type Metric = z.infer<typeof Metric>;
export type Point = z.infer<typeof Point>;
export type Subscriber = z.infer<typeof Subscriber>;

export const shapes = {
  components: Component,
  groups: Group,
  incidents: Incident,
  updates: Update,
  schedules: Schedule,
  metrics: Metric,
  points: Point,
  subscribers: Subscriber,
} as const;
export type Kind = keyof typeof shapes;
export const kinds = Object.keys(shapes) as Kind[];

export interface Said {
  components: Component[];
  groups: Group[];
  incidents: Incident[];
  updates: Update[];
  schedules: Schedule[];
  metrics: Metric[];
  points: Point[];
}
