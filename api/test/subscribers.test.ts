import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSubscribers } from '@pharos/region/reading/subscriptions';
import { openPage, type TestPage } from './open-api.ts';

let opened: TestPage;
let at: string;
let component: string;
let incident: string;

beforeAll(async () => {
  opened = await openPage();
  at = `/v1/pages/${opened.page}`;
  component = await make('components', { name: 'API' });
  incident = await make('incidents', { title: 'Down', body: 'We look.', notify: false });
  await subscribe('ada@example.com');
  await subscribe('Adam@example.com', { components: [component] });
  await subscribe('bob@example.com');
  await subscribe('+49 170 1234567', { channel: 'sms' });
  await subscribe('https://hooks.example.com/x', { channel: 'webhook' });
  await ask('POST', '/subscriptions', { channel: 'email', address: 'guest@example.com' }, { authorization: '' });
  await ask('DELETE', `/subscriptions/${(await idsOf('search=bob'))[0]!}`);
});

afterAll(() => opened[Symbol.asyncDispose]());

const ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  opened.api.ask(method, `${at}${path}`, body, headers);
const make = async (what: string, body: object) => String((await ask('POST', `/${what}`, body)).json['id']);
const list = async (query: string) => {
  const { json } = await ask('GET', `/subscriptions?${query}`);
  return json as unknown as { items: { id: string; address: string; state: string }[]; next: string | null };
};
const addressesOf = async (query: string) => (await list(query)).items.map(({ address }) => address).sort();
const idsOf = async (query: string) => (await list(query)).items.map(({ id }) => id);

async function subscribe(address: string, more: object = {}): Promise<void> {
  const { status, text } = await ask('POST', '/subscriptions', { channel: 'email', address, ...more });
  expect({ status, text }).toMatchObject({ status: 202 });
}

it('staff find subscriptions by state, channel, component and the beginning of an address', async () => {
  const everybody = [
    '+491701234567',
    'Adam@example.com',
    'ada@example.com',
    'bob@example.com',
    'guest@example.com',
    'https://hooks.example.com/x',
  ];
  expect(await addressesOf('')).toEqual(everybody);
  expect(await addressesOf('state=active')).toEqual(everybody.filter((each) => !/^(?:bob|guest)/.test(each)));
  expect(await addressesOf('state=pending')).toEqual(['guest@example.com']);
  expect(await addressesOf('state=ended&channel=email')).toEqual(['bob@example.com']);
  expect(await addressesOf('channel=sms')).toEqual(['+491701234567']);
  expect(await addressesOf(`component=${component}`)).toEqual(['Adam@example.com']);
  expect(await addressesOf(`component=${component}&state=ended`)).toEqual([]);
  expect(await addressesOf('search=ADA')).toEqual(['Adam@example.com', 'ada@example.com']);
  expect(await addressesOf(`search=ada&component=${component}`)).toEqual(['Adam@example.com']);
  expect(await addressesOf(`search=${encodeURIComponent('0049 (170) 12')}`)).toEqual(['+491701234567']);
  expect(await addressesOf('search=example.com')).toEqual([]);
  expect((await ask('GET', '/subscriptions?state=gone')).status).toBe(422);
});

it('a list goes on where the slice before ended, whatever it is ordered by', async () => {
  for (const query of ['', 'state=active', 'channel=email', 'search=a', 'search=http']) {
    const whole = await idsOf(query);
    const sliced: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const slice = await list(`${query}&limit=1${next === '' ? '' : `&after=${next}`}`);
      sliced.push(...slice.items.map(({ id }) => id));
      ({ next } = slice);
    }
    expect(sliced).toEqual(whole);
  }
});

it('one can be read and counted, and told of other components from then on', async () => {
  const [id] = await idsOf('search=ada@');
  const path = `/subscriptions/${id}`;
  const read = await ask('GET', path);
  expect(read.json).toMatchObject({ id, channel: 'email', address: 'ada@example.com', state: 'active', components: [], incident: null });
  const tag = read.headers.get('etag')!;
  expect((await ask('PATCH', path, { components: [component] }, { 'if-match': tag })).status).toBe(200);
  expect((await ask('PATCH', path, { components: [] }, { 'if-match': tag })).status).toBe(412);
  expect((await ask('GET', path)).json['components']).toEqual([component]);
  expect((await ask('PATCH', path, { components: [incident] })).json['fields']).toMatchObject([{ path: 'components.0' }]);
  expect((await ask('PATCH', path, {})).status).toBe(422);
  const [left] = await idsOf('state=ended');
  expect((await ask('PATCH', `/subscriptions/${left}`, { components: [component] })).status).toBe(409);
  expect((await ask('GET', `/subscriptions/${incident}`)).status).toBe(404);

  expect((await ask('GET', '/subscriptions/counts')).json).toEqual({
    channels: [
      { channel: 'email', pending: 1, active: 2, ended: 1 },
      { channel: 'sms', pending: 0, active: 1, ended: 0 },
      { channel: 'webhook', pending: 0, active: 1, ended: 0 },
      ...['slack', 'teams', 'discord', 'google-chat', 'web-push'].map((channel) => ({ channel, pending: 0, active: 0, ended: 0 })),
    ],
    components: [{ id: component, active: 2 }],
  });
});

it('one may be told in another language than the page’s own, and another one later', async () => {
  await subscribe('eve@example.com', { language: 'pt-BR' });
  const [id] = await idsOf('search=eve');
  const read = async () => (await ask('GET', `/subscriptions/${id!}`)).json;
  expect(await read()).toMatchObject({ language: 'pt-BR', components: [] });
  await ask('PATCH', `/subscriptions/${id!}`, { components: [component] });
  expect(await read()).toMatchObject({ language: 'pt-BR', components: [component] });
  await ask('PATCH', `/subscriptions/${id!}`, { language: null });
  expect(await read()).toMatchObject({ language: null });
  const wrong = await ask('POST', '/subscriptions', { channel: 'email', address: 'eve@example.com', language: 'Klingon' });
  expect(wrong.json).toMatchObject({ status: 422, fields: [{ path: 'language' }] });
  await ask('DELETE', `/subscriptions/${id!}`);
});

it('who only may post updates sees nobody', async () => {
  const key = await opened.api.keyFor(opened.page, ['write']);
  const headers = { authorization: `Bearer ${key}` };
  const [id] = await idsOf('search=ada@');
  for (const path of ['', '/counts', `/${id}`, '/export'])
    expect((await ask('GET', `/subscriptions${path}`, undefined, headers)).status).toBe(403);
});

it('one incident can be followed, and whoever follows the page as well is told once', async () => {
  const guest = (body: object) => ask('POST', '/subscriptions', { channel: 'email', ...body }, { authorization: '' });
  // The same words for whoever is known and whoever is not.
  const known = await guest({ address: 'ada@example.com', incident });
  const unknown = await guest({ address: 'new@example.com', incident });
  expect([known.status, known.text]).toEqual([202, unknown.text]);
  expect((await guest({ address: 'new@example.com', incident, components: [component] })).json['fields']).toMatchObject([
    { path: 'incident' },
  ]);
  expect((await guest({ address: 'new@example.com', incident: component })).json['fields']).toMatchObject([{ path: 'incident' }]);
  await subscribe('new@example.com', { incident });
  await subscribe('ada@example.com', { incident });

  expect(await addressesOf(`incident=${incident}`)).toEqual(['ada@example.com', 'new@example.com']);
  const told = async (of: string | null, components: string[]) => {
    const found = await readSubscribers(opened.database.sql, opened.page, { incident: of, components }, null, 100);
    return found
      .filter(({ channel }) => channel === 'email')
      .map(({ address }) => address)
      .sort();
  };
  expect(await told(null, [])).toEqual(['Adam@example.com', 'ada@example.com']);
  expect(await told(incident, [component])).toEqual(['Adam@example.com', 'ada@example.com', 'new@example.com']);
  // Of what she has not chosen she is told because she follows the incident: once, by that.
  const twice = await readSubscribers(opened.database.sql, opened.page, { incident, components: [incident] }, null, 100);
  const hers = twice.filter(({ address }) => address === 'ada@example.com');
  expect(new Set(hers.map((each) => each.incident))).toEqual(new Set([incident, null]));

  await ask('POST', `/incidents/${incident}/updates`, { status: 'resolved', body: 'Over.', notify: false });
  expect((await guest({ address: 'late@example.com', incident })).json['detail']).toContain('is over');
});

it('the question is sent once more when some minutes have passed, and of a mailbox that was asked enough nobody is told', async () => {
  const [id] = await idsOf('search=guest');
  const resend = () => ask('POST', `/subscriptions/${id}/resend`);
  const moveBack = (minutes: number) => opened.database.sql`
    update subscription set asked_at = asked_at - ${minutes} * interval '1 minute' where id = ${id!}`;
  const asked = async () => {
    const [row] = await opened.database.sql<{ resent: number }[]>`select resent from subscription where id = ${id!}`;
    return row!.resent;
  };
  // Its own table says so already: the document is not asked.
  expect((await resend()).status).toBe(202);
  expect(await asked()).toBe(0);
  await moveBack(20);
  // And the document has the last word.
  const early = await resend();
  expect({ status: early.status, wait: Number(early.headers.get('retry-after')) > 0 }).toEqual({ status: 429, wait: true });
  const [active] = await idsOf('search=ada@&state=active');
  expect((await ask('POST', `/subscriptions/${active}/resend`)).status).toBe(409);
  expect((await ask('POST', `/subscriptions/${incident}/resend`)).status).toBe(404);
});

it('an export is a file that no spreadsheet takes for a program', async () => {
  const { status, headers, text } = await ask('GET', '/subscriptions/export', undefined, { accept: 'text/csv' });
  expect({ status, type: headers.get('content-type'), kept: headers.get('cache-control') }).toEqual({
    status: 200,
    type: 'text/csv; charset=utf-8',
    kept: 'no-store',
  });
  const rows = text.trimEnd().split('\r\n');
  expect(rows[0]).toBe('id,channel,address,state,components,incident,language,shape,createdAt');
  expect(rows.some((row) => row.includes(",sms,'+491701234567,active,"))).toBe(true);
  const { json } = await ask('GET', '/subscriptions/counts');
  const all = (json['channels'] as Record<string, number>[]).reduce(
    (sum, each) => sum + each['pending']! + each['active']! + each['ended']!,
    0,
  );
  expect(rows).toHaveLength(all + 1);
  expect((await ask('HEAD', '/subscriptions/export')).text).toBe('');
});
