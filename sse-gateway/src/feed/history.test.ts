import type { PageEvent } from '@pharos/resources/fact';
import { newId } from '@pharos/core/id';
import { createMemoryCache } from '@pharos/core/outside/cache-memory';
import { encodeVersion } from '@pharos/core/version';
import { expect, it } from 'vitest';
import { advance, createFeed, forgetBeyond, stepsAfter } from './feed.ts';
import { createHistory } from './history.ts';
import type { PageTable } from './table.ts';
import { testKit } from '@pharos/core/testing/kit';
import { createVirtualClock } from '@pharos/core/testing/virtual-clock';

const page = newId();
const eventOf = (seq: number, words = ''): PageEvent => ({
  page,
  origin: 7,
  seq,
  version: encodeVersion({ 7: seq }),
  prev: encodeVersion({ 7: seq - 1 }),
  at: new Date(0).toISOString(),
  facts: [],
  patch: { page: { id: page, name: words, slug: 's', timeZone: 'UTC' }, components: [], incidents: [], maintenances: [], removed: [] },
});

/** A region that stands at 1,000, none of it in memory; each look takes 10 ms, and is counted. */
function open() {
  const clock = createVirtualClock();
  const feed = createFeed(page, 1, { 7: 1_000 });
  const looks = { since: 0, versions: 0, atOnce: 0, most: 0 };
  const table: PageTable = {
    version: async () => ({ 7: 1_000 }),
    versions: async (pages) => {
      looks.versions++;
      return new Map(pages.map((each) => [each, { 7: 1_000 }]));
    },
    since: async (_page, from, limit) => {
      looks.since++;
      looks.most = Math.max(looks.most, ++looks.atOnce);
      await clock.sleep(10);
      looks.atOnce--;
      const first = (from['7'] ?? 0) + 1;
      const events = Array.from({ length: Math.min(limit, 1_001 - first) }, (_, at) => ({ ...eventOf(first + at), localId: at }));
      return { kind: 'events', events, version: { 7: 1_000 } };
    },
  };
  const history = createHistory({
    kit: testKit({ clock }),
    table,
    cache: createMemoryCache(clock),
    catchUp: async () => undefined,
  });
  const missed = async (seqs: number[]) => {
    const all = Promise.all(seqs.map((seq) => history.missed(feed, encodeVersion({ 7: seq }), '192.0.2.1')));
    await clock.pass(5_000);
    return all;
  };
  return { feed, looks, missed };
}

it('five hundred readers with one id cost one look', async () => {
  const { looks, missed } = open();
  const found = await missed(Array<number>(500).fill(900));
  expect(looks).toMatchObject({ since: 1 });
  expect(new Set(found.map((each) => (each.kind === 'steps' ? each.steps.length : each.kind)))).toEqual(new Set([100]));
});

it('fifty ids are looked for four at a time, all of them', async () => {
  const { looks, missed } = open();
  const found = await missed(Array.from({ length: 50 }, (_, at) => 900 + at));
  expect(looks).toMatchObject({ since: 50, most: 4 });
  expect(found.map((each) => (each.kind === 'steps' ? each.steps.length : each.kind))).toEqual(
    Array.from({ length: 50 }, (_, at) => 100 - at),
  );
});

it('made-up ids from the future wait together, and keep no real one waiting', async () => {
  const { looks, missed } = open();
  const seqs = Array.from({ length: 200 }, (_, at) => 2_000 + at);
  const [real, ...madeUp] = await missed([999, ...seqs]);
  expect(real).toMatchObject({ kind: 'steps' });
  expect(new Set(madeUp.map((each) => JSON.stringify(each)))).toEqual(new Set(['{"kind":"reset","reason":"ahead"}']));
  // One in 50 ms, for a second.
  expect(looks.versions).toBeLessThanOrEqual(21);
  expect(looks.since).toBe(1);
});

it('a page whose changes are large is remembered for as many bytes, not as many changes, and its replay is bounded', async () => {
  const { feed, looks, missed } = open();
  for (let seq = 1_001; seq <= 1_030; seq++) advance(feed, eventOf(seq, 'x'.repeat(20_000)));
  const kept = feed.steps.reduce((sum, { frame }) => sum + frame.length, 0);
  expect(kept).toBe(feed.stepsBytes);
  expect(kept).toBeLessThanOrEqual(262_144);
  expect(stepsAfter(feed, encodeVersion({ 7: 1_018 }))).toHaveLength(12);
  const [few, many] = await missed([1_025, 1_020]);
  expect(few).toMatchObject({ kind: 'steps', steps: { length: 5 } });
  expect(many).toEqual({ kind: 'reset', reason: 'behind' });
  expect(looks.since).toBe(0);
});

it('pages that are large together forget what they remember, one after the other, until the rest fits', () => {
  const feeds = [1, 2, 3].map((topic) => createFeed(page, topic, { 7: 1 }));
  for (const feed of feeds) for (let seq = 2; seq <= 11; seq++) advance(feed, eventOf(seq, 'x'.repeat(1_000)));
  const [{ stepsBytes }] = feeds as [(typeof feeds)[0]];
  forgetBeyond(3 * stepsBytes, feeds);
  expect(feeds.map(({ steps }) => steps.length)).toEqual([10, 10, 10]);
  forgetBeyond(2 * stepsBytes, feeds);
  expect(feeds.map(({ steps }) => steps.length)).toEqual([0, 10, 10]);
  expect(feeds.map(({ text }) => text)).toEqual(Array(3).fill(encodeVersion({ 7: 11 })));
});
