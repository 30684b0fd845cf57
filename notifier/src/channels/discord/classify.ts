import { failure, type Outcome } from '../../outcome.ts';
import { classifyChatStatus, jsonOf, wordOf, type ChatAnswer } from '../chat/send.ts';
import { parseRetryAfter, patienceOf } from '../guarded/retry-after.ts';

// Unknown webhook, its token is another one, or the channel it led to was deleted.
const gone = new Set(['10015', '50027', '10003']);
// A thread that was locked or archived, and may be opened again.
const shut = new Set(['50083', '160005']);

/**
 * Discord answers in JSON with a code of its own. Its limits are told beside each answer: a webhook that has used up its share says
 * when it takes more, and is asked nothing until then, so that no call of ours is one too many.
 */
export function classifyDiscord(answer: ChatAnswer, now: number): Outcome {
  const { status, header, text } = answer;
  const said = jsonOf(text);
  if (status === 200 || status === 204) {
    const restMs = header('x-ratelimit-remaining') === '0' ? parseRetryAfter(header('x-ratelimit-reset-after'), now) : undefined;
    return { kind: 'accepted', messageId: wordOf(said['id'], status), ...(restMs !== undefined && { restMs }) };
  }
  if (status === 429) return throttled(answer, said, now);
  const code = wordOf(said['code'], status);
  if (gone.has(code)) return failure('recipient', code, { suppress: 'gone' });
  if (shut.has(code)) return failure('recipient', code);
  return classifyChatStatus(answer, code, now);
}

// `retry_after` is in seconds with their fractions. Without JSON it is the wall before Discord that speaks, and that of all we send.
function throttled({ header }: ChatAnswer, said: Record<string, unknown>, now: number): Outcome {
  const asked =
    typeof said['retry_after'] === 'number' ? patienceOf(said['retry_after'] * 1_000) : parseRetryAfter(header('retry-after'), now);
  const isOfAll = said['global'] === true || header('x-ratelimit-global') === 'true' || said['retry_after'] === undefined;
  return failure('throttled', '429', { ...(asked !== undefined && { retryAfterMs: asked }), ...(isOfAll && { isOfAll }) });
}
