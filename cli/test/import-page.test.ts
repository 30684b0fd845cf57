import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codeOf } from '@pharos/resources/statuspage/code';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage, type TestPage } from '../../api/test/open-api.ts';
import { runPharos, seenOn } from './run-pharos.ts';

let place: TestPage;
let env: Record<string, string>;
let code: string;

beforeAll(async () => {
  place = await openPage();
  const key = await place.api.keyFor(null, ['admin']);
  env = { PHAROS_PROFILE: '/nowhere/profile.json', PHAROS_API: place.api.url, PHAROS_KEY: key, STATUSPAGE_API_KEY: key };
  await fillPage();
  code = codeOf(place.page);
});
afterAll(() => place[Symbol.asyncDispose]());

const pharos = (words: string[], more: Record<string, string> = {}) => runPharos(words, { ...env, ...more });

const { ask } = { ask: (...given: Parameters<TestPage['api']['ask']>) => place.api.ask(...given) };

async function fillPage(): Promise<void> {
  const at = (path: string) => `/v1/pages/${place.page}${path}`;
  const make = async (path: string, body: object) => String((await ask('POST', at(path), body)).json['id']);
  const group = await make('/groups', { name: 'Core', description: 'What all need' });
  const api = await make('/components', { name: 'API', groupId: group, description: 'For programs' });
  const web = await make('/components', { name: 'Web', onlyShowIfDegraded: true });
  const open = await make('/incidents', {
    title: 'Slow',
    body: 'We look.',
    impact: 'major',
    components: [{ id: api, status: 'major_outage' }],
  });
  await ask('POST', at(`/incidents/${open}/updates`), {
    status: 'identified',
    body: 'A disk.',
    components: [{ id: api, status: 'partial_outage' }],
  });
  const past = {
    title: 'Long ago',
    body: 'It was **bad**.',
    startedAt: '2025-03-01T10:00:00Z',
    resolvedAt: '2025-03-01T12:00:00Z',
    status: 'resolved',
  };
  await make('/incidents', past);
  const times = { startsAt: '2031-01-01T00:00:00Z', endsAt: '2031-01-01T02:00:00Z' };
  await make('/maintenances', { title: 'New disks', body: 'All of them.', components: [web], ...times });
  for (const address of ['ada@example.com', 'bob, "the" builder@example.com'.replace(/.*@/, 'bob@')])
    await ask('POST', at('/subscriptions'), { channel: 'email', address, ask: false, components: [api] });
  await ask('POST', at('/subscriptions'), { channel: 'sms', address: '+15551230001', ask: false });
}

const seenOf = (page: string) => seenOn(place, page);

it('a page that Statuspage’s API tells of is one here, with its dates, its history and its subscribers; done again it changes nothing', async () => {
  const words = ['page', 'import', code, '--from', place.api.url, '--into', 'moved'];
  const dry = await pharos([...words, '--dry-run']);
  expect(dry).toMatchObject({ exit: 0, out: 'would take along 1 groups, 2 components, 2 incidents, 1 maintenances, 3 subscribers\n' });
  expect((await ask('GET', '/v1/pages')).json['items']).toHaveLength(1);

  const done = await pharos(words);
  expect(done.err).not.toContain('line ');
  expect(done).toMatchObject({ exit: 0, out: expect.stringContaining('into moved: 9 new, 0 were there already') as string });
  const { items } = (await ask('GET', '/v1/pages')).json as { items: { id: string; slug: string }[] };
  const moved = items.find(({ slug }) => slug === 'moved')!.id;
  expect(await seenOf(moved)).toEqual(await seenOf(place.page));
  const people = (await ask('GET', `/v1/pages/${moved}/subscriptions`)).json['items'] as {
    address: string;
    state: string;
    components: string[];
  }[];
  expect(
    people.map(({ address, state, components }) => [address, state, components.length]).sort(([a], [b]) => (a! < b! ? -1 : 1)),
  ).toEqual([
    ['+15551230001', 'active', 0],
    ['ada@example.com', 'active', 1],
    ['bob@example.com', 'active', 1],
  ]);
  expect((await pharos(words)).out).toContain('into moved: 0 new, 9 were there already');
});

it('a key, a page or an address that is none is one line, and nothing was made', async () => {
  const words = ['page', 'import', code, '--from', place.api.url, '--into', 'nothing'];
  for (const [given, more, said] of [
    [words, { STATUSPAGE_API_KEY: 'phr_nobody' }, 'does not know this key'],
    [words, { STATUSPAGE_API_KEY: '' }, 'a key of Statuspage is needed'],
    [words.with(2, 'nopagenopage'), {}, 'there is no such page there'],
    [words.with(4, 'ftp://x'), {}, 'is no address'],
    [words.with(6, 'No Slug'), {}, 'say with --into'],
  ] as const) {
    const { exit, err, out } = await pharos([...given], more);
    expect({ exit, out }).toEqual({ exit: expect.any(Number) as number, out: '' });
    expect(exit).not.toBe(0);
    expect(err).toContain(said);
    expect(err).not.toContain('\n    at ');
  }
  const slugs = ((await ask('GET', '/v1/pages')).json['items'] as { slug: string }[]).map(({ slug }) => slug);
  expect(slugs).not.toContain('nothing');
});

it('waits when it is told to, says what it cannot take along, and what is not as documented', async () => {
  const at = '2025-01-01T00:00:00.000Z';
  const update = { id: 'u1', status: 'postmortem', body: 'x'.repeat(30_000), created_at: at };
  const said: Record<string, unknown> = {
    '/v1/pages/p1': { id: 'p1', name: 'Old', subdomain: 'old', domain: 'status.old.example', time_zone: 'Berlin' },
    '/v1/pages/p1/components': [{ id: 'c1', name: 'A\u0000B', status: 'operational', created_at: at, description: null }],
    '/v1/pages/p1/incidents': [
      {
        id: 'i1',
        name: 'Bad',
        status: 'postmortem',
        impact: 'critical',
        created_at: at,
        incident_updates: [update],
        postmortem_body: 'Why',
      },
      { id: 'i2', name: 'Empty', status: 'resolved', created_at: at, incident_updates: [] },
    ],
    '/v1/pages/p1/subscribers': [
      { id: 's1', mode: 'slack' },
      { id: 's2', mode: 'sms', phone_country: 'US', phone_number: '555 123 0001' },
      { id: 's3', mode: 'sms', phone_country: 'DE', phone_number: '170 1' },
    ],
  };
  let asked = 0;
  const server: Server = createServer((request, response) => {
    asked += 1;
    const path = new URL(request.url!, 'http://x').pathname;
    if (asked % 2 === 1) return void response.writeHead(420, { 'retry-after': '1' }).end();
    response.end(JSON.stringify(said[path] ?? {}));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const from = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const dry = await pharos(['page', 'import', 'p1', '--from', from, '--dry-run', '--json']);
  expect(dry.exit).toBe(0);
  expect(dry.err).toContain('Statuspage wants to be asked later: in 1 s');
  expect(JSON.parse(dry.out)).toMatchObject({
    components: 1,
    incidents: 1,
    subscribers: 1,
    left: [
      { what: 'the domain status.old.example', why: 'it is proved anew, in the settings of the page' },
      { what: '“Empty” (i2)', why: 'it has no update' },
      { what: 'a subscriber by slack (s1)', why: 'they sign up anew' },
      { what: 'a subscriber by sms (s3)', why: 'they sign up anew' },
    ],
  });
  said['/v1/pages/p1/incidents'] = [{ id: 'i3', name: 'No date' }];
  const wrong = await pharos(['page', 'import', 'p1', '--from', from]);
  expect(wrong.err).toContain('a incident (i3) is not as documented: status');
  server.closeAllConnections();
  server.close();
});
