import { codeOf } from '@pharos/resources/statuspage/code';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { migrationsFolder } from '@pharos/region/migrations';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeApi } from '../src/docs/described.ts';
import { nameOf, operationsOf, type Operation } from './described.ts';
import { openApi, type TestApi } from './open-api.ts';

let database: FreshDatabase;
let api: TestApi;
let operations: Operation[];
let page: { html: string; headers: Headers };

beforeAll(async () => {
  database = await freshDatabase([['region', migrationsFolder]]);
  api = await openApi(database.url);
  operations = await operationsOf(api);
  const { text, headers } = await api.ask('GET', '/docs', undefined, { authorization: '' });
  page = { html: text, headers };
});

afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

it('every operation has a name of its own, says what it does, and stands under one heading', () => {
  const poor = operations.filter(
    ({ operationId, summary, description, tags }) => !(operationId && summary && description && tags?.length === 1),
  );
  expect(poor.map(nameOf)).toEqual([]);
  const ids = operations.map(({ operationId }) => operationId);
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  expect(ids).toEqual(expect.arrayContaining(['openIncident', 'postUpdate', 'listIncidents', 'getView', 'createTemplate']));
});

it('the description that is checked in is the one of these routes: "npm run fix" writes it', async () => {
  const checkedIn: unknown = JSON.parse(await readFile(new URL('../../docs/openapi.json', import.meta.url), 'utf8'));
  expect(checkedIn).toEqual(JSON.parse(JSON.stringify(describeApi())));
});

it('can be read as a page that loads nothing and runs nothing', () => {
  expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  const style = /<style>([^]*)<\/style>/.exec(page.html)![1]!;
  expect(page.headers.get('content-security-policy')).toBe(
    `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  expect(page.html).not.toMatch(/<script|<link|<img|\ssrc=|\sstyle=|\son\w+=/i);
  for (const { operationId } of operations) expect(page.html).toContain(`<article id="${operationId}">`);
});

it('every example on that page does what it says', async () => {
  const examples = [...page.html.matchAll(/<article id="(\w+)">[^]*?<pre[^>]*><code>([^]*?)<\/code>/g)].map(([, id, code]) => {
    return { operation: operations.find(({ operationId }) => operationId === id)!, ...readCurl(unescaped(code!)) };
  });
  expect(examples.length).toBe(operations.length);
  const order = ['POST', 'GET', 'PATCH', 'DELETE'];
  // What something stands in is made first, and what is published is looked at before.
  const rankOf = ({ method, operation: { operationId, path } }: (typeof examples)[number]) =>
    (operationId!.startsWith('publish') ? 2 : order.indexOf(method)) + path.split('/').length / 100;
  examples.sort((a, b) => rankOf(a) - rankOf(b));

  const made: Record<string, string> = { slug: 'acme', host: 'status.acme.example' };
  await api.keyFor(null, ['read']);
  const { items } = (await api.ask('GET', '/v1/keys')).json as { items: { id: string; scopes: string[] }[] };
  made['key'] = items.find(({ scopes }) => scopes[0] === 'read')!.id;
  const failed: string[] = [];
  // What is of a person is done in their session, and with what only they have: `people.test.ts` does. Deliveries are told by a notifier.
  const ofKeys = examples.filter(
    ({ operation: { tags, operationId } }) => !['sign-in', 'account', 'deliveries'].includes(tags![0]!) && operationId !== 'tellPresence',
  );
  expect(examples.length - ofKeys.length).toBeLessThan(35);
  for (const { operation, method, url, body, isKeyed, file } of ofKeys) {
    if (operation.operationId === 'getPageByDomain') await confirmDomain(made);
    // The incident of the example is nothing's: it becomes an update of one that is there.
    if (operation.operationId === 'publishPublication')
      await api.ask('PATCH', `/v1/pages/${made['page']}/publications/${made['publication']}`, { incident: made['incident'] });
    if (operation.operationId === 'unlockPage')
      await api.ask('PATCH', `/v1/pages/${made['page']}`, { visibility: 'password', password: 'a long sentence about nothing' });
    const path = url.slice(api.url.length).replaceAll(/<(\w+)>/g, (_, name: string) => {
      const other = others.find(({ of, word }) => word === name && operation.path.includes(of))?.other;
      if (name.endsWith('Code')) return codeOf(made[name.slice(0, -'Code'.length)]!);
      return made[other ?? name] ?? `no ${other ?? name} was made`;
    });
    const sent = file === undefined ? body : await fileOf(path, file);
    const headers = { ...(file !== undefined && { 'content-type': file }), ...(isKeyed ? {} : { authorization: '' }) };
    const answer = await api.ask(method, path, sent, headers);
    if (answer.status >= 300) failed.push(`${nameOf(operation)} ${path}: ${answer.status} ${answer.text}`);
    const what = operation.path.split('/').at(-1)!.replace(/s$/, '');
    const isOfMaintenance = operation.path.includes('maintenances/{');
    const { id } = answer.json;
    if (method === 'POST' && typeof id === 'string' && !isOfMaintenance) made[calledSo[what] ?? what] ??= id;
    if (operation.operationId === 'unlockPage') await api.ask('PATCH', `/v1/pages/${made['page']}`, { visibility: 'public' });
    if (operation.operationId === 'sendAlerts')
      made['alert'] = String((answer.json['items'] as { alert: string }[] | undefined)?.[0]?.alert);
    if (operation.operationId === 'importSubscriptions') made['job'] = String(id);
    if (operation.operationId === 'importOrganisation') made['organisationJob'] = String(id);
    if (operation.operationId === 'subscribe') [made['subscription'], made['asked']] = await subscriptionsOf(made['page']!);
  }
  expect(failed).toEqual([]);
});

/** One that is taken there: what is exported of the same. */
async function fileOf(path: string, type: string): Promise<string> {
  return type === 'text/csv' ? 'email\nbob@example.com\n' : (await api.ask('GET', path.replace(/imports$/, 'export'))).text;
}

async function confirmDomain({ page, host }: Record<string, string>): Promise<void> {
  expect((await api.ask('PATCH', `/v1/pages/${page}`, { domain: host })).status).toBe(200);
  await expect.poll(async () => (await api.ask('GET', `/v1/domains/${host}`)).status).toBe(200);
}

// What one of a list is called in an address, where that is not the list's own word.
const calledSo: Record<string, string> = { people: 'seat', 'alert-source': 'source' };

// Of some words in an address there are several: it depends on what is asked there.
const others = [
  { word: 'job', of: '/organisations/', other: 'organisationJob' },
  { word: 'subscription', of: '/resend', other: 'asked' },
];

// Who signs up is not told the id. Without a key it takes a while until the question is on its way.
async function subscriptionsOf(of: string): Promise<[string, string]> {
  const path = `/v1/pages/${of}/subscriptions`;
  await api.ask('POST', path, { channel: 'email', address: 'ada@example.com' });
  await api.ask('POST', path, { channel: 'email', address: 'carol@example.com' }, { authorization: '' });
  const idOf = async (state: string) => ((await api.ask('GET', `${path}?state=${state}`)).json as { items: { id: string }[] }).items[0]!.id;
  return [await idOf('active'), await idOf('pending')];
}

/** As a shell would take it. */
function readCurl(line: string) {
  const words = [...line.replaceAll('\\\n', ' ').matchAll(/'((?:[^']|'\\'')*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single?.replaceAll(String.raw`'\''`, "'") ?? double ?? bare!,
  );
  expect(words[0]).toBe('curl');
  const behind = (flag: string) => (words.includes(flag) ? words[words.indexOf(flag) + 1] : undefined);
  return {
    method: behind('-X') ?? 'GET',
    url: words.find((word) => word.startsWith('http'))!,
    body: behind('-d'),
    file: words.find((word) => /^Content-Type: (?!application\/json)/.test(word))?.replace('Content-Type: ', ''),
    isKeyed: words.includes('Authorization: Bearer $PHAROS_KEY'),
  };
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}
