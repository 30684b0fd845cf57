import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '@pharos/core/id';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { migrationsFolder } from '@pharos/region/migrations';
import { openApi, type TestApi } from './open-api.ts';

const guest = { authorization: '' };
let database: FreshDatabase;
let api: TestApi;
let page: string;
let component: string;
beforeAll(async () => {
  database = await freshDatabase([['region', migrationsFolder]]);
  api = await openApi(database.url);
  page = (await api.ask('POST', '/v1/pages', { name: 'Acme', slug: 'acme' })).json.id as string;
  component = (await api.ask('POST', `/v1/pages/${page}/components`, { name: 'API' })).json.id as string;
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const subscriptionsOf = async (address: string) =>
  ((await api.ask('GET', `/v1/pages/${page}/subscriptions?limit=100`)).json.items as Record<string, unknown>[]).filter(
    (each) => each.address === address,
  );

it('a stranger who signs up somebody that has confirmed changes nothing', async () => {
  const address = 'ada@example.com';
  await api.ask('POST', `/v1/pages/${page}/subscriptions`, { channel: 'email', address });
  expect(await subscriptionsOf(address)).toMatchObject([{ state: 'active', components: [] }]);
  const answer = await api.ask('POST', `/v1/pages/${page}/subscriptions`, { channel: 'email', address, components: [component] }, guest);
  expect(answer.status).toBe(202);
  expect(await subscriptionsOf(address)).toMatchObject([{ state: 'active', components: [] }]);
  await api.ask('POST', `/v1/pages/${page}/subscriptions`, { channel: 'email', address, components: [component] });
  expect(await subscriptionsOf(address)).toMatchObject([{ components: [component] }]);
});

it('what somebody signs up for is on the page', async () => {
  const asked = { channel: 'email', address: 'bob@example.com', components: [component, newId()] };
  const refused = await api.ask('POST', `/v1/pages/${page}/subscriptions`, asked, guest);
  expect({ status: refused.status, fields: refused.json.fields }).toMatchObject({ status: 422, fields: [{ path: 'components.1' }] });
  expect(await subscriptionsOf('bob@example.com')).toEqual([]);
});

it('one idempotency key names another update of another incident', async () => {
  const open = async (title: string) => (await api.ask('POST', `/v1/pages/${page}/incidents`, { title, body: 'x' })).json.id as string;
  const [one, two] = [await open('One'), await open('Two')];
  // By hand: its time is over, and it would end by itself while we look.
  const times = { startsAt: '2026-05-01T10:00:00Z', endsAt: '2026-05-01T11:00:00Z', automatic: false };
  const maintenance = (await api.ask('POST', `/v1/pages/${page}/maintenances`, { title: 'Three', body: 'x', ...times })).json.id as string;
  const again = { 'idempotency-key': 'same' };
  const post = (path: string, status: string) => api.ask('POST', `/v1/pages/${page}/${path}/updates`, { status, body: 'news' }, again);
  const written = [
    await post(`incidents/${one}`, 'identified'),
    await post(`incidents/${two}`, 'identified'),
    await post(`maintenances/${maintenance}`, 'in_progress'),
    await post(`incidents/${one}`, 'identified'),
  ];
  expect(written.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  expect(written[3]!.json.id).toBe(written[0]!.json.id);
  const view = (await api.ask('GET', `/v1/pages/${page}/view`)).json as Record<
    'incidents' | 'maintenances',
    { id: string; updates: unknown[] }[]
  >;
  const shown = [...view.incidents, ...view.maintenances].filter(({ id }) => [one, two, maintenance].includes(id));
  expect(shown.map(({ updates }) => updates.length)).toEqual([2, 2, 2]);

  const { paths } = (await api.ask('GET', '/openapi.json')).json as {
    paths: Record<string, Record<string, { parameters?: { name: string }[] }>>;
  };
  const advertised = Object.values(paths).flatMap((methods) =>
    Object.entries(methods).flatMap(([method, { parameters = [] }]) =>
      parameters.some(({ name }) => name === 'idempotency-key') ? method : [],
    ),
  );
  expect(new Set(advertised)).toEqual(new Set(['post']));
});

it.each<[string, string, string, string | undefined, Record<string, string>, number]>([
  [
    'a form where JSON is asked for',
    'POST',
    '/v1/pages/PAGE/incidents',
    'title=x&body=y',
    { 'content-type': 'application/x-www-form-urlencoded' },
    415,
  ],
  ['a form for a change', 'PATCH', '/v1/pages/PAGE', 'name=x', { 'content-type': 'text/plain' }, 415],
  ['a place in a list that nobody gave', 'GET', `/v1/pages/PAGE/incidents?after=${crafted('x')}`, undefined, {}, 422],
  ['a place before all time', 'GET', `/v1/pages/PAGE/maintenances?after=${crafted('0000-01-01T00:00:00.000Z')}`, undefined, {}, 422],
  ['a place in the far future', 'GET', `/v1/pages/PAGE/incidents?after=${crafted('9999-12-31T23:59:59.999Z')}`, undefined, {}, 422],
  ['a NUL in a slug', 'GET', '/v1/slugs/%00', undefined, {}, 404],
  ['a slug of a whole page', 'GET', `/v1/slugs/${'x'.repeat(500)}`, undefined, {}, 404],
  [
    'a time of the year 0 in a far offset',
    'POST',
    '/v1/pages/PAGE/incidents',
    '{"title":"x","body":"x","startedAt":"0000-01-01T00:00:00+16:00"}',
    {},
    422,
  ],
])('%s is refused, and is no bug of ours', async (_what, method, path, body, headers, status) => {
  expect((await api.ask(method, path.replace('PAGE', page), body, headers)).status).toBe(status);
});

function crafted(value: string): string {
  return Buffer.from(JSON.stringify([value, '018f0000-0000-7000-8000-000000000000'])).toString('base64url');
}

it('a body full of faults is answered with twenty of them, in few bytes', async () => {
  const faults = (length: number) => Array.from({ length }, () => ({ id: 'x'.repeat(20), status: 'y' }));
  const long = await api.ask('POST', `/v1/pages/${page}/incidents`, { title: 'x', body: 'x', components: faults(3_000) });
  expect(long.json).toMatchObject({ status: 422, fields: [{ path: 'components' }] }); // counted, not looked at
  const components = faults(200);
  const answer = await api.ask('POST', `/v1/pages/${page}/incidents`, { title: 'x', body: 'x', components });
  expect(answer.status).toBe(422);
  expect((answer.json.fields as unknown[]).length).toBeLessThanOrEqual(20);
  expect(answer.text.length).toBeLessThan(8_000);
});

it('an id in capitals is the same id, for reading and for writing', async () => {
  const incident = (await api.ask('POST', `/v1/pages/${page}/incidents`, { title: 'Capital', body: 'x' })).json.id as string;
  const path = `/v1/pages/${page.toUpperCase()}/incidents/${incident.toUpperCase()}`;
  expect((await api.ask('GET', path)).json.id).toBe(incident);
  expect((await api.ask('POST', `${path}/updates`, { status: 'resolved', body: 'x' })).status).toBe(201);
  const key = await api.keyFor(page, ['write']);
  const bearer = { authorization: `Bearer ${key}` };
  expect((await api.ask('PATCH', path, { title: 'Letters' }, bearer)).status).toBe(200);
});

it('nobody can tell a private page from one that is not there', async () => {
  const secret = (await api.ask('POST', '/v1/pages', { name: 'Secret', slug: 'secret', private: true })).json.id as string;
  const nowhere = newId();
  const other = { authorization: `Bearer ${await api.keyFor(page, ['write'])}` };
  const asked: [string, string, unknown?][] = [
    ['GET', ''],
    ['GET', '/view'],
    ['GET', '/incidents'],
    ['GET', '/incidents?after=!'],
    ['GET', `/incidents/${newId()}`],
    ['GET', '/components'],
    ['GET', '/maintenances'],
    ['GET', '/subscriptions'],
    ['GET', '/nothing'],
    ['POST', '/subscriptions', { channel: 'email', address: 'no address' }],
    ['POST', '/subscriptions', { channel: 'email', address: 'a@example.com' }],
    ['POST', '/incidents', { title: 'x' }],
    ['PATCH', '', { name: 'x' }],
    ['DELETE', '/reader-tokens'],
  ];
  for (const headers of [guest, other, { authorization: 'Bearer rt1.x.y' }]) {
    for (const [method, path, body] of asked) {
      const [hidden, missing] = await Promise.all(
        [secret, nowhere].map(async (id) => {
          const { status, json } = await api.ask(method, `/v1/pages/${id}${path}`, body, headers);
          return { status, ...json, trace: '' };
        }),
      );
      expect({ method, path, ...hidden }).toEqual({ method, path, ...missing });
    }
    for (const path of ['/v1/slugs/secret', '/v1/slugs/nowhere'])
      expect((await api.ask('GET', path, undefined, headers)).json.detail).toBe('there is no such page');
  }
});

it('a version of the future is not waited for long, and what is here is called stale', async () => {
  const path = `/v1/pages/${page}/view`;
  const { version } = (await api.ask('GET', path)).json as { version: string };
  expect((await api.ask('GET', path, undefined, { 'if-version-at-least': 'v1.gICAgAQB' })).json.stale).toBe(true);
  expect((await api.ask('GET', path, undefined, { 'if-version-at-least': version })).json.stale).toBeUndefined();
});

it('a page shows the newest updates of a long incident, says how many there are more, and so is told who writes them', async () => {
  const incident = (await api.ask('POST', `/v1/pages/${page}/incidents`, { title: 'Long', body: 'first' })).json.id as string;
  const body = '\u{1F525}'.repeat(10_000); // 40 KB
  const path = `/v1/pages/${page}/incidents/${incident}`;
  const post = async () => (await api.ask('POST', `${path}/updates`, { status: 'identified', body, notify: false })).json;
  expect((await post()).notice).toBeUndefined();
  expect((await post()).notice).toMatch(/newest/);
  const { incidents } = (await api.ask('GET', `/v1/pages/${page}/view`)).json as {
    incidents: { id: string; updates: unknown[]; older?: number }[];
  };
  const shown = incidents.find(({ id }) => id === incident)!;
  expect({ updates: shown.updates.length, older: shown.older }).toEqual({ updates: 1, older: 2 });
  const whole = (await api.ask('GET', path)).json as { updates: unknown[]; older?: number };
  expect({ updates: whole.updates.length, older: whole.older }).toEqual({ updates: 3, older: undefined });
});

it('a page has no more components than a View has room for', async () => {
  const full = (await api.ask('POST', '/v1/pages', { name: 'Full', slug: 'full' })).json.id as string;
  await database.sql`
    insert into component (id, page, name, description, ord, status, shown, removed, created_at, updated_at)
    select gen_random_uuid(), ${full}, 'c', '', 'V', 'operational', 'operational', false, now(), now() from generate_series(1, 500)`;
  const refused = await api.ask('POST', `/v1/pages/${full}/components`, { name: 'one more' });
  expect({ status: refused.status, detail: refused.json.detail }).toMatchObject({
    status: 409,
    detail: expect.stringContaining('500') as string,
  });
});
