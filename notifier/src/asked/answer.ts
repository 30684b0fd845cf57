import type { Bus, BusSubscription } from '@pharos/core/outside/bus';
import { text } from '@pharos/core/outside/bus';
import type { Sql } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import { subject } from '@pharos/core/subject';
import { NotifierQuestion, type ProviderState } from '@pharos/resources/delivery/asked';
import type { Preview } from './preview.ts';
import { readToldDeliveries, readToldNotices } from './read-deliveries.ts';

export interface AnswerOptions {
  kit: Pick<Kit, 'log'>;
  sql: Sql;
  bus: Bus;
  providers(): ProviderState[];
  preview: Preview;
}

/** Answers what other processes of the region ask: of any number of notifiers one does. */
export function answerQuestions({ kit, sql, bus, providers, preview }: AnswerOptions): BusSubscription {
  const answer = async (question: NotifierQuestion): Promise<object> => {
    switch (question.what) {
      case 'notices':
        return { ...(await readToldNotices(sql, question)), providers: providers() };
      case 'deliveries':
        return readToldDeliveries(sql, question);
      case 'preview':
        return preview(question);
      default:
        return question satisfies never;
    }
  };
  const told = (data: Uint8Array): Promise<object> => {
    const question = NotifierQuestion.safeParse(jsonOf(text(data)));
    // Of a later version than this one: it asks again after the upgrade.
    if (!question.success) return Promise.resolve({ refused: 'the notifier of this region does not understand this question' });
    return answer(question.data).catch((error: unknown) => {
      if (error instanceof Problem && error.code === 'invalid') return { refused: error.message };
      throw error;
    });
  };
  return bus.subscribe(
    subject.askNotifier,
    (message) =>
      run(
        told(message.data).then((said) => message.respond(JSON.stringify(said))),
        // Who asked hears nothing, and is told by the bus that nobody answered.
        (error) => kit.log.warn({ err: error }, 'a question about deliveries cannot be answered now'),
      ),
    { queue: 'notifier' },
  );
}

function jsonOf(said: string): unknown {
  try {
    return JSON.parse(said);
  } catch {
    return undefined;
  }
}
