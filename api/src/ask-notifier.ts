import { text, type Bus } from '@pharos/core/outside/bus';
import { Problem } from '@pharos/core/problem';
import { subject } from '@pharos/core/subject';
import { notifierAnswers, Refused, type NotifierAnswers, type NotifierQuestion } from '@pharos/resources/delivery/asked';

/** Asks the notifier of this region what only it knows. Throws a Problem: `unavailable` where it does not answer. */
export type AskNotifier = <What extends NotifierQuestion['what']>(
  question: Extract<NotifierQuestion, { what: What }>,
) => Promise<NotifierAnswers[What]>;

// Counting what a large notice came to takes it some hundred milliseconds.
const answerMs = 5_000;

export function createAskNotifier(bus: Pick<Bus, 'request'>): AskNotifier {
  return async (question) => {
    const said: unknown = JSON.parse(text(await bus.request(subject.askNotifier, JSON.stringify(question), { timeoutMs: answerMs })));
    const refused = Refused.safeParse(said);
    if (refused.success) throw new Problem('invalid', refused.data.refused);
    return notifierAnswers[question.what].parse(said) as never;
  };
}

/** Where there is no bus there is nobody to ask. */
export const nobodyToAsk: AskNotifier = () => Promise.reject(new Problem('unavailable', 'this API has no notifier to ask'));
