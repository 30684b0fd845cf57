import * as Y from 'yjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '@pharos/core/clock';
import { idFrom } from '@pharos/core/id';
import { testKit } from '@pharos/core/testing/kit';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { systemRandom } from '@pharos/core/random';
import type { Role } from '@pharos/core/role';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { createWriter } from '@pharos/crdt-sync';
import { migrationsFolder } from '@pharos/region/migrations';
import { startSync } from '@pharos/crdt-sync/role';
import { createApp } from '../src/app.ts';
import type { Api } from '../src/env.ts';
import { hashKey, newKey } from '../src/key.ts';

const kit = testKit({ role: 'api', region: 'us', clock: systemClock, random: systemRandom });
const bus = createMemoryBus();
let database: FreshDatabase;
let sync: Role;
let app: Api;
const admin = newKey();
const readerKeys = ['r'.repeat(40)];
let page: string;

beforeAll(async () => {
  database = await freshDatabase([['region', migrationsFolder]]);
  const { sql } = database;
  sync = await startSync(kit, { sql, bus, peers: [] });
  const writer = createWriter(kit, { sql, bus });
  await writer.write(
    { type: 'create-api-key', key: idFrom('admin'), page: null, name: 'admin', scopes: ['admin'], hash: hashKey(admin) },
    { actor: 'test' },
  );
  app = createApp({
    kit,
    reads: (work) => work(sql, () => false),
    writer,
    limits: { perKey: 1000, perEdge: 1000, perAddress: 1000, trustProxy: false },
    readerKeys,
    elsewhere: [],
    resolveTxt: undefined,
  });
  page = (await post('/v1/pages', { name: 'Acme', slug: 'acme' })).json.id as string;
});

afterAll(async () => {
  await sync[Symbol.asyncDispose]();
  await bus[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

it('an incident that is posted is on the page, with the component it breaks', async () => {
  const component = await post(`/v1/pages/${page}/components`, { name: 'API' });
  expect(component.status).toBe(201);
  const opened = await post(`/v1/pages/${page}/incidents`, {
    title: 'API is slow',
    body: 'We look into it.',
    impact: 'major',
    components: [{ id: component.json.id, status: 'partial_outage' }],
  });
  expect(opened.status).toBe(201);
  expect(opened.json).toMatchObject({ regions: 1, version: expect.stringMatching(/^v1\./) as string });

  const view = await get(`/v1/pages/${page}/view`);
  expect(view.json).toMatchObject({
    status: { indicator: 'major', description: 'Partial System Outage' },
    incidents: [{ id: opened.json.id, title: 'API is slow', status: 'investigating', conflict: false }],
  });

  await post(`/v1/pages/${page}/incidents/${opened.json.id as string}/updates`, { status: 'resolved', body: 'Fixed.', components: [] });
  expect((await get(`/v1/pages/${page}/view`)).json).toMatchObject({ status: { indicator: 'none' } });
  expect((await get(`/v1/pages/${page}/incidents?state=open`)).json.items).toEqual([]);
});

it('the same request again is the same incident', async () => {
  const send = () => post(`/v1/pages/${page}/incidents`, { title: 'Twice', body: 'Once.' }, { 'idempotency-key': 'k1' });
  const [first, second] = [await send(), await send()];
  expect(second.json.id).toBe(first.json.id);
  const items = (await get(`/v1/pages/${page}/incidents?limit=100`)).json.items as { title: string }[];
  expect(items.filter((incident) => incident.title === 'Twice')).toHaveLength(1);
});

it('an incident that is deleted is gone, and can be restored', async () => {
  const { json } = await post(`/v1/pages/${page}/incidents`, { title: 'Mistake', body: 'Oops.' });
  const path = `/v1/pages/${page}/incidents/${json.id as string}`;
  expect((await ask('DELETE', path)).status).toBe(200);
  expect((await get(path)).status).toBe(404);
  expect((await post(`${path}/restore`, {})).status).toBe(200);
  expect((await get(path)).json).toMatchObject({ title: 'Mistake' });
});

it('a list is read in slices, each incident once', async () => {
  for (let n = 0; n < 5; n++) await post(`/v1/pages/${page}/incidents`, { title: `Slice ${n}`, body: 'x' });
  const seen: string[] = [];
  let after = '';
  do {
    const { json } = await get(`/v1/pages/${page}/incidents?limit=2${after}`);
    seen.push(...(json.items as { id: string }[]).map((incident) => incident.id));
    after = json.next ? `&after=${encodeURIComponent(json.next as string)}` : '';
  } while (after);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThanOrEqual(5);
});

it('a view that did not change is 304', async () => {
  const { headers } = await get(`/v1/pages/${page}/view`);
  const again = await ask('GET', `/v1/pages/${page}/view`, undefined, { 'if-none-match': headers.get('etag')! });
  expect(again.status).toBe(304);
});

it.each<[string, string, string, unknown, Record<string, string>, number, RegExp]>([
  ['no key', 'POST', '/incidents', { title: 'x', body: 'x' }, { authorization: '' }, 401, /send a key/],
  ['a key of nobody', 'POST', '/incidents', { title: 'x', body: 'x' }, { authorization: `Bearer ${newKey()}` }, 401, /not known/],
  ['a body that is no JSON', 'POST', '/incidents', '{', {}, 422, /JSON/],
  ['a missing field', 'POST', '/incidents', { body: 'x' }, {}, 422, /title/],
  ['an empty title', 'POST', '/incidents', { title: ' ', body: 'x' }, {}, 422, /title/],
  ['a header in a title', 'POST', '/incidents', { title: 'x\r\nBcc: y', body: 'x' }, {}, 422, /one line/],
  ['an unknown status', 'POST', '/incidents', { title: 'x', body: 'x', status: 'great' }, {}, 422, /status/],
  [
    'a component of nobody',
    'POST',
    '/incidents',
    { title: 'x', body: 'x', components: [{ id: idFrom('no'), status: 'operational' }] },
    {},
    422,
    /component/,
  ],
  ['an incident of nobody', 'GET', `/incidents/${idFrom('no')}`, undefined, {}, 404, /no such incident/],
  ['an id that is none', 'GET', '/incidents/42', undefined, {}, 422, /incident/],
  ['a slice that is too large', 'GET', '/incidents?limit=1000', undefined, {}, 422, /limit/],
  ['an address that is none', 'POST', '/subscriptions', { channel: 'sms', address: '0170' }, {}, 422, /country code/],
  ['a version that is none', 'GET', '/view', undefined, { 'if-version-at-least': 'x' }, 422, /version/],
  ['an address that is not there', 'GET', '/nothing', undefined, {}, 404, /openapi/],
])('%s is a problem that says what to do', async (_name, method, path, body, headers, status, detail) => {
  const answer = await ask(method, `/v1/pages/${page}${path}`, body, headers);
  expect({ status: answer.status, type: answer.headers.get('content-type') }).toEqual({ status, type: 'application/problem+json' });
  expect(answer.json.detail).toMatch(detail);
});

it('a post-mortem is written together, and is on the page once it is published', async () => {
  const opened = await post(`/v1/pages/${page}/incidents`, { title: 'Down', body: 'x' });
  const path = `/v1/pages/${page}/incidents/${opened.json.id as string}/postmortem`;
  const shown = async () =>
    ((await get(`/v1/pages/${page}/view`)).json.incidents as { id: string; postmortem?: string }[]).find(
      ({ id }) => id === opened.json.id,
    )!;
  expect((await get(path)).json).toMatchObject({ text: '', published: false });
  const base = 'It broke.\nWe mended it.\n';
  expect((await ask('PATCH', path, { text: base })).status).toBe(200);
  await ask('PATCH', path, { text: base.replace('It broke', 'A disk broke'), base });
  await ask('PATCH', path, { text: base.replace('mended', 'replaced'), base });
  expect((await get(path)).json.text).toBe('A disk broke.\nWe replaced it.\n');
  expect(await shown()).not.toHaveProperty('postmortem');

  const { state, client } = (await get(path)).json as { state: string; client: number };
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Buffer.from(state, 'base64'));
  doc.clientID = client;
  const before = Y.encodeStateVector(doc);
  doc.getText('text').insert(0, '# Why\n');
  const update = Buffer.from(Y.encodeStateAsUpdate(doc, before)).toString('base64');
  expect((await ask('PATCH', path, { update, published: true })).status).toBe(200);
  expect((await shown()).postmortem).toBe('# Why\nA disk broke.\nWe replaced it.\n');
  await ask('PATCH', path, { published: false });
  expect(await shown()).not.toHaveProperty('postmortem');

  expect((await ask('PATCH', path, { text: 'x'.repeat(30_001) })).status).toBe(422);
  const long = await ask('PATCH', path, { text: 'y'.repeat(29_999), base: '' });
  expect({ status: long.status, detail: long.json.detail }).toEqual({
    status: 413,
    detail: expect.stringContaining('at most 30000') as string,
  });
  expect((await ask('PATCH', path, {})).status).toBe(422);
  expect((await ask('PATCH', path, { text: 'x', update })).status).toBe(422);
  expect((await ask('PATCH', path, { update: 'CQkJCQ==' })).status).toBe(422);
  expect((await ask('GET', path, undefined, { authorization: '' })).status).toBe(401);
});

it('a page gets a host name of its own, and one that is none is refused', async () => {
  const path = `/v1/pages/${page}`;
  for (const domain of ['127.0.0.1', 'localhost', 'a..b', '-a.example.com', 'http://a.example.com', 'ä.example.com'])
    expect((await ask('PATCH', path, { domain })).status).toBe(422);
  expect((await ask('PATCH', path, { domain: 'Status.Acme.Example' })).status).toBe(200);
  expect((await get(path)).json.domain).toMatchObject({ host: 'status.acme.example' });
  await expect.poll(async () => (await get('/v1/domains/status.acme.example')).json.page).toBe(page);
  expect((await get(path)).json.domain).toEqual({ host: 'status.acme.example', state: 'confirmed' });
  expect((await get('/v1/domains/other.example')).status).toBe(404);
});

it('what no database takes is refused before it is written', async () => {
  for (const body of ['half \ud83d of a sign', 'a NUL \0 in it']) {
    const answer = await post(`/v1/pages/${page}/incidents`, { title: 'x', body, notify: false });
    expect(answer.status).toBe(422);
  }
});

it('a body that is too large is refused before it is read', async () => {
  expect((await post(`/v1/pages/${page}/incidents`, { title: 'x', body: 'x'.repeat(200_000) })).status).toBe(413);
});

it('a key of one page does not see another', async () => {
  const key = newKey();
  const other = (await post('/v1/pages', { name: 'Other', slug: 'other' })).json.id as string;
  await createWriter(kit, { sql: database.sql, bus }).write(
    { type: 'create-api-key', key: idFrom('other'), page: other, name: 'other', scopes: ['write'], hash: hashKey(key) },
    { actor: 'test' },
  );
  const authorization = { authorization: `Bearer ${key}` };
  expect((await post(`/v1/pages/${page}/incidents`, { title: 'x', body: 'x' }, authorization)).status).toBe(404);
  expect((await post('/v1/pages', { name: 'x', slug: 'x' }, authorization)).status).toBe(403);
  expect((await post(`/v1/pages/${other}/incidents`, { title: 'x', body: 'x' }, authorization)).status).toBe(201);
  expect((await ask('GET', '/v1/pages', undefined, authorization)).json.items).toMatchObject([{ id: other }]);
});

it('sign-up says the same whether an address is known or not', async () => {
  const guest = { authorization: '' };
  const send = () => post(`/v1/pages/${page}/subscriptions`, { channel: 'email', address: 'ada@example.com' }, guest);
  const [first, second] = [await send(), await send()];
  expect([first.status, second.status]).toEqual([202, 202]);
  expect(second.json).toEqual(first.json);
  const { json } = await get(`/v1/pages/${page}/subscriptions`);
  expect(json.items).toMatchObject([{ address: 'ada@example.com', state: 'pending' }]);
});

it('a page that was purged is gone, which is more than not there', async () => {
  const { id } = (await post('/v1/pages', { name: 'Purged', slug: 'purged' })).json as { id: string };
  await database.sql`delete from page where id = ${id}`;
  await database.sql`update doc set purged = true where id = ${`page:${id}`}`;
  const { status, json } = await ask('GET', `/v1/pages/${id}/view`, undefined, { authorization: '' });
  expect({ status, code: json.code }).toEqual({ status: 410, code: 'gone' });
});

it('a private page is there for keys and for holders of a good token, and for nobody else', async () => {
  const guest = { authorization: '' };
  const secret = (await post('/v1/pages', { name: 'Secret', slug: 'secret' })).json.id as string;
  const paths = ['', '/view', '/incidents', '/components', '/maintenances'].map((rest) => `/v1/pages/${secret}${rest}`);
  for (const path of paths) expect((await ask('GET', path, undefined, guest)).status).toBe(200);

  expect((await ask('PATCH', `/v1/pages/${secret}`, { private: true })).status).toBe(200);
  const unknown = await ask('GET', `/v1/pages/${idFrom('nowhere')}/view`, undefined, guest);
  const told = ({ status, json: { trace: _trace, ...json } }: typeof unknown) => ({ status, json });
  for (const path of paths) {
    expect(told(await ask('GET', path, undefined, guest))).toEqual(told(unknown));
    // A database takes an id however it is written.
    expect((await ask('GET', path.replace(secret, secret.toUpperCase()), undefined, guest)).status).toBe(404);
    expect((await ask('GET', path)).status).toBe(200);
  }
  expect((await post(`/v1/pages/${secret}/subscriptions`, { channel: 'email', address: 'a@example.com' }, guest)).status).toBe(404);
  expect((await ask('GET', '/v1/slugs/secret', undefined, guest)).status).toBe(404);

  const minted = await post(`/v1/pages/${secret}/reader-tokens`, { expiresInSeconds: 60 });
  expect(minted.status).toBe(201);
  const token = minted.json.token as string;
  expect((await ask('GET', `${paths[1]!}?token=${token}`, undefined, guest)).json).toMatchObject({ page: { private: true } });
  expect((await ask('GET', paths[1]!, undefined, { authorization: `Bearer ${token}` })).status).toBe(200);
  expect((await ask('GET', `/v1/pages/${page}/reader-tokens`, undefined, guest)).status).toBe(405);
  expect((await post(`/v1/pages/${secret}/reader-tokens`, {}, guest)).status).toBe(404);
  // A token is bound to its page.
  await ask('PATCH', `/v1/pages/${page}`, { private: true });
  expect((await ask('GET', `/v1/pages/${page}/view?token=${token}`, undefined, guest)).status).toBe(404);
  await ask('PATCH', `/v1/pages/${page}`, { private: false });

  const born = (await post('/v1/pages', { name: 'Born private', slug: 'born-private', private: true })).json.id as string;
  expect((await ask('GET', `/v1/pages/${born}/view`, undefined, guest)).status).toBe(404);

  await new Promise((resolve) => setTimeout(resolve, 5));
  expect((await ask('DELETE', `/v1/pages/${secret}/reader-tokens`)).status).toBe(200);
  expect((await ask('GET', `${paths[1]!}?token=${token}`, undefined, guest)).status).toBe(404);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const next = (await post(`/v1/pages/${secret}/reader-tokens`, {})).json.token as string;
  expect((await ask('GET', `${paths[1]!}?token=${next}`, undefined, guest)).status).toBe(200);
});

it('every route is described', async () => {
  const { json } = await get('/openapi.json');
  expect(Object.keys(json.paths as object)).toEqual(
    expect.arrayContaining([
      '/v1/pages/{page}/incidents',
      '/v1/pages/{page}/incidents/{incident}/postmortem',
      '/v1/pages/{page}/view',
      '/v1/mesh',
    ]) as string[],
  );
});

async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const sent = { authorization: `Bearer ${admin}`, 'content-type': 'application/json', ...headers };
  const present = Object.entries(sent).filter(([, value]) => value !== '');
  const init: RequestInit = { method, headers: Object.fromEntries(present) };
  if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await app.request(path, init, { remoteAddress: '127.0.0.1' });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, json: (text ? JSON.parse(text) : {}) as Record<string, unknown> };
}

function post(path: string, body: unknown, headers?: Record<string, string>) {
  return ask('POST', path, body, headers);
}

function get(path: string) {
  return ask('GET', path);
}
