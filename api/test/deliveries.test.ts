import { newId } from '@pharos/core/id';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { subject } from '@pharos/core/subject';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAskNotifier } from '../src/ask-notifier.ts';
import { openPage, type TestPage } from './open-api.ts';

let opened: TestPage;
let api: TestPage['api'];
let page: string;

beforeAll(async () => {
  opened = await openPage();
  ({ api, page } = opened);
});
afterAll(() => opened[Symbol.asyncDispose]());

it('what was told to whom is for administrators of the page, and says 503 where the notifier does not answer', async () => {
  const path = `/v1/pages/${page}/deliveries?notice=${newId()}`;
  for (const [scopes, status] of [
    [['read'], 403],
    [['incidents:write'], 403],
    [['subscribers:read'], 503],
  ] as const)
    expect((await api.ask('GET', path, undefined, { authorization: `Bearer ${await api.keyFor(page, [...scopes])}` })).status).toBe(status);
  expect((await api.ask('GET', `/v1/pages/${page}/notices`, undefined, { authorization: '' })).status).toBe(401);
  const stranger = await api.ask('POST', '/v1/pages', { name: 'Other', slug: 'other' });
  const key = await api.keyFor(String(stranger.json['id']), ['admin']);
  expect((await api.ask('GET', path, undefined, { authorization: `Bearer ${key}` })).status).toBe(404);
});

it('deliveries are asked for by a notice or by a subscriber, and not by both', async () => {
  const wrong = async (query: string) => (await api.ask('GET', `/v1/pages/${page}/deliveries${query}`)).json['fields'];
  expect(await wrong('')).toMatchObject([{ path: 'notice' }]);
  expect(await wrong(`?notice=${newId()}&subscription=${newId()}`)).toMatchObject([{ path: 'notice' }]);
});

it('what a notifier says is taken as far as it is what was asked for', async () => {
  await using bus = createMemoryBus();
  const ask = createAskNotifier(bus);
  const said = ['{"items":[],"next":null,"providers":[]}', '{"refused":"not so"}', '{"items":[{"id":1}]}'];
  bus.subscribe(subject.askNotifier, (message) => message.respond(said.shift()!));
  const question = { what: 'notices', page, limit: 1 } as const;
  expect(await ask(question)).toEqual({ items: [], next: null, providers: [] });
  await expect(ask(question)).rejects.toThrow('not so');
  await expect(ask(question)).rejects.toThrow();
});
