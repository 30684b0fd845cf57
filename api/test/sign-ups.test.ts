import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { migrationsFolder } from '@pharos/region/migrations';
import { openApi, type TestApi } from './open-api.ts';

let database: FreshDatabase;
let api: TestApi;
let pages: string[];
beforeAll(async () => {
  database = await freshDatabase([['region', migrationsFolder]]);
  api = await openApi(database.url, { signUpLimits: { byAddress: true, smsPerDay: 500 } });
  pages = [];
  for (let at = 0; at < 5; at++) pages.push((await api.ask('POST', '/v1/pages', { name: `P${at}`, slug: `p${at}` })).json.id as string);
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const signUp = (page: string, channel: string, address: string, from = '192.0.2.1') =>
  api.ask('POST', `/v1/pages/${page}/subscriptions`, { channel, address }, { authorization: '', 'x-forwarded-for': from });
const asked = async () => {
  const [row] = await database.sql<{ count: number }[]>`select count(*)::int as count from subscription where state = 'pending'`;
  return row!.count;
};

it('one mailbox is asked three times a day, however it is written and on however many pages, and nobody can tell', async () => {
  const before = await asked();
  const answers = [];
  for (const [at, address] of [
    'bob@example.com',
    'Bob@example.com',
    'bob+1@example.com',
    'b.o.b@EXAMPLE.com',
    'BOB+2@example.com',
  ].entries())
    answers.push(await signUp(pages[at]!, 'email', address, `198.51.${at}.1`));
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect((await asked()) - before).toBe(3);
});

it('sent together, they are not more', async () => {
  const before = await asked();
  await Promise.all(Array.from({ length: 12 }, (_, at) => signUp(pages[at % 5]!, 'email', `eve+${at}@example.com`, `203.0.${at}.1`)));
  expect((await asked()) - before).toBe(3);
});

it('SMS go to no country that the page has not allowed, and to few numbers that are neighbours', async () => {
  const page = pages[0]!;
  const refused = await signUp(page, 'sms', '+4917012340000');
  expect({ status: refused.status, fields: refused.json.fields }).toMatchObject({ status: 422, fields: [{ path: 'address' }] });
  const shown = async () => (await api.ask('GET', `/v1/pages/${page}/view`)).json.page;
  expect(await shown()).not.toHaveProperty('smsCountries');
  expect((await api.ask('PATCH', `/v1/pages/${page}`, { smsCountries: ['+49'] })).status).toBe(200);
  expect(await shown()).toMatchObject({ smsCountries: ['+49'] });
  expect((await signUp(page, 'sms', '+3317012340000')).status).toBe(422);
  const before = await asked();
  const neighbours = Array.from({ length: 15 }, (_, at) => signUp(page, 'sms', `+4917012340${100 + at}`, `198.51.${at}.1`));
  expect(new Set((await Promise.all(neighbours)).map(({ status }) => status))).toEqual(new Set([202]));
  expect((await asked()) - before).toBe(10);
  // A page's day of SMS has an end.
  const statuses = new Set<number>();
  const crowd = Array.from({ length: 60 }, (_, at) => signUp(page, 'sms', `+49170${10_000 + at * 7}1234`, `198.52.${at}.1`));
  for (const { status } of await Promise.all(crowd)) statuses.add(status);
  expect(statuses).toEqual(new Set([202, 429]));
  const [row] = await database.sql<{ count: number }[]>`select count(*)::int as count from subscription where channel = 'sms'`;
  expect(row!.count).toBe(50);
});

it('a stranger’s host is sent few questions as if it were the service of browsers; the services themselves are sent all', async () => {
  const keys = `${'B'.repeat(87)}.${'A'.repeat(22)}`;
  const crowd = (host: string) =>
    Promise.all(
      Array.from({ length: 25 }, (_, at) => signUp(pages[at % 5]!, 'web-push', `https://${host}/send/${at}#${keys}`, `198.60.${at}.1`)),
    );
  const before = await asked();
  expect(new Set((await crowd('victim.example')).map(({ status }) => status))).toEqual(new Set([202]));
  expect((await asked()) - before).toBe(20);
  await crowd('fcm.googleapis.com');
  expect((await asked()) - before).toBe(45);
});

it('one address, or its neighbourhood, signs up a few people an hour', async () => {
  const crowd = Array.from({ length: 25 }, (_, at) => signUp(pages[1]!, 'email', `a${at}@one.example`, '2001:db8::1'));
  const statuses = (await Promise.all(crowd)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 202)).toHaveLength(20);
  expect((await signUp(pages[1]!, 'email', 'b@one.example', '2001:db8:0:0:9::1')).status).toBe(429);
  expect((await signUp(pages[1]!, 'email', 'c@one.example', '2001:db8:0:1::1')).status).toBe(202);
});
