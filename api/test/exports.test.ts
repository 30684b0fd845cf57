import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { until } from '@pharos/core/testing/until';
import { newId } from '@pharos/core/id';
import { migrationsFolder } from '@pharos/region/migrations';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openApi, type TestApi } from './open-api.ts';

/** Two installations that know nothing of each other. */
let databases: FreshDatabase[];
let here: TestApi;
let there: TestApi;
const now = Math.floor(Date.now() / 10_000) * 10_000;
const pushed = 4_500;
let organisation: string;
let page: string;

beforeAll(async () => {
  databases = [await freshDatabase([['region', migrationsFolder]]), await freshDatabase([['region', migrationsFolder]])];
  here = await openApi(databases[0]!.url);
  there = await openApi(databases[1]!.url);
  organisation = String((await here.ask('POST', '/v1/organisations', { name: 'Acme' })).json['id']);
  page = await make('/v1/pages', { name: 'Acme', slug: 'acme', timeZone: 'Europe/Berlin', private: true, organisation });
  const at = `/v1/pages/${page}`;
  await here.ask('PATCH', at, { smsCountries: ['+49'], majorOutageWeight: 90, features: { 'new-timeline': true } });
  await here.ask('PATCH', at, { visibility: 'password', password: 'a long sentence about nothing' });
  const group = await make(`${at}/groups`, { name: 'Core' });
  const api = await make(`${at}/components`, { name: 'API', groupId: group });
  const web = await make(`${at}/components`, { name: 'Web', showcase: false });
  const over = await make(`${at}/incidents`, {
    title: 'Down',
    body: 'We look.',
    impact: 'major',
    components: [{ id: api, status: 'major_outage' }],
  });
  const post = (incident: string, body: object) => make(`${at}/incidents/${incident}/updates`, body);
  await post(over, { status: 'identified', body: 'A disk.', components: [{ id: web, status: 'degraded_performance' }] });
  const slip = await post(over, { status: 'monitoring', body: 'A slip.' });
  await here.ask('DELETE', `${at}/incidents/${over}/updates/${slip}`);
  await post(over, { status: 'resolved', body: 'Over.', components: [api, web].map((id) => ({ id, status: 'operational' })) });
  await here.ask('PATCH', `${at}/incidents/${over}`, { title: 'Down again', impact: 'critical', resolvedAt: new Date().toISOString() });
  await here.ask('PATCH', `${at}/incidents/${over}/postmortem`, { text: 'A disk was full. 💥', published: true });
  const open = await make(`${at}/incidents`, { title: 'Slow', body: 'We look.', components: [{ id: web, status: 'partial_outage' }] });
  await here.ask('PATCH', `${at}/incidents/${open}`, { startedAt: '2026-01-01T00:00:00Z' });
  const times = { startsAt: '2030-01-01T00:00:00Z', endsAt: '2030-01-01T01:00:00Z' };
  await make(`${at}/maintenances`, { title: 'Upgrade', body: 'Soon.', components: [api], ...times });
  await make(`${at}/incidents/${over}/notes`, { body: 'Ask the provider.' });
  await make(`${at}/drafts`, { title: 'Later', body: 'Perhaps.' });
  const metric = await make(`${at}/metrics`, { name: 'Latency' });
  for (let from = 0; from < pushed; from += 1_500) {
    const points = Array.from({ length: 1_500 }, (_, place) => ({
      at: new Date(now - (from + place) * 10_000).toISOString(),
      value: place,
    }));
    await here.ask('POST', `${at}/metrics/${metric}/points`, { points });
  }
  // Measured long ago, and thinned out since.
  await databases[0]!.sql`insert into metric_rollup (metric, width, at, min, max, sum, count)
    select ${metric}, 3600, date_bin('1 hour', ${new Date(now).toISOString()}::timestamptz, 'epoch'::timestamptz) - interval '100 days' + n * interval '1 hour', 1, 3, 20, 10 from generate_series(0, 2399) n
    where n < 1900`;
  await make(`${at}/templates`, { name: 'Down', title: 'Down', body: 'We look.' });
  await here.ask('POST', `${at}/subscriptions`, { channel: 'email', address: 'ada@example.com', components: [api] });
  await here.ask('POST', `${at}/subscriptions`, { channel: 'sms', address: '+491701234567', incident: open });
  await here.keyFor(page, ['admin']);
  await here.ask('POST', '/v1/keys', { name: 'Deploys', scopes: ['components:write'], organisation });
  await here.ask('POST', '/v1/people', { email: 'ada@acme.example', name: 'Ada', role: 'owner', organisation });
  await here.ask('POST', '/v1/people', { email: 'bob@acme.example', name: 'Bob', pages: { [page]: 'responder' }, organisation });
  await databases[0]!.sql`update person set proofs = proofs || '{"password": "scrypt$17$secret"}'`;
}, 60_000);

afterAll(async () => {
  for (const api of [here, there]) await api[Symbol.asyncDispose]();
  for (const database of databases) await database[Symbol.asyncDispose]();
});

const make = async (path: string, body: object) => {
  const { status, json, text } = await here.ask('POST', path, body);
  if (status !== 201) throw new Error(`${path}: ${text}`);
  return String(json['update'] && path.endsWith('/updates') ? json['id'] : json['id']);
};
const fileOf = async (path: string) => (await here.ask('GET', `${path}/export`, undefined, { accept: 'application/x-ndjson' })).text;
const bring = async (api: TestApi, path: string, file: string, query = '', headers: Record<string, string> = {}) => {
  const { status, json } = await api.ask('POST', `${path}/imports?${query}`, file, { 'content-type': 'application/x-ndjson', ...headers });
  if (status !== 202) return { status, json };
  const job = `${path}/jobs/${String(json['id'])}`;
  await until('all of it was brought', async () => (await api.ask('GET', job)).json['endedAt'] !== null, 30_000);
  return { status, json: (await api.ask('GET', job)).json };
};

/** How often somebody wrote there. The mesh writes of itself, too, whenever it confirms a name. */
const changesIn = async ({ sql }: FreshDatabase): Promise<number> => {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from log where position('"by":"system"'::bytea in env) = 0`;
  return row!.count;
};

/** All that there is to see of a page, but for when each thing was written down here. */
async function seen(api: TestApi, path: string): Promise<unknown> {
  const parts = [
    '',
    '/view',
    '/components',
    '/groups',
    '/incidents',
    '/maintenances',
    '/templates',
    '/drafts',
    '/metrics',
    '/subscriptions',
  ];
  const answers = await Promise.all(parts.map(async (part) => [part, (await api.ask('GET', `${path}${part}`)).json] as const));
  return JSON.parse(
    JSON.stringify(Object.fromEntries(answers), (name, value: unknown) =>
      ['version', 'at_', 'updatedAt'].includes(name) ? undefined : value,
    ),
  ) as unknown;
}

it('a page is taken along to another installation as it is: the same ids, words, times and standing', async () => {
  const at = `/v1/pages/${page}`;
  const file = await fileOf(at);
  expect(file).not.toContain('apikey');
  expect(file).not.toContain('passwordHash');
  expect(file).toContain('Ask the provider.');
  expect(file.trimEnd().split('\n')).toHaveLength(JSON.parse(file.trimEnd().split('\n').at(-1)!).documents + 2);
  const { json } = await bring(there, at, file);
  expect(json).toMatchObject({ state: 'done', refused: 0, refusals: [], already: 1 });
  const [mine, theirs] = [(await seen(here, at)) as Seen, (await seen(there, at)) as Seen];
  expect(withoutPage(theirs)).toEqual(withoutPage(mine));
  expect(theirs['']).toMatchObject({ id: page, name: 'Acme', slug: 'acme', private: true, smsCountries: ['+49'], majorOutageWeight: 90 });
  const tables = (database: FreshDatabase) =>
    database.sql`select component, from_at, to_at, status from status_span order by source, component, from_at`;
  expect([...(await tables(databases[1]!))]).toEqual([...(await tables(databases[0]!))]);
  expect(await databases[1]!.sql`select 1 from notify_job`).toEqual([]);

  // Again, it changes nothing; what was changed there since stays.
  const before = await changesIn(databases[1]!);
  await there.ask('PATCH', at, { name: 'Renamed' });
  expect((await bring(there, at, file)).json).toMatchObject({ state: 'done', added: 0, refused: 0 });
  expect((await there.ask('GET', at)).json['name']).toBe('Renamed');
  expect((await changesIn(databases[1]!)) - before).toBe(1);
}, 60_000);

interface Seen {
  [part: string]: Record<string, unknown>;
}

// When it was made here is another time, and it is nobody's yet.
function withoutPage(all: Seen): unknown {
  const view = { ...all['/view'] };
  delete view['page'];
  delete view['at'];
  return { ...all, '': undefined, '/view': view };
}

it('an organisation is taken along with all its pages', async () => {
  await using fresh = await freshDatabase([['region', migrationsFolder]]);
  await using third = await openApi(fresh.url);
  const at = `/v1/organisations/${organisation}`;
  const second = await make('/v1/pages', { name: 'Second', slug: 'second', organisation });
  // Its own key reads as a role that sees its rows alone, from the first line to the last.
  const ownKey = String((await here.ask('POST', '/v1/keys', { name: 'own', scopes: ['admin'], organisation })).json['secret']);
  const own = await here.ask('GET', `${at}/export`, undefined, { authorization: `Bearer ${ownKey}` });
  expect(own.text).toBe(await fileOf(at));
  const job = await here.ask('GET', `${at}/jobs`, undefined, { authorization: `Bearer ${ownKey}` });
  expect(job).toMatchObject({ status: 200, json: { items: [] } });
  const { json } = await bring(third, at, await fileOf(at));
  expect(json).toMatchObject({ state: 'done', refused: 0, refusals: [] });
  expect((await third.ask('GET', at.replace(`/${organisation}`, ''))).json['items']).toMatchObject([{ id: organisation, name: 'Acme' }]);
  const key = String((await third.ask('POST', '/v1/keys', { name: 'x', scopes: ['admin'], organisation })).json['secret']);
  const { items } = (await third.ask('GET', '/v1/pages', undefined, { authorization: `Bearer ${key}` })).json as {
    items: { id: string }[];
  };
  expect(items.map(({ id }) => id).sort()).toEqual([page, second].sort());
}, 60_000);

it('what was measured comes along, and twice is once; people with their roles and no proofs, keys without their secrets', async () => {
  await using fresh = await freshDatabase([['region', migrationsFolder]]);
  await using other = await openApi(fresh.url);
  const at = `/v1/organisations/${organisation}`;
  const file = await fileOf(at);
  for (const secret of ['scrypt', 'hash', 'phr_', 'sessions', 'totp']) expect(file).not.toContain(secret);
  // No line holds a whole metric.
  expect(Math.max(...file.split('\n').map(({ length }) => length))).toBeLessThan(200_000);
  expect((await bring(other, at, file)).json).toMatchObject({ state: 'done', refused: 0 });
  const measured = ({ sql }: FreshDatabase) => sql`select metric, at, value from metric_point order by metric, at`;
  const parts = ({ sql }: FreshDatabase) =>
    sql`select metric, width, at, min, max, sum, count from metric_rollup order by metric, width, at`;
  const theirs = [...(await measured(fresh))];
  expect(theirs).toHaveLength(pushed);
  expect(theirs).toEqual([...(await measured(databases[0]!))]);
  expect([...(await parts(fresh))]).toEqual([...(await parts(databases[0]!))]);

  const ids = async (api: TestApi, path: string) =>
    ((await api.ask('GET', path)).json as { items: Record<string, unknown>[] }).items.map(({ createdAt: _createdAt, ...each }) => each);
  expect(await ids(other, `/v1/people?organisation=${organisation}`)).toEqual(await ids(here, `/v1/people?organisation=${organisation}`));
  const deploys = (await ids(other, '/v1/keys')).find(({ name }) => name === 'Deploys')!;
  expect(deploys).toEqual({ ...(await ids(here, '/v1/keys')).find(({ name }) => name === 'Deploys'), needsRotation: true });
  const rotated = await other.ask('POST', `/v1/keys/${String(deploys['id'])}/rotate`, {});
  const own = { authorization: `Bearer ${String(rotated.json['secret'])}` };
  expect((await other.ask('POST', `/v1/pages/${page}/components`, { name: 'By the new one' }, own)).status).toBe(201);

  const before = await changesIn(fresh);
  expect((await bring(other, at, file)).json).toMatchObject({ state: 'done', added: 0, refused: 0 });
  expect(await changesIn(fresh)).toBe(before);
}, 60_000);

it('nobody comes by a role with a file that they may not give, nor by people and keys without a word on these', async () => {
  const at = `/v1/organisations/${organisation}`;
  const file = await fileOf(at);
  await bring(there, at, file.replaceAll('@acme.example', '@elsewhere.example'));
  const named = async (scopes: string[]) => {
    const key = String((await there.ask('POST', '/v1/keys', { name: 'x', scopes, organisation })).json['secret']);
    const { json } = await bring(there, at, file, '', { authorization: `Bearer ${key}` });
    const told = (json['refusals'] as { message: string }[]).map(({ message }) => message.replace(/^(\w+) \S+:/, '$1:'));
    // The page itself is there already, and is nobody's.
    return told.filter((message) => /^(?:person|key):/.test(message));
  };
  const weak = await named(['exports:write']);
  expect(new Set(weak)).toEqual(
    new Set([
      'person: is left out: who brings people may do all with people and keys here',
      'key: is left out: who brings keys may do all with people and keys here',
    ]),
  );
  expect(await named(['admin'])).toEqual(['person: is left out: only an owner says who is owner']);
  const reader = String((await here.ask('POST', '/v1/keys', { name: 'x', scopes: ['exports:read'], organisation })).json['secret']);
  const told = (await here.ask('GET', `${at}/export`, undefined, { authorization: `Bearer ${reader}` })).text;
  expect(told).not.toMatch(/"(?:person|key)":\{/);
}, 60_000);

it('nobody writes with a file to a page of somebody else', async () => {
  const other = String((await there.ask('POST', '/v1/organisations', { name: 'Other' })).json['id']);
  const theirs = String((await there.ask('POST', '/v1/pages', { name: 'Theirs', slug: 'theirs', organisation: other })).json['id']);
  const mine = String((await there.ask('POST', '/v1/organisations', { name: 'Mine' })).json['id']);
  const key = String((await there.ask('POST', '/v1/keys', { name: 'x', scopes: ['admin'], organisation: mine })).json['secret']);
  const headers = { authorization: `Bearer ${key}` };
  const component = { page: theirs, doc: `component:${newId()}`, fields: [['name', 'Mine', 1, 1]] };
  const lines = [
    { pharos: 1, of: 'organisation', id: mine },
    {
      page: null,
      doc: `organisation:${mine}`,
      fields: [
        ['name', 'Mine', 1, 1],
        ['createdAt', '2026-01-01T00:00:00Z', 1, 1],
      ],
    },
    component,
    { documents: 2 },
  ];
  const file = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const { json } = await bring(there, `/v1/organisations/${mine}`, file);
  expect(json).toMatchObject({
    state: 'done',
    refused: 1,
    refusals: [{ line: 3, message: expect.stringContaining('not to be written to') as string }],
  });
  expect((await bring(there, `/v1/pages/${theirs}`, file, '', headers)).status).toBe(404);
  expect((await bring(there, `/v1/organisations/${other}`, file, '', headers)).status).toBe(404);
  expect((await there.ask('GET', `/v1/pages/${theirs}/components`)).json['items']).toEqual([]);
  const weak = await there.keyFor(theirs, ['write', 'pages:read', 'pages:write']);
  expect((await there.ask('GET', `/v1/pages/${theirs}/export`, undefined, { authorization: `Bearer ${weak}` })).status).toBe(403);
});

it('says what is wrong with a file before it does anything', async () => {
  const at = `/v1/pages/${newId()}`;
  const whole = await fileOf(`/v1/pages/${page}`);
  const detailOf = async (path: string, file: string) => (await bring(there, path, file)).json['detail'];
  expect(await detailOf(at, whole)).toContain(`is of another page: ${page}`);
  const moved = whole.replaceAll(page, newId());
  const own = `/v1/pages/${(JSON.parse(moved.split('\n')[0]!) as { id: string }).id}`;
  expect(await detailOf(own, moved)).toContain('the slug acme is taken');
  const cut = moved.split('\n').slice(0, 4).join('\n');
  expect(await detailOf(own, cut.replace('"acme"', '"acme-two"'))).toContain('was cut off');
  expect(await detailOf(at, 'x\n')).toContain('none that was exported here');
  expect(await detailOf(at.replace('pages', 'organisations'), whole)).toContain('is one of a whole page');
});
