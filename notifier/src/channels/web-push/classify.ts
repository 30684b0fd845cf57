import { failure, type Outcome } from '../../outcome.ts';
import { classifyChatStatus, wordOf, type ChatAnswer } from '../chat/send.ts';

/** Push services all speak RFC 8030: 201 with the message's own address, and statuses. What they say in words differs, and is for people. */
export function classifyWebPush(answer: ChatAnswer, now: number): Outcome {
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: 'accepted', messageId: wordOf(answer.header('location')?.split('/').at(-1), status) };
  const code = String(status);
  // Our keys are not those that the browser was asked with (RFC 8292): nothing of the address is wrong, and no repetition mends it.
  if (status === 401 || status === 403) return failure('message', code, { isOneRefusal: true });
  return classifyChatStatus(answer, code, now);
}
