import { z } from 'zod';
import { alertOf, labelsOfTags, type Alert } from '../alert.ts';

const Word = z.string().nullish();
export const Body = z.object({
  action: z.string(),
  alert: z.object({
    alertId: z.string(),
    message: Word,
    alias: Word,
    description: Word,
    entity: Word,
    priority: Word,
    source: Word,
    tags: z.array(z.string()).nullish(),
    details: z.record(z.string(), z.unknown()).nullish(),
  }),
});

const over = new Set(['Close', 'Delete']);
// Notes, owners and escalations change nothing for visitors.
const firing = new Set(['Create', 'Acknowledge', 'UnAcknowledge', 'Snooze', 'SnoozeEnded', 'Reopen']);

export function opsgenie({ action, alert }: z.infer<typeof Body>): Alert[] {
  if (!over.has(action) && !firing.has(action)) return [];
  const { alertId, message, alias, description, entity, priority, source, tags, details } = alert;
  const labels = { ...labelsOfTags(tags ?? []), ...details, alias, entity, priority, source };
  return [alertOf({ key: alertId, isFiring: firing.has(action), title: message, text: description, labels })];
}
