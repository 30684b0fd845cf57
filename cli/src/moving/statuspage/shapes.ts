import { ComponentStatus } from '@pharos/core/severity';
import { z } from 'zod';

/** What Statuspage's management API says, as far as it is taken along. */

const Moment = z.iso.datetime({ offset: true });
const Said = z.string().nullish();
const Flag = z.boolean().nullish();

export const Page = z.object({
  id: z.string(),
  name: z.string(),
  subdomain: Said,
  domain: Said,
  time_zone: Said,
  page_description: Said,
  support_url: Said,
  created_at: Moment.nullish(),
});

export const Component = z.object({
  id: z.string(),
  name: z.string(),
  description: Said,
  status: ComponentStatus,
  position: z.number().nullish(),
  group: Flag,
  group_id: Said,
  showcase: Flag,
  only_show_if_degraded: Flag,
  start_date: Said,
  created_at: Moment,
  updated_at: Moment.nullish(),
});

export const Update = z.object({
  id: z.string(),
  status: z.string(),
  body: Said,
  created_at: Moment,
  display_at: Moment.nullish(),
  affected_components: z.array(z.object({ code: z.string(), new_status: z.string().nullish() })).nullish(),
});

export const Incident = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  impact: z.string().nullish(),
  created_at: Moment,
  started_at: Moment.nullish(),
  resolved_at: Moment.nullish(),
  scheduled_for: Moment.nullish(),
  scheduled_until: Moment.nullish(),
  postmortem_body: Said,
  incident_updates: z.array(Update),
  components: z.array(z.object({ id: z.string() })).nullish(),
});

export const Subscriber = z.object({
  id: z.string(),
  mode: z.string(),
  email: Said,
  endpoint: Said,
  phone_number: Said,
  phone_country: Said,
  display_phone_number: Said,
  created_at: Moment.nullish(),
  components: z.array(z.string()).nullish(),
});

export type Page = z.infer<typeof Page>;
export type Component = z.infer<typeof Component>;
export type Incident = z.infer<typeof Incident>;
export type Update = z.infer<typeof Update>;
export type Subscriber = z.infer<typeof Subscriber>;
