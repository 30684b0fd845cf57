import { systemClock } from '@pharos/core/clock';
import type { Bus } from '@pharos/core/outside/bus';
import { Problem } from '@pharos/core/problem';
import { testKit } from '@pharos/core/testing/kit';
import { expect, it } from 'vitest';
import type { LogEntry } from '../store/store.ts';
import { createFetchGaps } from './fetch-gaps.ts';
import type { PeerLink } from './peers.ts';
import type { Missing, Receiver } from './receiver.ts';

const origin = 67_149_367;
const entry = { o: origin, s: 1, h: 'a'.repeat(32), e: '', p: null };

/** us lacks one place of eu; eu has copied its documents itself and keeps no log of it. What ap says is the test's. */
function world(ap: () => Promise<string>) {
  const asked: string[] = [];
  const offered: [number, string][] = [];
  const peer = (region: string, number: number, answer: () => Promise<string>): PeerLink => ({
    region,
    number,
    bus: {
      request: async (subject: string) => {
        asked.push(subject);
        return new TextEncoder().encode(await answer());
      },
    } as unknown as Bus,
  });
  const eu = peer('eu', 2, async () => JSON.stringify({ entries: [], keptFrom: 2 }));
  const other = peer('ap', 3, ap);
  let missing: Missing | undefined = { origin, from: 1, count: 1 };
  const receiver = {
    refresh: async () => undefined,
    applyReady: async () => 0,
    offer: (entries: LogEntry[], from: string) => {
      for (const { seq } of entries) offered.push([seq, from]);
      missing = undefined;
    },
  } as unknown as Receiver;
  const fetchGap = createFetchGaps({
    kit: testKit({ role: 'sync', region: 'us', clock: systemClock }),
    store: undefined as never, // a copy begins with a question, which is seen
    receiver,
    stillMissing: () => missing,
    othersWith: () => [other],
    onFetched: () => undefined,
  });
  return { fetch: () => fetchGap(eu, missing!), asked, offered };
}

it('what one peer keeps no log of comes from another that does, and nothing is copied', async () => {
  const { fetch, asked, offered } = world(async () => JSON.stringify({ entries: [entry] }));
  await fetch();
  expect(offered).toEqual([[1, 'ap']]);
  expect(asked).toHaveLength(2);
  expect(asked.filter((subject) => subject.includes('snapshot'))).toEqual([]);
});

const others: [string, () => Promise<string>][] = [
  ['keeps no log of it either', async () => JSON.stringify({ entries: [], keptFrom: 2 })],
  ['has it not', async () => JSON.stringify({ entries: [] })],
  ['does not answer', () => Promise.reject(new Problem('unavailable', 'no answer'))],
  ['says nonsense', async () => '{'],
];
it.each(others)('documents are copied when the other one %s', async (_why, ap) => {
  const { fetch, asked, offered } = world(ap);
  await fetch();
  expect(offered).toEqual([]);
  expect(asked).toHaveLength(3);
  expect(asked[2]).toContain('snapshot');
  expect(asked[2]).toContain('eu');
});
