import { failure, type Outcome } from '../../outcome.ts';
import { classifyChatStatus, wordOf, type ChatAnswer } from '../chat/send.ts';

// The webhook, the app or the workspace is no more; nothing will ever come in by this address.
const gone = new Set(['no_service', 'no_service_id', 'no_active_hooks', 'no_team', 'team_disabled', 'invalid_token', 'channel_not_found']);
// Whose room it is has shut it, and may open it again: this message is lost, and the next one is tried.
const shut = new Set(['channel_is_archived', 'action_prohibited', 'posting_to_general_channel_denied', 'user_not_found']);

/** Slack answers in plain text: `ok`, or one word that says why not. */
export function classifySlack(answer: ChatAnswer, now: number): Outcome {
  const { status, text } = answer;
  if (status === 200) return { kind: 'accepted', messageId: wordOf(text, status) };
  const word = wordOf(text, status);
  if (gone.has(word)) return failure('recipient', word, { suppress: 'gone' });
  if (shut.has(word)) return failure('recipient', word);
  return classifyChatStatus(answer, word, now);
}
