import { failure, type Outcome } from '../../outcome.ts';
import { parseRetryAfter } from '../guarded/retry-after.ts';

/** The answer of somebody's endpoint. A redirect is a refusal: we do not follow strangers. */
export function classifyWebhook(status: number, retryAfter: string | undefined, now: number): Outcome {
  if (status >= 200 && status < 300) return { kind: 'accepted', messageId: String(status) };
  const code = String(status);
  if (status === 410) return failure('recipient', code, { suppress: 'gone' });
  if (status === 429 || status === 503) {
    const retryAfterMs = parseRetryAfter(retryAfter, now);
    return failure('throttled', code, retryAfterMs === undefined ? {} : { retryAfterMs });
  }
  // Anything else may be a deploy under way at the receiver: the schedule decides. One wrong path says nothing of a machine that
  // takes the messages of many.
  return failure('transient', code, status < 500 ? { isOneRefusal: true } : {});
}
