import { systemClock } from '@pharos/core/clock';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { createMemoryCache } from '@pharos/core/outside/cache-memory';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { migrationsFolder } from '@pharos/region/migrations';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openApi, type TestApi } from './open-api.ts';

// Two APIs of one region: they share a bus and a cache, and the second one starts when the first has been asked for something.
let database: FreshDatabase;
const bus = createMemoryBus();
const cache = createMemoryCache(systemClock);
let one: TestApi;
const opened: AsyncDisposable[] = [];
beforeAll(async () => {
  database = await freshDatabase([['region', migrationsFolder]]);
  one = await openApi(database.url, { bus, cache });
  opened.push(one);
});
afterAll(async () => {
  for (const each of opened.reverse()) await each[Symbol.asyncDispose]();
  await bus[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const makePage = async (slug: string) => String((await one.ask('POST', '/v1/pages', { name: slug, slug })).json['id']);

it('a View is read once, then answered from memory to everybody, with its tag, until the page changes in any process', async () => {
  const page = await makePage('acme');
  const path = `/v1/pages/${page}/view`;
  const guest = { authorization: '' };
  const first = await one.ask('GET', path, undefined, guest);
  const second = await one.ask('GET', path, undefined, guest);
  expect([first, second].map(({ headers }) => headers.get('x-cache'))).toEqual(['MISS', 'HIT-L1']);
  expect(second.json).toEqual(first.json);
  expect(second.headers.get('etag')).toBe(`"${String(first.json['version'])}"`);
  const known = await one.ask('GET', path, undefined, { ...guest, 'if-none-match': second.headers.get('etag')! });
  expect({ status: known.status, text: known.text }).toEqual({ status: 304, text: '' });

  const two = await openApi(database.url, { bus, cache });
  opened.push(two);
  // It began with what the region was asked for last.
  expect((await two.ask('GET', path)).headers.get('x-cache')).toBe('HIT-L1');
  const posted = await two.ask('POST', `/v1/pages/${page}/incidents`, { title: 'Down', body: 'x' });
  const atLeast = { 'if-version-at-least': posted.headers.get('x-version')! };
  for (const api of [one, two]) {
    const { json, headers } = await api.ask('GET', path, undefined, atLeast);
    expect({ incidents: (json['incidents'] as object[]).length, stale: json['stale'] }).toEqual({ incidents: 1, stale: undefined });
    expect(headers.get('etag')).toBe(`"${String(json['version'])}"`);
  }
  const after = await one.ask('GET', path, undefined, { 'if-none-match': second.headers.get('etag')! });
  expect({ status: after.status, from: after.headers.get('x-cache') }).toEqual({ status: 200, from: 'HIT-L1' });
});

it('a page that becomes private is no longer answered from memory to those who may not see it', async () => {
  const page = await makePage('secret');
  const path = `/v1/pages/${page}/view`;
  const guest = () => one.ask('GET', path, undefined, { authorization: '' });
  await guest();
  expect((await guest()).headers.get('x-cache')).toBe('HIT-L1');
  await one.ask('PATCH', `/v1/pages/${page}`, { private: true });
  expect((await guest()).status).toBe(404);
  expect((await one.ask('GET', path)).status).toBe(200);
  // It is kept for those who may see it, and the guard stands before.
  expect((await one.ask('GET', path)).headers.get('x-cache')).toBe('HIT-L1');
  expect((await guest()).status).toBe(404);
});

it('what is no part of the request is refused, though its answer is at hand', async () => {
  const page = await makePage('strict');
  const path = `/v1/pages/${page}/view`;
  await one.ask('GET', path);
  expect((await one.ask('GET', `${path}?what=1`)).status).toBe(422);
  expect((await one.ask('GET', path, undefined, { 'if-version-at-least': 'nonsense' })).status).toBe(422);
  expect((await one.ask('HEAD', path)).text).toBe('');
});
