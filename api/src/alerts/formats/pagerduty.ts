import { z } from 'zod';
import { alertOf, type Alert } from '../alert.ts';

const Named = z.object({ id: z.string().optional(), summary: z.string().nullish() }).nullish();
/** Version 3 of PagerDuty's webhooks. */
export const Body = z.object({
  event: z.object({
    event_type: z.string(),
    data: z.object({
      id: z.string().optional(),
      type: z.string().optional(),
      title: z.string().nullish(),
      urgency: z.string().nullish(),
      status: z.string().nullish(),
      service: Named,
      priority: Named,
      escalation_policy: Named,
    }),
  }),
});

const firing = new Set([
  'triggered',
  'reopened',
  'escalated',
  'unacknowledged',
  'acknowledged',
  'reassigned',
  'delegated',
  'priority_updated',
]);

/** Of an incident, whether it goes on; other events (a note, a responder, a test) are no alerts. */
export function pagerduty({ event: { event_type, data } }: z.infer<typeof Body>): Alert[] {
  const [what, happened] = event_type.split('.');
  if (what !== 'incident' || data.id === undefined) return [];
  if (happened !== 'resolved' && !firing.has(happened ?? '')) return [];
  const { id, title, urgency, service, priority, escalation_policy } = data;
  const labels = {
    service: service?.summary,
    service_id: service?.id,
    urgency,
    priority: priority?.summary,
    escalation_policy: escalation_policy?.summary,
  };
  return [alertOf({ key: id, isFiring: happened !== 'resolved', title, labels })];
}
