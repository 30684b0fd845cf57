import { expect, it } from 'vitest';
import { Refusal } from '../api/refusal.ts';
import { importSubscribers, type ImportOptions, type Job } from './subscriber-import.ts';

const eu = { name: 'eu', url: 'https://eu.example' };
const job = (state: Job['state'], done: number) => ({ id: 'j', state, done }) as Job;
const settled = () => new Promise((resolve) => setImmediate(resolve));

function open(answers: (Job | Error)[], how: { refused?: Refusal } = {}) {
  const asked: [string, unknown][] = [];
  const waiting: (() => void)[] = [];
  const api = {
    ask: async (name: string, given: { query: unknown }) => {
      asked.push([name, given.query]);
      if (how.refused) throw how.refused;
      return { value: job('running', 0), region: eu };
    },
    askIn: async (door: { name: string }, name: string) => {
      asked.push([`${door.name} ${name.split(' ')[0]}`, undefined]);
      const answer = answers.shift()!;
      if (answer instanceof Error) throw answer;
      return { value: answer, region: door };
    },
  } as unknown as ImportOptions['api'];
  const wait = () => new Promise<void>((resolve) => waiting.push(resolve));
  const common = { page: 'p', file: new Blob(['email']), key: 'k', hasConsent: true, isDryRun: true, nobodyAnswers: 'nobody' };
  const bringing = importSubscribers({ api, wait, ...common });
  const pass = async () => {
    await settled();
    for (const go of waiting.splice(0)) go();
    await settled();
  };
  return { bringing, asked, pass };
}

it('follows the job in the region that took the file, until it is over', async () => {
  const { bringing, asked, pass } = open([job('running', 5), job('done', 9)]);
  expect(bringing.state.value).toEqual({ at: 'sending' });
  await pass();
  expect(bringing.state.value).toMatchObject({ at: 'running', job: { done: 5 } });
  await pass();
  expect(bringing.state.value).toMatchObject({ at: 'over', job: { done: 9 } });
  expect(asked[0]![1]).toEqual({ dryRun: 'true', consent: 'given' });
  expect(asked.slice(1).map(([name]) => name)).toEqual(['eu GET', 'eu GET']);
});

it('says that the region is out of reach, and goes on when it is back', async () => {
  const { bringing, pass } = open([new Error('gone'), job('done', 9)]);
  await pass();
  expect(bringing.state.value).toMatchObject({ at: 'running', isOutOfReach: true });
  await pass();
  expect(bringing.state.value).toMatchObject({ at: 'over' });
});

it('a file that is refused says why; one that is cancelled is followed no more', async () => {
  const refused = open([], { refused: new Refusal(400, 'no column is called email') });
  await refused.pass();
  expect(refused.bringing.state.value).toEqual({ at: 'refused', why: 'no column is called email' });
  const { bringing, asked, pass } = open([job('cancelled', 3)]);
  await settled();
  await bringing.cancel();
  expect(bringing.state.value).toMatchObject({ at: 'over', job: { state: 'cancelled' } });
  await pass();
  expect(asked.map(([name]) => name).slice(1)).toEqual(['eu DELETE']);
});
