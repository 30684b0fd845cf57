import { z } from 'zod';
import { codeForm } from './code.ts';

/*
 * What Statuspage's public documents (API v2) are, to the letter: all fields, in this order, and no others. The documents are made by
 * `documents.ts`; tests and whoever reads them hold them to this.
 */

const Code = z.string().regex(codeForm);
const Time = z.iso.datetime({ precision: 3 });

const ComponentStatus = z.enum(['operational', 'under_maintenance', 'degraded_performance', 'partial_outage', 'major_outage']);
const Indicator = z.enum(['none', 'maintenance', 'minor', 'major', 'critical']);
const Description = z.enum([
  'All Systems Operational',
  'Partially Degraded Service',
  'Degraded System Service',
  'Minor Service Outage',
  'Partial System Outage',
  'Major System Outage',
  'Service Under Maintenance',
]);

export const Page = z.strictObject({ id: Code, name: z.string(), url: z.url(), time_zone: z.string().min(1), updated_at: Time });
export const Status = z.strictObject({ indicator: Indicator, description: Description });

const componentFields = {
  id: Code,
  name: z.string(),
  status: ComponentStatus,
  created_at: Time,
  updated_at: Time,
  position: z.int().min(1),
  description: z.string().min(1).nullable(),
  showcase: z.boolean(),
  start_date: z.iso.date().nullable(),
  group_id: Code.nullable(),
  page_id: Code,
};
const PlainComponent = z.strictObject({ ...componentFields, group: z.literal(false), only_show_if_degraded: z.boolean() });
const GroupComponent = z.strictObject({
  ...componentFields,
  group: z.literal(true),
  only_show_if_degraded: z.boolean(),
  components: z.array(Code),
});
export const Component = z.discriminatedUnion('group', [PlainComponent, GroupComponent]);
export type Component = z.infer<typeof Component>;

const updateOf = <S extends z.ZodType>(status: S) =>
  z.strictObject({
    id: Code,
    status,
    body: z.string(),
    incident_id: Code,
    created_at: Time,
    updated_at: Time,
    display_at: Time,
    affected_components: z
      .array(z.strictObject({ code: Code, name: z.string(), old_status: ComponentStatus, new_status: ComponentStatus }))
      .nullable(),
    deliver_notifications: z.boolean(),
    custom_tweet: z.null(),
    tweet_id: z.null(),
  });

const incidentFields = <S extends z.ZodType, I extends z.ZodType>(status: S, impact: I) => ({
  id: Code,
  name: z.string(),
  status,
  created_at: Time,
  updated_at: Time,
  monitoring_at: Time.nullable(),
  resolved_at: Time.nullable(),
  impact,
  shortlink: z.url(),
  started_at: Time,
  page_id: Code,
  incident_updates: z.array(updateOf(status)),
  components: z.array(PlainComponent),
  reminder_intervals: z.null(),
});
export const Incident = z.strictObject(
  incidentFields(
    z.enum(['investigating', 'identified', 'monitoring', 'resolved', 'postmortem']),
    z.enum(['none', 'minor', 'major', 'critical']),
  ),
);
export type Incident = z.infer<typeof Incident>;
export const Maintenance = z.strictObject({
  ...incidentFields(z.enum(['scheduled', 'in_progress', 'verifying', 'completed']), z.literal('maintenance')),
  scheduled_for: Time,
  scheduled_until: Time,
});
export type Maintenance = z.infer<typeof Maintenance>;

/** By the name under `/api/v2/`. */
export const documents = {
  'summary.json': z.strictObject({
    page: Page,
    status: Status,
    components: z.array(Component),
    incidents: z.array(Incident),
    scheduled_maintenances: z.array(Maintenance),
  }),
  'status.json': z.strictObject({ page: Page, status: Status }),
  'components.json': z.strictObject({ page: Page, components: z.array(Component) }),
  'incidents.json': z.strictObject({ page: Page, incidents: z.array(Incident).max(50) }),
  'incidents/unresolved.json': z.strictObject({ page: Page, incidents: z.array(Incident) }),
  'scheduled-maintenances.json': z.strictObject({ page: Page, scheduled_maintenances: z.array(Maintenance).max(50) }),
  'scheduled-maintenances/upcoming.json': z.strictObject({ page: Page, scheduled_maintenances: z.array(Maintenance) }),
  'scheduled-maintenances/active.json': z.strictObject({ page: Page, scheduled_maintenances: z.array(Maintenance) }),
  'subscribers.json': z.strictObject({ page: Page, subscribers: z.array(z.never()) }),
} as const;
export type DocumentName = keyof typeof documents;
