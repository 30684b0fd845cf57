import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { migrationsFolder } from '@pharos/region/migrations';
import { openApi, type TestApi } from './open-api.ts';

let database: FreshDatabase;
let api: TestApi;
let page: string;
const txt = new Map<string, string[][]>();
beforeAll(async () => {
  database = await freshDatabase([['region', migrationsFolder]]);
  api = await openApi(database.url, { resolveTxt: async (name) => txt.get(name) ?? [] });
  page = (await api.ask('POST', '/v1/pages', { name: 'Acme', slug: 'acme' })).json.id as string;
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const itself = () => `/v1/pages/${page}`;

it('what decides who sees the page, under which name, and who its subscribers are is for administrators', async () => {
  const key = bearer(await api.keyFor(page, ['write']));
  for (const change of [{ private: false }, { slug: 'other' }, { domain: 'status.acme.example' }])
    expect((await api.ask('PATCH', itself(), change, key)).status).toBe(403);
  expect((await api.ask('PATCH', itself(), { name: 'Acme Cloud' }, key)).status).toBe(200);
  expect((await api.ask('GET', `${itself()}/subscriptions`, undefined, key)).status).toBe(403);
  expect((await api.ask('GET', `${itself()}/subscriptions`, undefined, bearer(await api.keyFor(page, ['admin'])))).status).toBe(200);
});

it('a page claims a few names, and a domain only once its DNS says so', async () => {
  const host = 'status.acme.example';
  const refused = await api.ask('PATCH', itself(), { domain: host });
  expect({ status: refused.status, detail: refused.json.detail }).toEqual({
    status: 409,
    detail: expect.stringContaining(`_pharos.${host}`) as string,
  });
  txt.set(`_pharos.${host}`, [['v=other'], ['pharos-page=', page]]);
  expect((await api.ask('PATCH', itself(), { domain: host })).status).toBe(200);

  const statuses = [];
  for (let at = 0; at < 12; at++) statuses.push((await api.ask('PATCH', itself(), { slug: `acme-${at}` })).status);
  expect(statuses.filter((status) => status === 200).length).toBe(9);
  expect(statuses.at(-1)).toBe(409);
  // What is the page's own already costs nothing.
  expect((await api.ask('PATCH', itself(), { slug: 'acme' })).status).toBe(200);
});

it('a key that is revoked opens nothing any more; a key of one page sees and revokes only its own', async () => {
  const [leaked, own] = [await api.keyFor(null, ['write']), await api.keyFor(page, ['admin'])];
  const write = (key: string) => api.ask('POST', `${itself()}/incidents`, { title: 'x', body: 'x', notify: false }, bearer(key));
  expect((await write(leaked)).status).toBe(201);
  const list = async (headers?: Record<string, string>) =>
    (await api.ask('GET', '/v1/keys?limit=100', undefined, headers)).json.items as { id: string; page: string | null; scopes: string[] }[];
  const all = await list();
  const found = all.find(({ page, scopes }) => page === null && scopes[0] === 'write')!;
  expect(JSON.stringify(all)).not.toMatch(/hash|phr_/);
  expect((await list(bearer(own))).every((each) => each.page === page)).toBe(true);
  expect((await api.ask('DELETE', `/v1/keys/${found.id}`, undefined, bearer(own))).status).toBe(404);
  expect((await api.ask('DELETE', `/v1/keys/${found.id}`)).status).toBe(200);
  expect((await write(leaked)).status).toBe(401);
});
