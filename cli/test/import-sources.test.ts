import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage, type TestPage } from '../../api/test/open-api.ts';
import { templates } from '../src/moving/generic/templates.ts';
import { runPharos, seenOn } from './run-pharos.ts';

let place: TestPage;
let env: Record<string, string>;
const opened = new AsyncDisposableStack();
const folder = mkdtempSync(join(tmpdir(), 'pharos-exports-'));
opened.defer(() => rmSync(folder, { recursive: true, force: true }));
const exportOf = (name: string) => join(import.meta.dirname, 'exports', name);

beforeAll(async () => {
  place = opened.use(await openPage());
  const key = await place.api.keyFor(null, ['admin']);
  const keys = { CACHET_API_KEY: 'secret', INSTATUS_API_KEY: 'secret', OPENSTATUS_API_KEY: 'secret' };
  env = { PHAROS_PROFILE: '/nowhere/profile.json', PHAROS_API: place.api.url, PHAROS_KEY: key, ...keys };
});
afterAll(() => opened.disposeAsync());

const pharos = (words: string[]) => runPharos(words, env);

/** Imports it, and once more, which must change nothing; what is there then. */
async function moved(slug: string, words: string[]) {
  const dry = await pharos(['page', 'import', ...words, '--into', slug, '--dry-run']);
  expect(dry).toMatchObject({ exit: 0, out: expect.stringContaining('would take along') as string });
  const done = await pharos(['page', 'import', ...words, '--into', slug]);
  expect(done, done.err).toMatchObject({ exit: 0, out: expect.stringContaining(', 0 were there already') as string });
  const { page } = (await place.api.ask('GET', `/v1/slugs/${slug}`)).json as { page: string };
  const seen = await seenOn(place, page);
  const people = await subscribersOf(page);
  const again = await pharos(['page', 'import', ...words, '--into', slug]);
  expect(again.out, again.err).toContain(`into ${slug}: 0 new, `);
  expect({ seen: await seenOn(place, page), people: await subscribersOf(page) }).toEqual({ seen, people });
  return { page, ...seen, people, said: done.err };
}

async function subscribersOf(page: string) {
  const { items } = (await place.api.ask('GET', `/v1/pages/${page}/subscriptions`)).json as {
    items: { address: string; state: string; components: string[] }[];
  };
  return items.map(({ address, state, components }) => `${address} ${state} ${components.length}`).sort();
}

const uptimeOf = async (page: string, name: string, from: string, to: string) => {
  const { items } = (await place.api.ask('GET', `/v1/pages/${page}/components`)).json as { items: { id: string; name: string }[] };
  const { id } = items.find((each) => each.name === name)!;
  return (await place.api.ask('GET', `/v1/pages/${page}/components/${id}/uptime?from=${from}&to=${to}`)).json as {
    seconds: Record<string, number>;
  };
};

it('an export of Cachet 2 is a page with its groups, times of its zone, history, metrics and who confirmed', async () => {
  const { page, groups, components, incidents, people, said } = await moved('cachet-two', [
    exportOf('cachet-2'),
    '--time-zone',
    'Europe/Berlin',
  ]);
  expect(groups).toEqual([{ name: 'Core', description: '' }]);
  expect(components.map(({ name, status, group }) => [name, status, group])).toEqual([
    ['API', 'operational', 'Core'],
    ['Web', 'partial_outage', null],
  ]);
  const slow = incidents.find(({ title }) => title === 'Slow answers')!;
  expect(slow).toMatchObject({ status: 'resolved', startedAt: '2023-06-01T08:00:00.000Z', resolvedAt: '2023-06-01T10:00:00.000Z' });
  expect((slow.updates as { status: string; body: string }[]).map(({ status, body }) => `${status} ${body}`)).toEqual(
    expect.arrayContaining(['investigating We look into it.', 'identified A disk.', 'resolved All is **well**.']),
  );
  expect(incidents.map(({ title }) => title)).not.toContain('Only for staff');
  expect(said).toContain('“Only for staff” (3): only who was signed in saw it there');
  expect(said).toContain('they never confirmed it there');
  expect(said).toContain('a subscriber by email (subscriber 4 of Cachet');
  expect(people).toEqual(['ada@example.com active 0', 'bob@example.com active 1']);
  // Not how bad it was, but that it was: it takes nothing from the uptime, as nobody knows what.
  expect((await uptimeOf(page, 'API', '2023-06-01T00:00:00Z', '2023-06-02T00:00:00Z')).seconds).toMatchObject({
    degraded_performance: 7_200,
  });
  const text = await (
    await fetch(`${place.api.url}/v1/pages/${page}/export`, { headers: { authorization: `Bearer ${env['PHAROS_KEY']}` } })
  ).text();
  expect(text).toContain('subscriber 1 of Cachet, confirmed 2022-02-02T09:00:00.000Z');
  expect(text).toContain('[3600,1685606400000,40,60,100,2]');
});

it('an export of Cachet 3, of Instatus, of OpenStatus is one, too', async () => {
  const third = await moved('cachet-three', [exportOf('cachet-3')]);
  expect(third.components.map(({ name, status, group }) => [name, status, group])).toEqual([
    ['API', 'operational', 'Core'],
    ['Web', 'major_outage', null],
  ]);
  expect(third.incidents.map(({ title, status, updates, components }) => [title, status, updates.length, components])).toEqual([
    ['Shop is down', 'investigating', 1, [['Web', 'major_outage']]],
    ['Slow answers', 'resolved', 3, expect.anything()],
  ]);
  expect(third.people).toEqual(['ada@example.com active 0', 'bob@example.com active 1']);
  const ins = await moved('instatus', [exportOf('instatus')]);
  expect(ins.groups.map(({ name }) => name)).toEqual(['Core']);
  expect(ins.components.map(({ name, group }) => [name, group])).toEqual([
    ['API', 'Core'],
    ['Web', null],
  ]);
  expect(ins.incidents.find(({ title }) => title === 'Slow answers')).toMatchObject({ resolvedAt: '2024-06-10T16:45:00.000Z' });
  expect(ins.people).toEqual([
    '+15551234567 active 0',
    'ada@example.com active 0',
    'bob@example.com active 1',
    'https://hooks.example.com/in active 0',
  ]);
  const os = await moved('openstatus', [exportOf('openstatus')]);
  expect(os.incidents.map(({ title, status, updates }) => [title, status, updates.length])).toEqual([['Slow answers', 'resolved', 2]]);
  expect(os.people).toEqual([
    'ada@example.com active 0',
    'bob@example.com active 1',
    'gone@example.com ended 0',
    'https://hooks.example.com/os active 0',
  ]);
});

function makeKuma(path: string): void {
  using database = new DatabaseSync(path);
  const day = Math.floor(Date.now() / 86_400_000) - 3;
  database.exec(`
    create table status_page (id integer primary key, slug text, title text, description text, created_date text, password text);
    create table status_page_cname (id integer primary key, status_page_id int, domain text);
    create table "group" (id integer primary key, name text, created_date text, public int, active int, weight int, status_page_id int);
    create table monitor (id integer primary key, name text, description text, active int, type text, parent int, created_date text, basic_auth_pass text);
    create table monitor_group (id integer primary key, monitor_id int, group_id int, weight int);
    create table incident (id integer primary key, title text, content text, style text, created_date text, last_updated_date text, pin int, active int, status_page_id int);
    create table maintenance (id integer primary key, title text, description text, active int, strategy text, start_date text, end_date text, timezone text);
    create table maintenance_status_page (id integer primary key, status_page_id int, maintenance_id int);
    create table monitor_maintenance (id integer primary key, monitor_id int, maintenance_id int);
    create table stat_daily (id integer primary key, monitor_id int, timestamp int, ping real, up int, down int, extras text);
    create table heartbeat (id integer primary key, monitor_id int, status int, time text);
    insert into status_page values (1, 'default', 'Acme', 'How we are', '2024-01-01 10:00:00', null), (2, 'other', 'Other', null, '2024-01-01 10:00:00', null);
    insert into "group" values (1, 'Core', '2024-01-01 10:00:00', 1, 1, 1, 1), (2, 'Elsewhere', '2024-01-01 10:00:00', 1, 1, 1, 2);
    insert into monitor values (1, 'API', 'For programs', 1, 'http', null, '2024-01-01 10:00:00', 'hunter2'), (2, 'Web', null, 1, 'http', null, '2024-01-01 10:00:00', null), (3, 'Secret', null, 1, 'http', null, '2024-01-01 10:00:00', null);
    insert into monitor_group values (1, 1, 1, 1), (2, 2, 1, 2), (3, 3, 2, 1);
    insert into incident values (1, 'Slow answers', 'We look.', 'danger', '2024-06-10 14:00:00', '2024-06-10 16:00:00', 0, 0, 1);
    insert into maintenance values (1, 'New disks', 'All.', 1, 'single', '2024-06-20 04:00:00', '2024-06-20 06:00:00', 'Europe/Berlin'), (2, 'Weekly', '', 1, 'recurring-weekday', null, null, null);
    insert into maintenance_status_page values (1, 1, 1), (2, 1, 2);
    insert into monitor_maintenance values (1, 1, 1);
    insert into stat_daily values (1, 1, ${day * 86_400}, 20, 1296, 144, null);
    insert into heartbeat values (1, 1, 0, '2024-06-10 13:00:00'), (2, 1, 1, '2024-06-10 14:00:00'), (3, 2, 0, '2024-06-10 14:00:00');
  `);
}

it('a database of Uptime Kuma is a page, with the uptime of each day; a backup and what it tells everybody are as much as they hold', async () => {
  const path = join(folder, 'kuma.db');
  makeKuma(path);
  expect((await pharos(['page', 'import', path, '--into', 'kuma'])).err).toContain('say --of, one of default, other');
  const { page, components, incidents, maintenances, said } = await moved('kuma', [path, '--of', 'default']);
  expect(components.map(({ name, status, group }) => [name, status, group])).toEqual([
    ['API', 'operational', 'Core'],
    ['Web', 'major_outage', 'Core'],
  ]);
  expect(incidents).toMatchObject([{ title: 'Slow answers', status: 'resolved', impact: 'major', resolvedAt: '2024-06-10T16:00:00.000Z' }]);
  expect(maintenances.length + incidents.length).toBeGreaterThan(0);
  expect(said).toContain('“Weekly” (2): it comes again and again there: plan it here');
  const day = new Date((Math.floor(Date.now() / 86_400_000) - 3) * 86_400_000);
  const next = new Date(day.getTime() + 86_400_000);
  expect((await uptimeOf(page, 'API', day.toISOString(), next.toISOString())).seconds).toMatchObject({
    major_outage: 8_640,
    operational: 77_760,
  });

  const shown = await moved('kuma-public', [exportOf('uptime-kuma/public')]);
  expect(shown.components.map(({ name, status }) => [name, status])).toEqual([
    ['API', 'major_outage'],
    ['Web', 'operational'],
  ]);
  expect(shown.maintenances).toMatchObject([{ title: 'New disks', startsAt: '2031-06-20T02:00:00.000Z', status: 'scheduled' }]);
  const backup = await moved('kuma-backup', [exportOf('uptime-kuma/backup-1.json')]);
  expect(backup.components.map(({ name, group }) => [name, group])).toEqual([['API', 'Core']]);
});

it('templates are read as they are printed', async () => {
  const csv = mkdtempSync(join(folder, 'csv-'));
  for (const name of Object.keys(templates).filter((each) => each.endsWith('.csv'))) {
    const printed = await pharos(['page', 'import', '--template', name]);
    // As a spreadsheet of the west keeps them.
    writeFileSync(join(csv, name), name === 'components.csv' ? Buffer.from(`\uFEFF${printed.out}`, 'utf16le') : printed.out);
  }
  const { incidents, people, components } = await moved('templates', [csv, '--time-zone', 'Europe/Berlin']);
  expect(components.map(({ name, group, onlyShowIfDegraded }) => [name, group, onlyShowIfDegraded])).toEqual([
    ['API', 'Core', false],
    ['Web shop', null, true],
  ]);
  expect(incidents.map(({ title, status, startedAt, updates }) => [title, status, startedAt, updates.length])).toEqual([
    ['Mails came late', 'resolved', '2024-05-04T06:00:00.000Z', 2],
    ['Slow answers', 'resolved', '2024-03-01T09:00:00.000Z', 3],
  ]);
  expect(people).toEqual([
    '+491701234567 active 2',
    'ada@example.com active 0',
    'eve@example.com ended 0',
    'https://example.com/hook active 0',
  ]);
  const file = join(folder, 'page.json');
  writeFileSync(file, (await pharos(['page', 'import', '--template', 'json'])).out);
  const whole = await moved('json-template', [file]);
  expect(whole.incidents).toMatchObject([{ title: 'Slow answers', status: 'resolved' }]);
  const { items } = (await place.api.ask('GET', `/v1/pages/${whole.page}/incidents`)).json as { items: { id: string }[] };
  expect((await place.api.ask('GET', `/v1/pages/${whole.page}/incidents/${items[0]!.id}/postmortem`)).json).toMatchObject({
    text: 'A disk was full.',
  });
});

/** Stands in for the APIs of all of them, with what lies in the folders. */
async function openStandIn() {
  const read = (name: string) => JSON.parse(readFileSync(exportOf(name), 'utf8')) as Record<string, unknown>;
  const asked: string[] = [];
  const list = (name: string, url: URL) => (Number(url.searchParams.get('page') ?? 1) > 1 ? [] : read(name));
  const answers: [RegExp, (url: URL) => unknown][] = [
    [/^\/api\/v1\/ping$/, () => ({ data: 'Pong!' })],
    [/^\/api\/v1\/components\/groups$/, () => read('cachet-2/groups.json')],
    [/^\/api\/v1\/metrics\/1\/points$/, () => read('cachet-2/points.json')],
    [/^\/api\/v1\/(\w+)$/, (url) => read(`cachet-2/${url.pathname.split('/').at(-1)}.json`)],
    [/^\/v2\/pages$/, (url) => list('instatus/pages.json', url)],
    [/^\/v[12]\/clpage1\/(\w+)$/, (url) => list(`instatus/${url.pathname.split('/').at(-1)}.json`, url)],
    [/ListStatusPages$/, () => ({ statusPages: [read('openstatus/page.json')['statusPage']] })],
    [/GetStatusPageContent$/, () => read('openstatus/page.json')],
    [/ListStatusReports$/, () => ({ statusReports: [{ id: '21', title: 'Slow answers' }] })],
    [/GetStatusReport$/, () => read('openstatus/report-21.json')],
    [/ListMaintenances$/, () => ({ maintenances: read('openstatus/page.json')['maintenances'] })],
    [/GetPageComponentDailySummary$/, () => read('openstatus/summary.json')],
    [/ListSubscribers$/, () => read('openstatus/subscribers.json')],
    [/^\/api\/status-page\/default$/, () => read('uptime-kuma/public/page.json')],
    [/^\/api\/status-page\/heartbeat\/default$/, () => read('uptime-kuma/public/heartbeat.json')],
  ];
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://x');
    const { authorization, 'x-cachet-token': token, 'x-openstatus-key': key } = request.headers;
    asked.push([url.pathname, authorization ?? token ?? key ?? ''].join(' '));
    const answer = answers.find(([path]) => path.test(url.pathname))?.[1](url);
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.dispose]: () => (server.closeAllConnections(), void server.close()),
  };
}

it('what an API tells is what its export is', async () => {
  using there = await openStandIn();
  const bare = ({ page: _page, said: _said, ...rest }: Awaited<ReturnType<typeof moved>>) => rest;
  const cases: [string[], string[]][] = [
    [
      [there.url, '--time-zone', 'Europe/Berlin'],
      [exportOf('cachet-2'), '--time-zone', 'Europe/Berlin'],
    ],
    [['acme-there', '--format', 'instatus', '--from', there.url], [exportOf('instatus')]],
    [['acme-os', '--format', 'openstatus', '--from', there.url], [exportOf('openstatus')]],
    [[`${there.url}/status/default`], [exportOf('uptime-kuma/public')]],
  ];
  for (const [at, [api, file]] of cases.entries())
    expect(bare(await moved(`api-${at}`, api))).toEqual(bare(await moved(`file-${at}`, file)));
  expect(there.asked).toContain('/api/v1/subscribers secret');
  expect(there.asked).toContain('/v1/clpage1/incidents Bearer secret');
});

it('what cannot be read is one line that says where, and nothing was written', async () => {
  const at = (name: string, content: string | Buffer) => {
    const path = join(mkdtempSync(join(folder, 'bad-')), name);
    writeFileSync(path, content);
    return path;
  };
  const sparse = (name: string, bytes: number) => {
    const path = at(name, '');
    truncateSync(path, bytes);
    return path;
  };
  const kuma = at('kuma.db', `SQLite format 3\0${'x'.repeat(200)}`);
  const cases: [string[], string][] = [
    [[at('page.json', '{\n  "page": {},\n  "groups": [}\n')], 'page.json is no JSON in line 3'],
    [[at('page.json', '{"components": [\n')], 'it ends before it is whole: was it cut off?'],
    [[at('page.json', '')], 'page.json is empty'],
    [[at('page.json', '{"hello": 1}')], 'these files are of nothing that is known: say --format'],
    [[at('page.json', '{"components":[{"id":"a"}]}')], 'a component (a) is not as documented: name'],
    [
      [at('page.json', '{"incidents":[{"id":7,"title":"x","startedAt":"soon"}]}')],
      'a incident (7) is not as documented: startedAt is no time',
    ],
    [[at('incidents.csv', 'id,title,startedAt\n1,"Slow\n')], 'incidents.csv, line 2: a quote is not closed'],
    [
      [at('incidents.csv', 'title,startedAt\nSlow,2024-01-01\nFast,yesterday\n')],
      'incidents.csv, line 3: startedat: “yesterday” is no time',
    ],
    [[at('components.csv', 'name,status\nAPI,broken\n')], 'components.csv, line 2: status: “broken”'],
    [[at('components.csv', 'name\nAPI\nAPI\n')], 'components.csv, line 3: a second component of this name'],
    [[at('updates.csv', 'incident,at,body\nNone,2024-01-01,Hello\n')], 'updates.csv, line 2: there is no incident “None”'],
    [[at('subscribers.csv', 'name,town\nAda,London\n'), '--format', 'csv'], 'names in its first row no column address or email'],
    [[at('things.csv', 'one,two\n1,2\n')], 'its first row names nothing that is known: one, two'],
    [[kuma], 'kuma.db cannot be read'],
    [[sparse('page.json', 1_000_000_000)], 'page.json has 1000 MB, and JSON is read up to 200 MB: cut it into several files'],
    [[sparse('subscribers.csv', 400_000_000)], 'subscribers.csv, line 1: has more than'],
    [[join(folder, 'nothing.json')], 'there is no file or folder'],
    [[at('x.json', '[]'), '--format', 'nothing'], 'there is no format "nothing": statuspage'],
    [[at('x.json', '[]'), '--format', 'statuspage'], 'is read by its API'],
    [[at('x.bin', Buffer.from([1, 2, 3]))], 'holds nothing that can be read'],
    [['--template', 'nothing'], 'there is no template "nothing": components.csv'],
    [[exportOf('cachet-2'), '--time-zone', 'Mars'], '--time-zone Mars is none'],
    [[], 'say what is to be imported'],
  ];
  for (const [words, said] of cases) {
    const { exit, out, err } = await pharos(['page', 'import', ...words, '--into', 'never']);
    expect({ exit, out }, err).toEqual({ exit: 1, out: '' });
    expect(err).toContain(said);
    expect(err).not.toContain('\n    at ');
  }
  expect((await place.api.ask('GET', '/v1/slugs/never')).status).toBe(404);
});

it('subscribers of Latin-1, with semicolons, in what spreadsheets keep, are read; the report says of each row that stays why', async () => {
  const path = join(mkdtempSync(join(folder, 'people-')), 'subscribers.csv');
  const rows = [
    'E-Mail;Components;State',
    'ada@example.com;;',
    ';;',
    'nobody;;',
    'bob@example.com;Nothing;',
    'eve@example.com;;pending',
    'Zoë@example.com;;',
  ];
  writeFileSync(path, Buffer.from(rows.join('\r\n'), 'latin1'));
  const { exit, out, err } = await pharos(['page', 'import', path, '--into', 'people', '--json']);
  expect(exit, err).toBe(0);
  const report = JSON.parse(out) as { subscribers: number; left: object[]; leftBy: object[] };
  expect(report.subscribers).toBeGreaterThan(0);
  expect(report.left).toEqual(
    expect.arrayContaining([
      { what: 'a row', why: 'it has no address', file: 'subscribers.csv', line: 3 },
      { what: 'a subscriber by email', why: 'what they are told of is not taken along', file: 'subscribers.csv', line: 5 },
      { what: 'a subscriber', why: 'they never confirmed it there: they sign up anew', file: 'subscribers.csv', line: 6 },
    ]),
  );
});
