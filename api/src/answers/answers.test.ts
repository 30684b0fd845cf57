import type { Cache } from '@pharos/core/outside/cache';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { createMemoryCache } from '@pharos/core/outside/cache-memory';
import type { Query, Sql } from '@pharos/core/outside/postgres';
import { subject } from '@pharos/core/subject';
import { testKit } from '@pharos/core/testing/kit';
import { createVirtualClock } from '@pharos/core/testing/virtual-clock';
import { encodeVersion } from '@pharos/core/version';
import { expect, it, vi } from 'vitest';
import { readingFor } from '../tenant-reads.ts';
import { createAnswers } from './answers.ts';

const page = '0192f0c4-0000-7000-8000-000000000001';

/** A database that holds one page, at some version; what is read of it says which. */
function region() {
  const clock = createVirtualClock();
  const bus = createMemoryBus();
  const state = { seq: 1, looks: 0, loads: 0, isConnected: true };
  const sql = (async () => {
    state.looks++;
    return [{ version: { 7: state.seq }, retired: [] }];
  }) as unknown as Query;
  const hearing = { ...bus, isConnected: () => state.isConnected };
  const open = (more: { cache?: Cache; bytesMax?: number } = {}) =>
    createAnswers({ kit: testKit({ clock }), reads: (work) => work(sql as Sql, () => false), bus: hearing, ...more });
  const load = async () => {
    state.loads++;
    const { seq } = state;
    return { bytes: Buffer.from(`{"seq":${seq}}`), etag: `"${seq}"`, version: { 7: seq }, isPublic: true, isCounted: true };
  };
  const tell = (seq: number) => {
    state.seq = seq;
    bus.publish(subject.page(page), JSON.stringify({ page, version: encodeVersion({ 7: seq }) }));
    return bus.flush();
  };
  return { clock, bus, state, open, load, tell, view: { page, name: 'view', load } };
}

it('who hides a page is answered once no process has it at hand: at once where the others are told, else when they ask by themselves', async () => {
  const { state, open, load, clock, bus, view } = region();
  let isPublic = true;
  const loading = { ...view, load: async () => ({ ...(await load()), isPublic }) };
  const [one, two] = [open(), open()];
  await two.read(loading);
  isPublic = false;
  await one.hide(page);
  expect(two.atHand(page, 'view')).toBeUndefined();
  isPublic = true;
  await clock.pass(1);
  await two.read(loading);
  // Connected, as it seems: and nothing that is said comes through.
  const deaf = { ...bus, publish: () => undefined, flush: () => new Promise<void>(() => undefined) };
  const cut = createAnswers({ kit: testKit({ clock }), reads: (work) => work((async () => []) as never, () => false), bus: deaf });
  isPublic = false;
  state.seq = 2;
  let isDone = false;
  const hiding = cut.hide(page).then(() => (isDone = true));
  await clock.pass(1_900);
  expect(two.atHand(page, 'view')?.isPublic).toBe(true);
  expect(isDone).toBe(false);
  await clock.pass(400);
  await hiding;
  expect(two.atHand(page, 'view')).toBeUndefined();
  expect((await two.read(loading))?.answer.isPublic).toBe(false);
});

it('one reads for all who ask at the same time, and whoever comes next is answered from memory', async () => {
  const { state, open, view } = region();
  const answers = open();
  const crowd = await Promise.all(Array.from({ length: 50 }, () => answers.read(view)));
  expect(new Set(crowd.map((found) => found?.from))).toEqual(new Set(['MISS']));
  expect(await answers.read(view)).toMatchObject({ from: 'HIT-L1', answer: { etag: '"1"' } });
  expect(state).toMatchObject({ loads: 1, looks: 0 });
});

it('a change that is told is answered from then on, by whoever keeps the page', async () => {
  const { open, view, tell } = region();
  const [one, two] = [open(), open()];
  for (const answers of [one, two]) await answers.read(view);
  await tell(2);
  expect(one.atHand(page, 'view')).toBeUndefined();
  for (const answers of [one, two]) expect(await answers.read(view)).toMatchObject({ answer: { etag: '"2"' } });
  expect(one.atHand(page, 'view')).toMatchObject({ etag: '"2"' });
});

it('what was being read when the page changed is read again, and does not come back later', async () => {
  const { state, open, load, tell } = region();
  const answers = open();
  const started = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const slow = async () => {
    const loaded = await load();
    started.resolve();
    await goOn.promise;
    return loaded;
  };
  const early = answers.read({ page, name: 'view', load: slow });
  await started.promise;
  await tell(2);
  const late = answers.read({ page, name: 'view', load });
  goOn.resolve();
  expect((await Promise.all([early, late])).map((found) => found?.answer.etag)).toEqual(['"2"', '"2"']);
  expect(answers.atHand(page, 'view')).toMatchObject({ etag: '"2"' });
  expect(state.loads).toBe(2);
});

it('a write of this process is seen by its next reader, before the bus tells of it', async () => {
  const { state, open, view } = region();
  const answers = open();
  await answers.read(view);
  state.seq = 2;
  answers.wrote({ page, version: encodeVersion({ 7: 2 }), origin: 7, seq: 2 });
  expect(await answers.read(view)).toMatchObject({ from: 'MISS', answer: { etag: '"2"' } });
});

it('who has seen more elsewhere is not answered with what is kept', async () => {
  const { state, open, view } = region();
  const answers = open();
  await answers.read(view);
  state.seq = 2;
  expect(await answers.read({ ...view, atLeast: { 7: 2 } })).toMatchObject({ from: 'MISS', answer: { etag: '"2"' } });
  // A version that never was has the page read once, and nothing that is kept suffers from it.
  expect(await answers.read({ ...view, atLeast: { 7: 99 } })).toMatchObject({ answer: { etag: '"2"' } });
  expect(state.loads).toBe(3);
  expect(await answers.read(view)).toMatchObject({ from: 'HIT-L1' });
});

it('a change of which the bus lost the word is found within two seconds, and one row is asked for where there was none', async () => {
  const { clock, state, open, view } = region();
  const answers = open();
  await answers.read(view);
  await clock.pass(2_000);
  expect(await answers.read(view)).toMatchObject({ from: 'HIT-L1' });
  expect(state).toMatchObject({ loads: 1, looks: 1 });
  state.seq = 2;
  expect(await answers.read(view)).toMatchObject({ answer: { etag: '"1"' } });
  await clock.pass(2_000);
  expect(await answers.read(view)).toMatchObject({ answer: { etag: '"2"' } });
});

it('while the bus is away nothing is answered that the database has not confirmed', async () => {
  const { state, open, view } = region();
  const answers = open();
  await answers.read(view);
  state.isConnected = false;
  expect(answers.atHand(page, 'view')).toBeUndefined();
  expect(await answers.read(view)).toMatchObject({ from: 'HIT-L1' });
  state.seq = 2;
  expect(await answers.read(view)).toMatchObject({ answer: { etag: '"2"' } });
});

it('a word of a change that cannot be read makes all of the page be read again', async () => {
  const { clock, state, open, view, bus } = region();
  const answers = open();
  await answers.read(view);
  await clock.pass(1);
  bus.publish(subject.page(page), '{}');
  await bus.flush();
  expect(answers.atHand(page, 'view')).toBeUndefined();
  await clock.pass(1);
  await answers.read(view);
  expect(answers.atHand(page, 'view')).toBeDefined();
  expect(state.looks).toBe(1);
});

it('what one process read another one has from the cache, but never what is older than the page', async () => {
  const { clock, state, open, view, load, tell } = region();
  const cache = createMemoryCache(clock);
  const [one, two] = [open({ cache }), open({ cache })];
  await one.read(view);
  expect(await two.read(view)).toMatchObject({ from: 'HIT-L2', answer: { etag: '"1"', isPublic: true } });
  expect(state.loads).toBe(1);
  // Kept late, under the version that it was read at: nobody who knows of a newer one finds it.
  const stored = await load();
  await tell(2);
  await cache.set(`api1:${page}:${encodeVersion({ 7: 1 })}:view`, stored.bytes, { ttlMs: 60_000 });
  expect(await two.read(view)).toMatchObject({ from: 'MISS', answer: { etag: '"2"' } });
  expect(await one.asked()).toEqual([page]);
});

it.each([
  ['is gone', () => Promise.reject(new Error('gone'))],
  ['hangs', () => new Promise<never>(() => undefined)],
])('a cache that %s costs a moment, and after some requests nothing', async (_, fail) => {
  const { clock, open, view, tell } = region();
  const get = vi.fn<Cache['get']>(fail);
  const cache = { ...createMemoryCache(clock), get, set: fail, append: fail } as Cache;
  const answers = open({ cache });
  for (let seq = 2; seq < 12; seq++) {
    await tell(seq);
    const asked = answers.read(view);
    await clock.pass(60);
    expect(await asked).toMatchObject({ from: 'MISS', answer: { etag: `"${seq}"` } });
  }
  expect(get.mock.calls.length).toBeLessThanOrEqual(5);
});

it('what something kept would take beyond its bytes is not kept', async () => {
  const { open, view } = region();
  const answers = open({ bytesMax: 2_000 });
  for (const name of ['a', 'b', 'c', 'd', 'e']) await answers.read({ ...view, name });
  const kept = ['a', 'b', 'c', 'd', 'e'].filter((name) => answers.atHand(page, name));
  expect(kept).toEqual(['c', 'd', 'e']);
});

it('what is read for an organisation, behind its wall, is answered to nobody else', async () => {
  const { state, open, view } = region();
  const answers = open();
  const walled = await readingFor('0192f0c4-0000-7000-8000-00000000000a', () => answers.read({ ...view, load: async () => undefined }));
  expect(walled).toBeUndefined();
  const [, guest] = await Promise.all([
    readingFor('0192f0c4-0000-7000-8000-00000000000a', () => answers.read({ ...view, load: async () => undefined })),
    answers.read(view),
  ]);
  expect(guest).toMatchObject({ from: 'MISS', answer: { etag: '"1"' } });
  expect(state.loads).toBe(1);
});
