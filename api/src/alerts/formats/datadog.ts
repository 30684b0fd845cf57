import { Problem } from '@pharos/core/problem';
import { z } from 'zod';
import { alertOf, labelsOfTags, wordOf, type Alert } from '../alert.ts';

const Word = z.union([z.string(), z.number()]).optional();
/** Datadog's own body, and the one that our guide has filled in with its variables. */
export const Body = z.object({
  id: Word,
  alert_id: Word,
  aggregation_key: Word,
  transition: z.string().optional(),
  title: z.string(),
  body: z.string().optional(),
  tags: z.string().optional(),
  priority: Word,
  hostname: Word,
});

const firing = /^(?:triggered|re-triggered|warn|re-warn|no data|re-no data|renotify)$/i;
const over = /^(?:recovered|warn recovered|no data recovered)$/i;
// Without `transition`, the title begins with it: `[Triggered on {host:a}] CPU`.
const inTitle = /^\[(?:P\d\] \[)?([^\]]*?)(?: on \{.*\})?\]\s*/;

export function datadog({
  alert_id,
  aggregation_key,
  id,
  transition,
  title,
  body,
  tags = '',
  priority,
  hostname,
}: z.infer<typeof Body>): Alert[] {
  const said = transition ?? inTitle.exec(title)?.[1] ?? '';
  const isFiring = firing.test(said);
  if (!isFiring && !over.test(said)) return [];
  // The id of an event is another one each time: it says nothing of which alert it is of.
  const key = [alert_id, aggregation_key]
    .map(wordOf)
    .filter((word) => word !== '')
    .join(' ');
  if (key === '') {
    const fields = [{ path: 'alert_id', message: 'is missing: add "alert_id": "$ALERT_ID" to the payload of the webhook in Datadog' }];
    throw new Problem(
      'invalid',
      `alert_id ${fields[0]!.message}${id === undefined ? '' : ' (an id of an event is another one each time)'}`,
      { fields },
    );
  }
  const labels = { ...labelsOfTags(tags.split(',').filter((tag) => tag.trim() !== '')), priority, hostname };
  return [alertOf({ key, isFiring, title: title.replace(inTitle, ''), text: body, labels })];
}
