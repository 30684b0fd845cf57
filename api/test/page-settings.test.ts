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

const guest = (from = '192.0.2.1') => ({ authorization: '', 'x-forwarded-for': from });
const edit = (body: object, headers = {}) => api.ask('PATCH', `/v1/pages/${page}`, body, headers);
const read = async () => (await api.ask('GET', `/v1/pages/${page}`)).json;
const unlock = (body: object, from?: string) => api.ask('POST', `/v1/pages/${page}/unlock`, body, guest(from));
const sees = async (headers: Record<string, string>, token = '') =>
  (await api.ask('GET', `/v1/pages/${page}/view${token && `?token=${token}`}`, undefined, headers)).status;

it('a page looks as it did before until somebody says what it is to look like; then the View has it', async () => {
  expect(Object.keys(await read()).sort()).toEqual(['createdAt', 'id', 'name', 'slug', 'timeZone', 'updatedAt']);
  const said = {
    logo: 'https://acme.example/logo.svg',
    colours: { accent: '#0a84ff' },
    css: '.top { border: 0 }',
    language: 'de',
    languages: ['en', 'pt-BR'],
    about: 'All that we run.',
    support: 'mailto:help@acme.example',
  };
  expect((await edit(said)).status).toBe(200);
  expect(await read()).toMatchObject(said);
  expect((await api.ask('GET', `/v1/pages/${page}/view`, undefined, guest())).json['page']).toMatchObject(said);
  const [event] = await opened.database.sql<{ patch: object }[]>`select patch from page_event order by local_id desc limit 1`;
  expect(event!.patch).toMatchObject({ page: said });
  await edit({ about: null, css: null, colours: {} });
  const after = await read();
  for (const gone of ['about', 'css', 'colours']) expect(after).not.toHaveProperty(gone);
});

it('refuses what is no colour, no address, no language, and too much of a style', async () => {
  const wrong = {
    logo: 'http://acme.example/x',
    colours: { accent: 'red' },
    css: 'x'.repeat(10_001),
    language: 'german',
    support: 'javascript:alert(1)',
  };
  const fields = (await edit(wrong)).json['fields'] as { path: string }[];
  expect(fields.map(({ path }) => path).sort()).toEqual(['colours.accent', 'css', 'language', 'logo', 'support']);
});

it('a style, channels, switches and who sees it are for administrators', async () => {
  const key = { authorization: `Bearer ${await api.keyFor(page, ['write'])}` };
  expect((await edit({ about: 'x' }, key)).status).toBe(200);
  for (const each of [
    { css: 'x' },
    { channels: [] },
    { features: { a: true } },
    { visibility: 'public' },
    { password: 'longer than eight' },
    { addresses: [] },
  ]) {
    expect((await edit(each, key)).status).toBe(403);
  }
  expect((await api.ask('GET', `/v1/pages/${page}/settings`, undefined, key)).status).toBe(403);
});

it('signs up by the channels that the page allows, and says so before it looks at anything else', async () => {
  await edit({ channels: ['email'] });
  const asked = { channel: 'webhook', address: 'nonsense' };
  const refused = await api.ask('POST', `/v1/pages/${page}/subscriptions`, asked, guest());
  expect(refused.json).toMatchObject({
    status: 422,
    detail: 'webhook: this page tells its subscribers by email',
    fields: [{ path: 'channel' }],
  });
  expect(
    (await api.ask('POST', `/v1/pages/${page}/subscriptions`, { channel: 'email', address: 'ada@acme.example' }, guest())).status,
  ).toBe(202);
});

it('switches are set by name, one does not undo another, and those of the organisation hold where the page says nothing', async () => {
  const organisation = String((await api.ask('POST', '/v1/organisations', { name: 'Acme' })).json['id']);
  const other = String((await api.ask('POST', '/v1/pages', { name: 'Other', slug: 'other', organisation })).json['id']);
  const set = (path: string, features: object) => api.ask('PATCH', path, { features });
  const features = async () => (await api.ask('GET', `/v1/pages/${other}/settings`)).json['features'];
  await set(`/v1/organisations/${organisation}`, { 'new-timeline': true, beta: true });
  await set(`/v1/pages/${other}`, { beta: false });
  await set(`/v1/pages/${other}`, { extra: true });
  expect(await features()).toEqual({ 'new-timeline': true, beta: false, extra: true });
  await set(`/v1/pages/${other}`, { beta: null });
  expect(await features()).toMatchObject({ beta: true });
  expect((await set(`/v1/pages/${other}`, { 'Not a name': true })).status).toBe(422);
  const many = Object.fromEntries(Array.from({ length: 49 }, (_, at) => [`f${at}`, true]));
  expect((await set(`/v1/pages/${other}`, many)).status).toBe(200);
  expect((await set(`/v1/pages/${other}`, { another: true })).status).toBe(409);
  expect((await api.ask('GET', `/v1/pages/${other}/view`)).text).not.toContain('new-timeline');
});

it('a page with a password opens to who knows it, is not there for others, and nobody is told its hash', async () => {
  expect((await edit({ visibility: 'password' })).json['fields']).toMatchObject([{ path: 'password' }]);
  expect((await edit({ visibility: 'password', password: 'open sesame' })).status).toBe(200);
  expect(await read()).toMatchObject({ private: true, visibility: 'password' });
  expect(await sees(guest())).toBe(404);
  expect(await unlock({ password: 'open sesamf' })).toMatchObject({ status: 403 });
  const opened1 = await unlock({ password: 'open sesame' });
  expect(opened1.status).toBe(201);
  expect(await sees(guest(), String(opened1.json['token']))).toBe(200);
  expect(await api.ask('GET', `/v1/pages/${page}/settings`)).toMatchObject({ json: { visibility: 'password', hasPassword: true } });

  const { sql } = opened.database;
  const [{ hash }] = (await sql`select password_hash as hash from page where id = ${page}`) as unknown as [{ hash: string }];
  const told = await Promise.all(['', '/view', '/settings'].map(async (path) => (await api.ask('GET', `/v1/pages/${page}${path}`)).text));
  expect(hash).toMatch(/^scrypt/);
  for (const text of told) expect(text).not.toContain('scrypt');
  expect((await sql`select 1 from page_event where patch::text like '%scrypt%' or facts::text like '%scrypt%'`).length).toBe(0);
  expect((await sql`select 1 from log where position(convert_to('open sesame', 'UTF8') in env) > 0`).length).toBe(0);

  // Another password shuts what the one before has opened.
  await edit({ password: 'open barley' });
  expect(await sees(guest(), String(opened1.json['token']))).toBe(404);
  expect((await unlock({ password: 'open sesame' })).status).toBe(403);
  expect((await unlock({ password: 'open barley' })).status).toBe(201);
});

it('tries are bounded, and a page that is not there, or asks for no password, answers as a wrong password does', async () => {
  await edit({ visibility: 'tokens' });
  const other = await api.ask(
    'POST',
    `/v1/pages/01890a5d-ac96-774b-bcce-b302099a8057/unlock`,
    { password: 'open barley' },
    guest('203.0.113.1'),
  );
  const here = await unlock({ password: 'open barley' }, '203.0.113.1');
  expect([other.status, other.json['detail']]).toEqual([here.status, here.json['detail']]);
  expect(here.status).toBe(403);
  const statuses: number[] = [];
  for (let tries = 0; tries < 12; tries++) statuses.push((await unlock({ password: 'wrong' }, '203.0.113.2')).status);
  expect(statuses.filter((status) => status === 403)).toHaveLength(10);
  const refused = await unlock({ password: 'wrong' }, '203.0.113.2');
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
});

it('a page with addresses opens to who comes from them, in both families', async () => {
  expect((await edit({ visibility: 'addresses' })).json['fields']).toMatchObject([{ path: 'addresses' }]);
  expect((await edit({ visibility: 'addresses', addresses: ['198.51.100.0/24', '2001:db8::/32'] })).status).toBe(200);
  expect((await edit({ addresses: ['198.51.100.0/33'] })).json['fields']).toMatchObject([{ path: 'addresses.0' }]);
  for (const [from, status] of [
    ['198.51.100.9', 200],
    ['2001:db8::1', 200],
    ['198.51.101.9', 404],
    ['2001:db9::1', 404],
  ] as const) {
    expect([from, await sees(guest(from))]).toEqual([from, status]);
    expect([from, (await unlock({}, from)).status]).toEqual([from, status === 200 ? 201 : 403]);
  }
  expect((await api.ask('GET', `/v1/pages/${page}/view`, undefined, guest('198.51.100.9'))).text).not.toContain('198.51.100.0');
  // Whoever says the old word shuts or opens it as ever.
  await edit({ private: false });
  expect(await sees(guest('203.0.113.3'))).toBe(200);
  expect((await edit({ private: true, visibility: 'public' })).status).toBe(422);
});
