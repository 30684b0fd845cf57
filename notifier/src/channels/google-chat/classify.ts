import { failure, type Outcome } from '../../outcome.ts';
import { classifyChatStatus, jsonOf, wordOf, type ChatAnswer } from '../chat/send.ts';

/** Google answers in JSON with a word of its own beside the status. The limit of a space is shared by all that write there. */
export function classifyGoogleChat(answer: ChatAnswer, now: number): Outcome {
  const said = jsonOf(answer.text);
  if (answer.status === 200) return { kind: 'accepted', messageId: messageOf(said['name'], answer.status) };
  const { error } = said;
  const word = wordOf(typeof error === 'object' && error !== null ? (error as { status?: unknown }).status : undefined, answer.status);
  // A key that was changed, a space that bots may not write to any more: mended by whose it is, and not by asking again.
  if (word === 'UNAUTHENTICATED' || word === 'PERMISSION_DENIED') return failure('recipient', word);
  return classifyChatStatus(answer, word, now);
}

// `spaces/<space>/messages/<message>`
function messageOf(name: unknown, status: number): string {
  return wordOf(typeof name === 'string' ? name.split('/').at(-1) : undefined, status);
}
