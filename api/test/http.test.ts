import { codeOf } from '@pharos/resources/statuspage/code';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { newId } from '@pharos/core/id';
import { until } from '@pharos/core/testing/until';
import { migrationsFolder } from '@pharos/region/migrations';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nameOf, operationsOf, type Operation } from './described.ts';
import { openApi, type TestApi } from './open-api.ts';

let database: FreshDatabase;
let api: TestApi;
let reads: Operation[];
let itself: string;
const known: Record<string, string> = {};

beforeAll(async () => {
  database = await freshDatabase([['region', migrationsFolder]]);
  api = await openApi(database.url);
  // What is read of an account is read in a session; the ways to an identity provider and to a page for who is signed in lead elsewhere: their own tests go there.
  const leadsElsewhere = ({ path }: Operation) => path.includes('/oidc') || path === '/v1/sign-in/page';
  // Deliveries are told by a notifier, of which there is none here.
  const isApart = (each: Operation) =>
    JSON.stringify(each.security)?.includes('session') || leadsElsewhere(each) || each.tags?.[0] === 'deliveries';
  reads = (await operationsOf(api)).filter((each) => each.method === 'GET' && !isApart(each));
  known['slug'] = 'acme';
  known['host'] = 'status.acme.example';
  known['page'] = String((await api.ask('POST', '/v1/pages', { name: 'Acme', slug: 'acme' })).json['id']);
  itself = `/v1/pages/${known['page']}`;
  await api.ask('PATCH', itself, { domain: known['host'] });
  const said = { title: 'Down', body: 'We look.' };
  const times = { startsAt: '2030-01-01T00:00:00Z', endsAt: '2030-01-01T01:00:00Z' };
  const make = async (what: string, path: string, body: object) => {
    known[what] = String((await api.ask('POST', path, body)).json['id']);
  };
  for (let at = 0; at < 3; at++) await make('incident', `${itself}/incidents`, said);
  await make('maintenance', `${itself}/maintenances`, { ...said, ...times });
  await make('note', `${itself}/incidents/${known['incident']}/notes`, { body: 'A disk?' });
  await make('draft', `${itself}/drafts`, said);
  await make('publication', `${itself}/publications`, { incident: known['incident'], status: 'monitoring', body: 'Soon' });
  await make('metric', `${itself}/metrics`, { name: 'Latency' });
  await make('source', `${itself}/alert-sources`, { name: 'Checks', format: 'generic', rules: [{}] });
  const sent = await api.ask('POST', `${itself}/alert-sources/${known['source']}/alerts`, { key: 'cpu', state: 'firing' });
  known['alert'] = (sent.json['items'] as { alert: string }[])[0]!.alert;
  await make('template', `${itself}/templates`, { ...said, name: 'Down' });
  await make('group', `${itself}/groups`, { name: 'Core' });
  await make('component', `${itself}/components`, { name: 'API' });
  await api.ask('POST', `${itself}/subscriptions`, { channel: 'email', address: 'ada@example.com' });
  const { items } = (await api.ask('GET', `${itself}/subscriptions`)).json as { items: { id: string }[] };
  known['subscription'] = items[0]!.id;
  const file = await api.ask('POST', `${itself}/subscription-imports`, 'email\nbob@example.com\n', { 'content-type': 'text/csv' });
  known['job'] = String(file.json['id']);
  await until('the import is done', async () => (await api.ask('GET', `${itself}/jobs/${known['job']}`)).json['state'] === 'done');
  await make('organisation', '/v1/organisations', { name: 'Acme' });
  await make('seat', '/v1/people', { email: 'ada@acme.example', name: 'Ada', role: 'viewer' });
  const whole = (await api.ask('GET', `/v1/organisations/${known['organisation']}/export`)).text;
  const brought = await api.ask('POST', `/v1/organisations/${known['organisation']}/imports`, whole, {
    'content-type': 'application/x-ndjson',
  });
  known['organisationJob'] = String(brought.json['id']);
  await until('the organisation is done', async () => {
    return (await api.ask('GET', `/v1/organisations/${known['organisation']}/jobs/${known['organisationJob']}`)).json['state'] === 'done';
  });
  await until('the domain is confirmed', async () => (await api.ask('GET', `/v1/domains/${known['host']}`)).status === 200);
});

afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const addressOf = ({ path }: Operation) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const thing = name === 'job' && path.includes('/organisations/') ? 'organisationJob' : name;
    if (thing.endsWith('Code')) return codeOf(known[thing.slice(0, -'Code'.length)]!);
    if (!known[thing]) throw new Error(`make a ${thing}, so that it can be read`);
    return known[thing];
  });

it('whatever can be read has a tag, is not sent again to who has it, and can be asked for its head', async () => {
  const untagged: string[] = [];
  const wrong: string[] = [];
  for (const each of reads) {
    const whole = await api.ask('GET', addressOf(each));
    const tag = whole.headers.get('etag');
    const head = await api.ask('HEAD', addressOf(each));
    if (whole.status !== 200 || head.status !== 200 || head.text !== '') wrong.push(`${nameOf(each)}: ${whole.status} ${head.status}`);
    // Of the mesh something is always another than before; what is counted up to now, and who did what, grows by the second.
    if (/\/(?:uptime|history|points|audit)$/.test(each.path)) continue;
    if (tag === null || each.operationId === 'getMesh') {
      untagged.push(each.operationId!);
      continue;
    }
    const again = await api.ask('GET', addressOf(each), undefined, { 'if-none-match': `"other", ${tag}` });
    if (again.status !== 304 || again.text !== '' || head.headers.get('etag') !== tag) wrong.push(`${nameOf(each)}: ${again.status}`);
    if ((await api.ask('GET', addressOf(each), undefined, { 'if-none-match': '"other"' })).status !== 200)
      wrong.push(`${nameOf(each)}: other`);
  }
  expect(wrong).toEqual([]);
  expect(untagged.sort()).toEqual(['exportOrganisation', 'exportPage', 'exportSubscriptions', 'getMesh']);
});

it('a change that builds on what was read is refused once that was changed, and told by which tag to go on', async () => {
  const path = `${itself}/incidents/${known['incident']}`;
  const tag = (await api.ask('GET', path)).headers.get('etag')!;
  expect((await api.ask('PATCH', path, { title: 'Slow' }, { 'if-match': tag })).status).toBe(200);
  const late = await api.ask('PATCH', path, { title: 'Gone' }, { 'if-match': tag });
  expect({ status: late.status, code: late.json['code'] }).toEqual({ status: 412, code: 'changed' });
  expect((await api.ask('DELETE', path, undefined, { 'if-match': tag })).status).toBe(412);
  const now = late.headers.get('etag')!;
  expect(now).toBe((await api.ask('GET', path)).headers.get('etag'));
  expect((await api.ask('PATCH', path, { title: 'Gone' }, { 'if-match': now })).status).toBe(200);
  expect((await api.ask('PATCH', path, { title: 'Back' }, { 'if-match': '*' })).status).toBe(200);
  const update = `${path}/updates/${newId()}`;
  expect((await api.ask('PATCH', update, { body: 'x' }, { 'if-match': now })).json['detail']).toMatch(/leave the header out/);
});

const named = [1, 2, 3].map((round) => ['a', 'b', 'c', 'd', 'e', 'f'].map((word) => `${word} ${round}`));
const roles = [['responder', 'maintainer', 'admin', 'owner']];
const edited: { what: string; at: () => string; field: string; rounds: string[][] }[] = [
  { what: 'incident', at: () => `${itself}/incidents/${known['incident']}`, field: 'title', rounds: named },
  { what: 'post-mortem', at: () => `${itself}/incidents/${known['incident']}/postmortem`, field: 'text', rounds: named },
  { what: 'page', at: () => itself, field: 'name', rounds: named },
  { what: 'person', at: () => `/v1/people/${known['seat']}`, field: 'role', rounds: roles },
];

it.each(edited)('of many who change the same $what at once, as they read it, one passes and the rest are told its tag', async (each) => {
  const path = each.at();
  for (const words of each.rounds) {
    const tag = (await api.ask('GET', path)).headers.get('etag')!;
    const answers = await Promise.all(words.map((word) => api.ask('PATCH', path, { [each.field]: word }, { 'if-match': tag })));
    const now = await api.ask('GET', path);
    const passed = words.filter((_, at) => answers[at]!.status === 200);
    const late = answers.filter(({ status }) => status === 412);
    expect({ passed, late: late.length }).toEqual({ passed: [now.json[each.field]], late: words.length - 1 });
    expect(new Set(late.map(({ headers }) => headers.get('etag')))).toEqual(new Set([now.headers.get('etag')]));
  }
});

it('an address that is asked in another way says in which it can be', async () => {
  const put = await api.ask('PUT', `${itself}/incidents`, {});
  expect({ status: put.status, allow: put.headers.get('allow'), code: put.json['code'] }).toEqual({
    status: 405,
    allow: 'GET, HEAD, POST',
    code: 'method',
  });
  expect((await api.ask('POST', `${itself}/view`, {})).headers.get('allow')).toBe('GET, HEAD');
  expect((await api.ask('GET', `${itself}/nothing`)).status).toBe(404);
});

it.each<[string, number]>([
  ['application/json', 200],
  ['text/html, */*;q=0.1', 200],
  ['application/problem+json', 200],
  ['text/html', 406],
  ['application/json;q=0, text/html', 406],
])('who accepts %s is answered %i', async (accept, status) => {
  const answer = await api.ask('GET', itself, undefined, { accept });
  expect(answer.status).toBe(status);
});

it('every answer says what is left of the budget, and of what', async () => {
  const budget = ({ headers }: { headers: Headers }) => [headers.get('ratelimit'), headers.get('ratelimit-policy')];
  expect(budget(await api.ask('GET', itself))).toEqual([expect.stringMatching(/^"key";r=\d+;t=\d+$/), '"key";q=10000;w=10']);
  const guest = await api.ask('GET', `${itself}/nothing`, undefined, { authorization: '' });
  expect(budget(guest)).toEqual([expect.stringMatching(/^"address";r=\d+;t=\d+$/), '"address";q=10000;w=10']);
});

it('of a list only some fields can be had, and it says where it goes on', async () => {
  const first = await api.ask('GET', `${itself}/incidents?limit=2&fields=id,title`);
  expect((first.json['items'] as object[]).map((each) => Object.keys(each))).toEqual([
    ['id', 'title'],
    ['id', 'title'],
  ]);
  const link = /^<(.+)>; rel="next"$/.exec(first.headers.get('link')!)![1]!;
  const second = await api.ask('GET', link);
  expect(second.json['items']).toHaveLength(1);
  expect(second.headers.get('link')).toBeNull();
  const refused = await api.ask('GET', `${itself}/components?fields=id,nmae`);
  expect(refused).toMatchObject({
    status: 422,
    json: { fields: [{ path: 'fields', message: expect.stringContaining('did you mean "name"?') as string }] },
  });
  expect((await api.ask('GET', `${itself}?fields=id`)).status).toBe(422);
});

it('a body is taken however it comes, and refused when it is too long, said before or found while it comes', async () => {
  const key = await api.keyFor(null, ['admin']);
  // In pieces: nobody says how long it is.
  const inPieces = async (text: string) => {
    const body = new Blob([text]).stream();
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    return (await fetch(api.url + itself, { method: 'PATCH', headers, body, duplex: 'half' } as RequestInit)).status;
  };
  const long = JSON.stringify({ name: 'x'.repeat(200_000) });
  expect([await inPieces('{"name":"Acme \u00fc"}'), await inPieces(long)]).toEqual([200, 413]);
  expect((await api.ask('GET', itself)).json['name']).toBe('Acme \u00fc');
  expect((await api.ask('PATCH', itself, { name: 'Acme' })).status).toBe(200);
  expect((await api.ask('PATCH', itself, long)).status).toBe(413);
  expect((await api.ask('PATCH', itself, '{"name":')).status).toBe(422);
  expect((await api.ask('PATCH', itself, '')).status).toBe(422);
  expect((await api.ask('PATCH', itself, 'name=x', { 'content-type': 'text/plain' })).status).toBe(415);
});
