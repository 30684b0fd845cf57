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

const given = { name: 'Login', title: 'Sign-in fails', body: 'We are looking into it.' };

it('a template is made, listed, edited and removed, and what was not said has its default', async () => {
  const templates = `/v1/pages/${page}/templates`;
  const made = await api.ask('POST', templates, given, { 'idempotency-key': 'first' });
  expect(made.status).toBe(201);
  const { id } = made.json;
  expect((await api.ask('POST', templates, given, { 'idempotency-key': 'first' })).json['id']).toBe(id);
  const one = (await api.ask('GET', `${templates}/${String(id)}`)).json;
  expect(one).toMatchObject({ id, ...given, status: 'investigating', impact: 'minor', components: [], notify: true });
  expect(Object.keys(one)).toEqual(expect.arrayContaining(['createdAt', 'updatedAt']));

  expect((await api.ask('PATCH', `${templates}/${String(id)}`, { impact: 'major' })).status).toBe(200);
  const { items, next } = (await api.ask('GET', templates)).json as { items: unknown[]; next: unknown };
  expect(items).toEqual([{ ...one, impact: 'major', updatedAt: expect.any(String) }]);
  expect(next).toBeNull();

  expect((await api.ask('DELETE', `${templates}/${String(id)}`)).status).toBe(200);
  expect((await api.ask('GET', `${templates}/${String(id)}`)).status).toBe(404);
  expect((await api.ask('GET', templates)).json['items']).toEqual([]);
  expect((await api.ask('PATCH', `${templates}/${String(id)}`, { name: 'x' })).status).toBe(404);
});

it('templates are the team’s: no key, no list; another page’s are not there', async () => {
  const templates = `/v1/pages/${page}/templates`;
  const { id } = (await api.ask('POST', templates, given)).json;
  expect((await api.ask('GET', templates, undefined, { authorization: '' })).status).toBe(401);
  const other = String((await api.ask('POST', '/v1/pages', { name: 'Other', slug: 'other' })).json['id']);
  expect((await api.ask('GET', `/v1/pages/${other}/templates/${String(id)}`)).status).toBe(404);
  const key = await api.keyFor(other, ['admin']);
  expect((await api.ask('GET', templates, undefined, { authorization: `Bearer ${key}` })).status).toBe(404);
  const foreign = await api.ask('PATCH', `/v1/pages/${other}/templates/${String(id)}`, { name: 'Mine' });
  expect(foreign.status).toBe(404);
});

it('a page that is not there has none, and what is wrong is named', async () => {
  expect((await api.ask('POST', `/v1/pages/${newId()}/templates`, given)).status).toBe(404);
  const wrong = await api.ask('POST', `/v1/pages/${page}/templates`, { ...given, body: 'x'.repeat(20_001), impact: 'huge' });
  expect(wrong.status).toBe(422);
  expect((wrong.json['fields'] as { path: string }[]).map(({ path }) => path)).toEqual(['body', 'impact']);
});
