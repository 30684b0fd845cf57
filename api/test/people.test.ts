import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { openPostgres, type Sql } from '@pharos/core/outside/postgres';
import { until } from '@pharos/core/testing/until';
import { migrationsFolder } from '@pharos/region/migrations';
import { TOTP, Secret } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOidcProvider, type OidcProvider } from './oidc-provider.ts';
import { openApi, type TestAnswer, type TestApi } from './open-api.ts';
import { createPasskeyDevice } from './passkey-device.ts';

const keys = ['s'.repeat(40)];
let database: FreshDatabase;
let sql: Sql;
let provider: OidcProvider;
let api: TestApi;
let organisation: string;
let page: string;
let otherPage: string;

const id = (answer: TestAnswer) => String(answer.json['id']);
const as = (token: string) => (method: string, path: string, body?: unknown) =>
  api.ask(method, path, body, { authorization: `Bearer ${token}` });
const guest = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  api.ask(method, path, body, { authorization: '', 'x-forwarded-for': anyAddress(), ...headers });
// Limits of one address are a test of their own.
let addresses = 0;
const anyAddress = () => `198.51.${Math.floor(addresses / 250)}.${(addresses++ % 250) + 1}`;

beforeAll(async () => {
  database = await freshDatabase([['region', migrationsFolder]]);
  sql = openPostgres({ url: database.url, max: 1, name: 'test' });
  provider = await createOidcProvider();
  const oidc = { issuer: provider.issuer, clientId: 'pharos', clientSecret: 'secret', name: 'Acme SSO' };
  api = await openApi(database.url, {
    accounts: { keys, passwordCost: 12, consoleUrl: 'https://console.example', consoleOrigins: ['https://console.example'], oidc },
  });
  organisation = id(await api.ask('POST', '/v1/organisations', { name: 'Acme' }));
  const key = String((await api.ask('POST', '/v1/keys', { name: 'Acme', scopes: ['admin'], organisation })).json['secret']);
  page = id(await as(key)('POST', '/v1/pages', { name: 'Acme', slug: 'acme' }));
  otherPage = id(await api.ask('POST', '/v1/pages', { name: 'Other', slug: 'other' }));
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
  await sql.end({ timeout: 1 });
  await database[Symbol.asyncDispose]();
});

async function invite(email: string, role: string | null, more: object = {}): Promise<TestAnswer> {
  return api.ask('POST', '/v1/people', { email, name: email.split('@')[0], role, organisation, ...more });
}

/** What was mailed to somebody last. */
async function linkFor(email: string): Promise<string> {
  const [row] = await sql<{ link: string }[]>`select link from sign_in_mail where email = ${email} order by at desc limit 1`;
  return new URL(row!.link).hash.replace('#link=', '');
}

async function signIn(email: string): Promise<string> {
  const answer = await guest('POST', '/v1/sign-in/link/open', { link: await linkFor(email), keep: 'token' });
  expect(answer.status, answer.text).toBe(200);
  return String(answer.json['token']);
}

async function join(email: string, role: string | null, more: object = {}): Promise<string> {
  expect((await invite(email, role, more)).status).toBe(201);
  return signIn(email);
}

describe('somebody who is invited', () => {
  it('comes in by the link, once, and is who they were invited as', async () => {
    expect((await invite('ada@acme.example', 'responder')).json).toMatchObject({ mailed: true });
    const link = await linkFor('ada@acme.example');
    const token = await signIn('ada@acme.example');
    const account = await as(token)('GET', '/v1/account');
    expect(account.json).toMatchObject({
      person: { email: 'ada@acme.example' },
      seats: [{ organisation, role: 'responder' }],
      hasPassword: false,
    });
    expect((await guest('POST', '/v1/sign-in/link/open', { link, keep: 'token' })).status).toBe(401);
    expect((await guest('POST', '/v1/sign-in/link/open', { link: `${link}x`, keep: 'token' })).status).toBe(401);
  });

  it('does what the role may, on the pages of the organisation, and nothing elsewhere', async () => {
    const responder = as(await join('bob@acme.example', 'responder'));
    expect((await responder('POST', `/v1/pages/${page}/components`, { name: 'API' })).status).toBe(201);
    expect((await responder('PATCH', `/v1/pages/${page}`, { private: false })).status).toBe(403);
    expect((await responder('POST', `/v1/pages/${otherPage}/components`, { name: 'API' })).status).toBe(404);
    expect((await responder('GET', '/v1/pages')).json).toMatchObject({ items: [{ id: page }] });
    expect((await responder('GET', '/v1/people')).status).toBe(403);
    const maintainer = as(await join('cas@acme.example', 'maintainer'));
    const times = { startsAt: '2030-01-01T00:00:00Z', endsAt: '2030-01-01T01:00:00Z' };
    expect((await maintainer('POST', `/v1/pages/${page}/maintenances`, { title: 'Up', body: 'x', ...times })).status).toBe(201);
    expect((await maintainer('POST', `/v1/pages/${page}/incidents`, { title: 'Down', body: 'x' })).status).toBe(403);
    const viewer = as(await join('dan@acme.example', 'viewer'));
    expect((await viewer('GET', `/v1/pages/${page}/templates`)).status).toBe(200);
    expect((await viewer('POST', `/v1/pages/${page}/incidents`, { title: 'Down', body: 'x' })).status).toBe(403);
  });

  it('may have a role on one page only', async () => {
    const second = id(await api.ask('POST', '/v1/pages', { name: 'Second', slug: 'second', organisation }));
    const ask = as(await join('eve@acme.example', null, { pages: { [second]: 'admin' } }));
    expect((await ask('POST', `/v1/pages/${second}/components`, { name: 'API' })).status).toBe(201);
    expect((await ask('POST', `/v1/pages/${page}/components`, { name: 'API' })).status).toBe(404);
    expect((await ask('GET', '/v1/pages')).json).toMatchObject({ items: [{ id: second }] });
    expect((await ask('POST', '/v1/people', { email: 'x@acme.example', name: 'X', role: 'owner' })).status).toBe(403);
    // A page of somebody else is none of theirs to give.
    expect((await invite('eva@acme.example', null, { pages: { [otherPage]: 'viewer' } })).status).toBe(422);
  });

  it('says for which organisation, where they are in several', async () => {
    const second = id(await api.ask('POST', '/v1/organisations', { name: 'Second' }));
    await invite('fay@acme.example', 'admin');
    await invite('fay@acme.example', 'viewer', { organisation: second });
    const token = await signIn('fay@acme.example');
    expect((await as(token)('GET', '/v1/people')).status).toBe(422);
    const asked = (of: string) => api.ask('GET', '/v1/people', undefined, { authorization: `Bearer ${token}`, 'pharos-organisation': of });
    expect((await asked(organisation)).status).toBe(200);
    expect((await asked(second)).status).toBe(403);
    expect((await as(token)('POST', `/v1/pages/${page}/components`, { name: 'API' })).status).toBe(201);
  });

  it('is taken out again, and opens nothing any more', async () => {
    const token = await join('gus@acme.example', 'responder');
    const { items } = (await api.ask('GET', `/v1/people?organisation=${organisation}&limit=100`)).json as {
      items: { id: string; email: string }[];
    };
    const seat = items.find(({ email }) => email === 'gus@acme.example')!.id;
    expect((await api.ask('DELETE', `/v1/people/${seat}`)).status).toBe(200);
    expect((await as(token)('POST', `/v1/pages/${page}/components`, { name: 'API' })).status).toBe(404);
    expect((await as(token)('GET', '/v1/account')).json).toMatchObject({ seats: [] });
  });
});

describe('roles', () => {
  it('are given by those who have as much, and the last owner stays', async () => {
    const own = id(await api.ask('POST', '/v1/organisations', { name: 'Third' }));
    const owner = as(await join('hal@third.example', 'owner', { organisation: own }));
    const admin = as(await join('ida@third.example', 'admin', { organisation: own }));
    const { items } = (await owner('GET', '/v1/people')).json as { items: { id: string; email: string }[] };
    const seatOf = (email: string) => items.find((each) => each.email === email)!.id;
    expect((await admin('PATCH', `/v1/people/${seatOf('ida@third.example')}`, { role: 'owner' })).status).toBe(403);
    expect((await admin('DELETE', `/v1/people/${seatOf('hal@third.example')}`)).status).toBe(403);
    expect((await owner('DELETE', `/v1/people/${seatOf('hal@third.example')}`)).status).toBe(409);
    expect((await owner('PATCH', `/v1/people/${seatOf('ida@third.example')}`, { role: 'owner' })).status).toBe(200);
    expect((await owner('DELETE', `/v1/people/${seatOf('hal@third.example')}`)).status).toBe(200);
    // Of another organisation nobody is there.
    expect((await admin('GET', `/v1/people/${(await firstSeat()) ?? ''}`)).status).toBe(404);
  });

  const firstSeat = async () => {
    const { items } = (await api.ask('GET', `/v1/people?organisation=${organisation}`)).json as { items: { id: string }[] };
    return items[0]?.id;
  };
});

describe('a password', () => {
  const password = 'a long sentence about nothing';

  it('opens with a code from an app, each code once, and with recovery codes', async () => {
    const ask = as(await join('jon@acme.example', 'responder'));
    expect((await ask('POST', '/v1/account/password', { password: 'short' })).status).toBe(422);
    expect((await ask('POST', '/v1/account/password', { password })).status).toBe(200);
    const enter = (more: object = {}) =>
      guest('POST', '/v1/sign-in/password', { email: 'Jon@acme.example', password, keep: 'token', ...more });
    expect((await enter()).status).toBe(200);
    expect((await enter({ password: 'another sentence altogether' })).status).toBe(401);
    expect((await guest('POST', '/v1/sign-in/password', { email: 'no@acme.example', password })).status).toBe(401);

    const { secret, state } = (await ask('POST', '/v1/account/codes/begin')).json as { secret: string; state: string };
    const codeAt = (ms: number) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: ms });
    const made = await ask('POST', '/v1/account/codes', { state, code: codeAt(Date.now() - 30_000) });
    expect(made.status, made.text).toBe(201);
    const recovery = (made.json['recoveryCodes'] as string[])[0]!;
    expect((await enter()).json).toMatchObject({ status: 401, fields: [{ path: 'code' }] });
    const code = codeAt(Date.now());
    expect((await enter({ code })).status).toBe(200);
    expect((await enter({ code })).status).toBe(401);
    expect((await enter({ code: recovery.toUpperCase() })).status).toBe(200);
    expect((await enter({ code: recovery })).status).toBe(401);
    // A mailed link is one proof, too, and not both.
    await sql`delete from sign_in_mail`;
    expect((await guest('POST', '/v1/sign-in/link', { email: 'jon@acme.example' })).status).toBe(202);
    await until('a link is mailed', async () => (await sql`select from sign_in_mail`).length > 0);
    const link = await linkFor('jon@acme.example');
    expect((await guest('POST', '/v1/sign-in/link/open', { link })).json).toMatchObject({ status: 401, fields: [{ path: 'code' }] });
    const another = (made.json['recoveryCodes'] as string[])[1]!;
    expect((await guest('POST', '/v1/sign-in/link/open', { link, code: another })).status).toBe(200);
    // What is kept tells nobody.
    const [row] = await sql<{ proofs: string }[]>`select proofs::text as proofs from person where email = 'jon@acme.example'`;
    for (const each of [password, secret, recovery]) expect(row!.proofs).not.toContain(each);
  });

  it('ends the other sessions when it is changed', async () => {
    await invite('kim@acme.example', 'responder');
    const [one, link] = [await signIn('kim@acme.example'), await linkFor('kim@acme.example')];
    expect((await as(one)('POST', '/v1/account/password', { password })).status).toBe(200);
    const enter = async () =>
      String((await guest('POST', '/v1/sign-in/password', { email: 'kim@acme.example', password, keep: 'token' })).json['token']);
    const [two, three] = [await enter(), await enter()];
    expect((await as(two)('POST', '/v1/account/password', { password: `${password}, again`, before: password })).status).toBe(200);
    expect((await as(two)('GET', '/v1/account')).status).toBe(200);
    for (const each of [one, three]) expect((await as(each)('GET', '/v1/account')).status).toBe(401);
    expect((await guest('POST', '/v1/sign-in/link/open', { link })).status).toBe(401);
  });

  it('is not guessed from one address', async () => {
    const tried = [];
    for (let at = 0; at < 17; at++) {
      // Not one that is worth a hash.
      tried.push((await guest('POST', '/v1/sign-in/link/open', { link: 'x' }, { 'x-forwarded-for': '203.0.113.9' })).status);
    }
    expect(tried.slice(0, 15)).toEqual(Array.from({ length: 15 }, () => 401));
    expect(tried.slice(15)).toEqual([429, 429]);
  });
});

describe('a passkey', () => {
  it('is made in a session, and opens another one; what it answered opens none again', async () => {
    const ask = as(await join('lea@acme.example', 'responder'));
    const device = createPasskeyDevice(api.url);
    const asked = (await ask('POST', '/v1/account/passkeys/options')).json as { options: never; state: string };
    const made = await ask('POST', '/v1/account/passkeys', { name: 'Phone', state: asked.state, response: device.make(asked.options) });
    expect(made.status, made.text).toBe(201);
    expect((await ask('GET', '/v1/account')).json).toMatchObject({ passkeys: [{ id: made.json['id'], name: 'Phone' }] });

    const itself = `/v1/account/passkeys/${String(made.json['id'])}`;
    expect((await ask('PATCH', itself, { name: 'Old phone' })).status).toBe(200);
    expect((await ask('GET', '/v1/account')).json).toMatchObject({ passkeys: [{ id: made.json['id'], name: 'Old phone' }] });
    const other = as(await join('bea@acme.example', 'owner'));
    expect((await other('PATCH', itself, { name: 'Mine' })).status).toBe(404);
    expect((await ask('PATCH', itself, { name: '' })).status).toBe(422);

    const question = (await guest('POST', '/v1/sign-in/passkey/options')).json as { options: never; state: string };
    const answer = { state: question.state, response: device.answer(question.options), keep: 'token' };
    const entered = await guest('POST', '/v1/sign-in/passkey', answer);
    expect(entered.status, entered.text).toBe(200);
    expect((await guest('POST', '/v1/sign-in/passkey', answer)).status).toBe(401);
    const stranger = createPasskeyDevice('https://evil.example');
    const again = (await guest('POST', '/v1/sign-in/passkey/options')).json as { options: never; state: string };
    expect((await guest('POST', '/v1/sign-in/passkey', { state: again.state, response: stranger.answer(again.options) })).status).toBe(401);

    expect((await ask('DELETE', `/v1/account/passkeys/${String(made.json['id'])}`)).status).toBe(200);
    const late = (await guest('POST', '/v1/sign-in/passkey/options')).json as { options: never; state: string };
    expect((await guest('POST', '/v1/sign-in/passkey', { state: late.state, response: device.answer(late.options) })).status).toBe(401);
  });
});

describe('the identity provider', () => {
  const come = async (): Promise<{ status: number; cookie: string }> => {
    const sent = await fetch(`${api.url}/v1/sign-in/oidc`, { redirect: 'manual', headers: { 'x-forwarded-for': anyAddress() } });
    const cookie = sent.headers
      .getSetCookie()
      .map((each) => each.split(';')[0]!)
      .join('; ');
    const there = await fetch(sent.headers.get('location')!, { redirect: 'manual' });
    const back = await fetch(there.headers.get('location')!, { redirect: 'manual', headers: { cookie, 'x-forwarded-for': anyAddress() } });
    await back.text();
    const session = back.headers.getSetCookie().find((each) => each.startsWith('pharos='));
    return { status: back.status, cookie: session?.split(';')[0] ?? '' };
  };

  it('lets in whose address it vouches for, who was invited, and nobody who takes that address later', async () => {
    await invite('max@acme.example', 'viewer');
    provider.person = { sub: '1', email: 'max@acme.example', email_verified: false };
    expect((await come()).status).toBe(401);
    provider.person.email_verified = true;
    const entered = await come();
    expect(entered.status).toBe(302);
    expect((await guest('GET', '/v1/account', undefined, { cookie: entered.cookie })).json).toMatchObject({
      person: { email: 'max@acme.example' },
    });
    provider.person = { sub: '2', email: 'max@acme.example', email_verified: true };
    expect((await come()).status).toBe(401);
    provider.person = { sub: '3', email: 'nobody@acme.example', email_verified: true };
    expect((await come()).status).toBe(401);
  });
});

describe('a session', () => {
  it('that a browser keeps changes nothing for a page that is not ours', async () => {
    await invite('ned@acme.example', 'responder');
    const entered = await guest('POST', '/v1/sign-in/link/open', { link: await linkFor('ned@acme.example') });
    expect(entered.json['token']).toBeUndefined();
    const [set] = entered.headers.getSetCookie();
    expect(set).toMatch(/^pharos=.*HttpOnly; SameSite=Lax/);
    const cookie = set!.split(';')[0]!;
    const post = (headers: Record<string, string>) =>
      guest('POST', `/v1/pages/${page}/components`, { name: 'API' }, { cookie, ...headers });
    const csrf = String(entered.json['csrf']);
    expect((await guest('GET', `/v1/pages/${page}/templates`, undefined, { cookie })).status).toBe(200);
    expect((await post({})).status).toBe(403);
    expect((await post({ 'x-csrf-token': 'x' })).status).toBe(403);
    expect((await post({ 'x-csrf-token': csrf, origin: 'https://evil.example' })).status).toBe(403);
    const fromConsole = await post({ 'x-csrf-token': csrf, origin: 'https://console.example' });
    expect(fromConsole.status).toBe(201);
    expect(fromConsole.headers.get('access-control-allow-credentials')).toBe('true');
    expect(
      (await guest('GET', '/v1/sign-in', undefined, { origin: 'https://evil.example' })).headers.get('access-control-allow-credentials'),
    ).toBeNull();
    expect((await post({ 'x-csrf-token': csrf, origin: api.url })).status).toBe(201);
    // One that is over is none: a visitor goes on as a guest.
    expect((await guest('DELETE', '/v1/session', undefined, { cookie, 'x-csrf-token': csrf })).status).toBe(200);
    expect((await guest('GET', `/v1/pages/${page}/view`, undefined, { cookie })).status).toBe(200);
    expect((await guest('GET', `/v1/pages/${page}/templates`, undefined, { cookie })).status).toBe(401);
  });

  it('is listed and ended by its person, and by nobody else', async () => {
    await invite('oda@acme.example', 'responder');
    const one = await signIn('oda@acme.example');
    expect((await as(one)('POST', '/v1/account/password', { password: 'a long sentence about nothing' })).status).toBe(200);
    const asked = { email: 'oda@acme.example', password: 'a long sentence about nothing', keep: 'token' };
    const two = String((await guest('POST', '/v1/sign-in/password', asked)).json['token']);
    const list = (await as(one)('GET', '/v1/sessions')).json as { items: { id: string; way: string; isThis: boolean }[] };
    expect(list.items.map(({ way, isThis }) => [way, isThis])).toEqual([
      ['password', false],
      ['link', true],
    ]);
    const stranger = await join('pam@acme.example', 'owner');
    expect((await as(stranger)('DELETE', `/v1/sessions/${list.items[0]!.id}`)).status).toBe(404);
    expect((await as(one)('DELETE', `/v1/sessions/${list.items[0]!.id}`)).status).toBe(200);
    expect((await as(two)('GET', '/v1/account')).status).toBe(401);
    expect((await as(one)('DELETE', '/v1/sessions')).status).toBe(200);
    expect((await as(one)('GET', '/v1/account')).status).toBe(401);
  });
});

it('a page for those who are signed in opens to whoever has a role on it, and to nobody else', async () => {
  const inner = id(await api.ask('POST', '/v1/pages', { name: 'Inner', slug: 'inner', organisation }));
  const viewer = as(await join('rex@acme.example', 'viewer'));
  const stranger = as(
    await join('sue@other.example', 'owner', { organisation: id(await api.ask('POST', '/v1/organisations', { name: 'Fourth' })) }),
  );
  const unlock = (ask: typeof viewer) => ask('POST', `/v1/pages/${inner}/unlock`, {});
  expect((await unlock(viewer)).status).toBe(403);
  expect((await api.ask('PATCH', `/v1/pages/${inner}`, { visibility: 'signed-in' })).status).toBe(200);
  const opened = await unlock(viewer);
  expect(opened.status, opened.text).toBe(201);
  expect((await guest('GET', `/v1/pages/${inner}/view?token=${String(opened.json['token'])}`)).status).toBe(200);
  expect((await unlock(stranger)).status).toBe(403);
  expect((await unlock(guest)).status).toBe(403);
  expect((await guest('GET', `/v1/pages/${inner}/view`)).status).toBe(404);
});

it('every change says who made it, from where, and what was there before', async () => {
  const token = await join('quy@acme.example', 'admin');
  const ask = as(token);
  const component = id(
    await api.ask(
      'POST',
      `/v1/pages/${page}/components`,
      { name: 'Old' },
      { authorization: `Bearer ${token}`, 'x-forwarded-for': '192.0.2.7' },
    ),
  );
  await ask('PATCH', `/v1/pages/${page}/components/${component}`, { name: 'New' });
  const audit = async (query: string) => (await ask('GET', `/v1/audit?${query}`)).json['items'] as Record<string, unknown>[];
  await expect.poll(() => audit(`thing=${component}`).then(({ length }) => length)).toBe(2);
  const [edited, made] = await audit(`thing=${component}`);
  expect(edited).toMatchObject({
    verb: 'edit-component',
    actorKind: 'person',
    actorName: 'quy',
    page,
    before: { name: 'Old' },
    after: { name: 'New' },
  });
  expect(made).toMatchObject({ verb: 'create-component', address: '192.0.2.7', after: { name: 'Old' } });
  expect(await audit('verb=begin-session&limit=1')).toMatchObject([{ kind: 'person' }]);
  // Nothing of others, and no secret.
  expect((await audit('limit=100')).filter((each) => each['page'] === otherPage)).toEqual([]);
  expect(JSON.stringify(await audit('verb=set-password&limit=100'))).not.toContain('scrypt$');
});
