import { newId } from '@pharos/core/id';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage, type TestPage } from './open-api.ts';

let opened: TestPage;
let api: TestPage['api'];
let page: string;

beforeAll(async () => {
  opened = await openPage();
  ({ api, page } = opened);
});
afterAll(() => opened[Symbol.asyncDispose]());

it('people hear who else is there, by their own names; keys and strangers hear nothing', async () => {
  const path = `/v1/pages/${page}/presence`;
  const [thing, own, other] = [newId(), newId(), newId()];
  const authorization = `Bearer ${await api.signIn()}`;
  const say = (tab: string, doing: string) => api.ask('POST', path, { thing, tab, doing }, { authorization });
  expect((await say(other, 'writing')).json).toEqual({ others: [] });
  expect((await say(own, 'looking')).json).toMatchObject({ others: [{ tab: other, name: 'Owner', doing: 'writing' }] });
  await say(other, 'gone');
  expect((await say(own, 'looking')).json).toEqual({ others: [] });
  expect((await say(own, 'dancing')).status).toBe(422);
  expect((await api.ask('POST', path, { thing, tab: own, doing: 'looking' })).status).toBe(401);
  expect((await api.ask('POST', path, { thing, tab: own, doing: 'looking' }, { authorization: '' })).status).toBe(401);
  expect((await api.ask('POST', `/v1/pages/${newId()}/presence`, { thing, tab: own, doing: 'looking' }, { authorization })).status).toBe(
    404,
  );
});
