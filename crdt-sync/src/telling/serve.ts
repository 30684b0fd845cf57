import type { Bus, BusSubscription } from '@pharos/core/outside/bus';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import { subject } from '@pharos/core/subject';
import type { Promised, Tellings } from '@pharos/region/telling/tellings';
import { BadDocument } from '@pharos/resources/fold';
import { parse } from '../mesh/wire.ts';
import type { Reach } from './reach.ts';
import { answerBytesMax, Question, type PromiseAnswer } from './wire.ts';

// Others take over after twice as long: who was heard since then is not replaced with this region's word.
const heardMs = 2_500;

export interface ServeOptions {
  kit: Pick<Kit, 'region' | 'log'>;
  bus: Bus;
  tellings: Tellings;
  reach: Reach;
}

/** Stores what other regions report of their notices, and promises who may tell them. */
export function serveTellings({ kit, bus, tellings, reach }: ServeOptions): BusSubscription {
  const answer = async (question: Question): Promise<object> => {
    switch (question.what) {
      case 'reach':
        reach.heard(question.region);
        return { isThere: reach.isWell() };
      case 'report': {
        reach.heard(question.report.teller);
        const { as, known } = await tellings.take(question.report);
        const holder = known && { epoch: known.epoch, teller: known.teller, ...(known.report && { reportEpoch: known.report.epoch }) };
        return { isKept: as !== 'refused', known: holder };
      }
      case 'promise': {
        const { candidate, asks, isOrdered } = question;
        const isHeard = (teller: string) => !isOrdered && (teller === kit.region || reach.silenceMs(teller) < heardMs);
        return { answers: fitting(await tellings.promise(asks, candidate, isHeard)) } satisfies PromiseAnswer;
      }
      default:
        return question satisfies never;
    }
  };
  return bus.subscribe(
    subject.telling(kit.region),
    (message) => {
      try {
        run(
          answer(parse(Question, message.data)).then((said) => message.respond(JSON.stringify(said))),
          (error) => kit.log.warn({ err: error }, 'what another region asks about a notice cannot be answered now'),
        );
      } catch (error) {
        if (!(error instanceof BadDocument)) throw error;
        kit.log.warn({ reason: error.reason }, 'what another region asks about a notice cannot be understood');
      }
    },
    { queue: 'telling' },
  );
}

/** As many as the bus carries: the others are asked for again. */
function fitting(answers: Promised[]): PromiseAnswer['answers'] {
  let bytes = 0;
  return answers.filter((each) => {
    bytes += JSON.stringify(each).length;
    return bytes <= answerBytesMax;
  });
}
