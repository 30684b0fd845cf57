import { connect } from 'node:net';
import { until } from '@pharos/core/testing/until';
import { claimJob, pruneJobs } from '@pharos/region/jobs/jobs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage, type TestPage } from './open-api.ts';

let opened: TestPage;
let at: string;
let component: string;
let admin: string;

beforeAll(async () => {
  opened = await openPage();
  at = `/v1/pages/${opened.page}`;
  admin = await opened.api.keyFor(opened.page, ['admin']);
  component = String((await opened.api.ask('POST', `${at}/components`, { name: 'API' })).json['id']);
});

afterAll(() => opened[Symbol.asyncDispose]());

const send = (file: string, query = '', headers: Record<string, string> = {}, path = at) =>
  opened.api.ask('POST', `${path}/subscription-imports?${query}`, file, {
    authorization: `Bearer ${admin}`,
    'content-type': 'text/csv',
    ...headers,
  });
const jobOf = async (id: unknown, path = at) => (await opened.api.ask('GET', `${path}/jobs/${String(id)}`)).json;
const ended = async (id: unknown, path = at) => {
  await until('the job has ended', async () => (await jobOf(id, path))['endedAt'] !== null, 30_000);
  return jobOf(id, path);
};
const imported = async (file: string, query = '', headers: Record<string, string> = {}) => {
  const { status, json } = await send(file, query, headers);
  expect({ status, json }).toMatchObject({ status: 202 });
  return ended(json['id']);
};
const people = async (like: string) => [
  ...(await opened.database.sql`select address, state, components from subscription where address like ${like} order by address`),
];

it('says of each row what is wrong with it, and in a dry run writes nothing', async () => {
  const file = [
    'Channel;Address;Components;Name',
    'email;a1@example.com;;Ada',
    `email;a2@example.com;${component};`,
    'email;nobody;;',
    'fax;a3@example.com;;',
    ';;;',
    `email;a4@example.com;${opened.page};`,
    'sms;0049 170 1234567;;',
    'email;A1@EXAMPLE.com;;',
  ].join('\r\n');
  const job = await imported(file, 'consent=given&dryRun=true');
  expect(job).toMatchObject({ state: 'done', dryRun: true, unread: ['Name'], received: { bytes: Buffer.byteLength(file), rows: 8 } });
  expect(job).toMatchObject({ done: 8, added: 4, already: 0, refused: 4 });
  expect(job['refusals']).toEqual([
    { line: 4, field: 'address', message: 'is not an email address' },
    { line: 5, field: 'channel', message: 'must be one of email, sms, webhook, slack, teams, discord, google-chat, web-push' },
    { line: 6, field: 'address', message: 'is missing' },
    { line: 7, field: 'components', message: `there is no component ${opened.page} on this page` },
  ]);
  expect(await people('%')).toEqual([]);
  await opened.api.ask('PATCH', at, { channels: ['email'] });
  expect(await imported('phone\n+491701234567\n', 'dryRun=true')).toMatchObject({ refused: 1, refusals: [{ line: 2, field: 'channel' }] });
  await opened.api.ask('PATCH', at, { channels: ['email', 'sms', 'webhook'] });
});

it('subscribes those who agreed at once, and leaves alone who is known or has left', async () => {
  const known = await opened.api.ask('POST', `${at}/subscriptions`, {
    channel: 'email',
    address: 'b1@example.com',
    components: [component],
  });
  expect(known.status).toBe(202);
  const leaver = { channel: 'email', address: 'b2@example.com' };
  await opened.api.ask('POST', `${at}/subscriptions`, leaver);
  const { items } = (await opened.api.ask('GET', `${at}/subscriptions?search=b2`)).json as { items: { id: string }[] };
  await opened.api.ask('DELETE', `${at}/subscriptions/${items[0]!.id}`);
  const file = `email,components\nb1@example.com,\nb2@example.com,\nb3@example.com,${component}\nb3@example.com,\n`;
  const key = { 'idempotency-key': 'b' };
  const job = await imported(file, 'consent=given', key);
  expect(job).toMatchObject({
    added: 1,
    already: 2,
    refused: 1,
    refusals: [{ line: 3, message: expect.stringContaining('unsubscribed') as string }],
  });
  expect(await people('b%')).toEqual([
    { address: 'b1@example.com', state: 'active', components: [component] },
    { address: 'b2@example.com', state: 'ended', components: [] },
    { address: 'b3@example.com', state: 'active', components: [component] },
  ]);
  // The same again is the same job; the same key for something else is refused.
  expect((await send(file, 'consent=given', key)).json).toEqual(job);
  expect((await send(file, '', key)).status).toBe(409);
});

it('asks those of whom nobody states that they agreed, and no mailbox more than three times a day', async () => {
  const file = 'email,consent\nc1@example.com,\nc.1@example.com,\nc1+x@example.com,\nC1+y@example.com,\nc2@example.com,given\n';
  const job = await imported(file);
  // Those of one mailbox are counted one after the other: any of the four may be the one too many.
  expect(job).toMatchObject({ added: 4, refused: 1, refusals: [{ message: expect.stringContaining('tomorrow') as string }] });
  const states = (await people('%c%')).filter(({ address }) => /^c/i.test(String(address))).map(({ state }) => state as string);
  expect(states.sort()).toEqual(['active', 'pending', 'pending', 'pending']);
});

it('a file that broke off goes on where it was, whole or in pieces', async () => {
  const rows = Array.from({ length: 1_200 }, (_, each) => `d${each}@example.com\n`);
  const file = `email\n${rows.join('')}`;
  const half = file.slice(0, 15_000);
  const socket = connect(Number(new URL(opened.api.url).port), '127.0.0.1');
  const head = [
    `POST ${at}/subscription-imports?dryRun=true HTTP/1.1`,
    'host: a',
    `authorization: Bearer ${admin}`,
    'idempotency-key: d',
    'content-type: text/csv',
  ];
  socket.write(`${[...head, `content-length: ${file.length}`].join('\r\n')}\r\n\r\n${half}`);
  const receivedNow = async () => {
    const { items } = (await opened.api.ask('GET', `${at}/jobs`)).json as {
      items: { id: string; state: string; received: { bytes: number } }[];
    };
    return items.find(({ state }) => state === 'receiving');
  };
  await until('some of it is here', async () => ((await receivedNow())?.received.bytes ?? 0) > 0);
  socket.destroy();
  await until('it has broken off', async () => (await send('', 'dryRun=true&offset=49000000', { 'idempotency-key': 'd' })).status === 409);
  const { id, received } = (await receivedNow())!;
  expect(received.bytes).toBeLessThanOrEqual(half.length);
  expect(file.slice(0, received.bytes)).toMatch(/\n$/);

  // A piece from there, which ends in the middle of a row; then the rest, from a byte that is here already.
  const cut = received.bytes + 1_003;
  const piece = await send(file.slice(received.bytes, cut), `dryRun=true&more=true&offset=${received.bytes}`, { 'idempotency-key': 'd' });
  expect(piece.json).toMatchObject({ id, state: 'receiving' });
  const next = (piece.json['received'] as { bytes: number }).bytes;
  expect(next).toBeLessThanOrEqual(cut);
  const rest = await send(file.slice(next - 500), `dryRun=true&offset=${next - 500}`, { 'idempotency-key': 'd' });
  expect(rest.json).toMatchObject({ id, received: { bytes: file.length, rows: 1_200 } });
  expect(await ended(id)).toMatchObject({ state: 'done', done: 1_200, added: 1_200, refused: 0 });
});

it('a file that broke off and has no name is over: nobody could go on with it', async () => {
  const socket = connect(Number(new URL(opened.api.url).port), '127.0.0.1');
  const head = [`POST ${at}/subscription-imports HTTP/1.1`, 'host: a', `authorization: Bearer ${admin}`, 'content-type: text/csv'];
  socket.write(`${[...head, 'content-length: 1000'].join('\r\n')}\r\n\r\nemail\n`);
  const newest = async () => ((await opened.api.ask('GET', `${at}/jobs?limit=1`)).json['items'] as { state: string; detail: string }[])[0];
  await until('it has begun', async () => (await newest())?.state === 'receiving');
  socket.destroy();
  await until('it is over', async () => (await newest())?.state === 'failed');
  expect((await newest())?.detail).toBe('its file broke off');
});

it('whoever takes over after a crash adds nobody twice', async () => {
  const { sql } = opened.database;
  const { json } = await send('email\ne1@example.com\ne2@example.com\n', 'consent=given');
  await ended(json['id']);
  // The mesh writes of itself, too.
  const written = async () => {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from log where position('"verb":"import-subscription"'::bytea in env) > 0`;
    return row!.count;
  };
  await until('all of it is in the log', async () => (await sql`select 1 from outbox limit 1`).length === 0);
  const before = await written();
  // As it would be if its process had died after the writes and before it noted them down: the lease is another's, and ends.
  const id = String(json['id']);
  await sql`
    insert into job_row (job, line, fields)
    select ${id}, each.line, each.fields::jsonb
    from (values (2, '{"email":"e1@example.com"}'), (3, '{"email":"e2@example.com"}'), (4, '{"email":"e3@example.com"}')) as each(line, fields)`;
  await sql`
    update job set state = 'running', ended_at = null, done_rows = 0, added = 0, lease_until = clock_timestamp() + interval '500 milliseconds', next_at = now() - interval '1 hour'
    where id = ${id}`;
  expect(await claimJob(sql)).toBeUndefined();
  await until(
    'the lease has ended',
    async () => (await sql`select 1 from job where id = ${id} and lease_until < clock_timestamp()`).length > 0,
  );
  await imported('email\ne4@example.com\n', 'dryRun=true'); // a file that comes in wakes who does them
  expect(await ended(id)).toMatchObject({ state: 'done', done: 3, added: 1, already: 2 });
  expect(await people('e%')).toHaveLength(3);
  await until('all of it is in the log', async () => (await sql`select 1 from outbox limit 1`).length === 0);
  expect((await written()) - before).toBe(1);
});

it.each<[string, string, Record<string, string>, number, string, string?]>([
  ['no column of addresses', 'name\nAda\n', {}, 422, 'no column with addresses'],
  ['nothing', '', {}, 422, ''],
  ['a quote that is not closed', 'email\n"x@example.com\n', {}, 422, 'line 2: a quote is not closed'],
  ['pieces that nothing holds together', 'email\n', {}, 422, 'Idempotency-Key', 'more=true'],
  ['another sort of file', '{}', { 'content-type': 'application/json' }, 415, 'text/csv'],
])('refuses a file with %s', async (_, file, headers, status, words, query = '') => {
  const answer = await send(file, query, headers);
  expect({ status: answer.status, detail: answer.json['detail'] }).toEqual({ status, detail: expect.stringContaining(words) as string });
});

it('a job that is cancelled forgets what it has not done', async () => {
  const { json } = await send('email\nf1@example.com\n', 'more=true', { 'idempotency-key': 'f' });
  expect(json).toMatchObject({ state: 'receiving', received: { rows: 1 } });
  const path = `${at}/jobs/${String(json['id'])}`;
  expect((await opened.api.ask('DELETE', path)).json).toMatchObject({ state: 'cancelled' });
  expect((await opened.api.ask('DELETE', path)).status).toBe(200);
  expect((await send('f2@example.com\n', 'offset=5', { 'idempotency-key': 'f' })).json).toMatchObject({ state: 'cancelled' });
  expect(await pruneJobs(opened.database.sql)).toBeGreaterThan(0);
  expect(await opened.database.sql`select 1 from job_row`).toEqual([]);
  await opened.database.sql`update job set ended_at = ended_at - interval '31 days' where id = ${String(json['id'])}`;
  await pruneJobs(opened.database.sql);
  expect((await opened.api.ask('GET', path)).status).toBe(404);
});

it('an export is taken back as it is: the same people, as they were', async () => {
  const file = (await opened.api.ask('GET', `${at}/subscriptions/export`)).text;
  const other = String((await opened.api.ask('POST', '/v1/pages', { name: 'Other', slug: 'other' })).json['id']);
  const to = `/v1/pages/${other}`;
  const whole = file.replaceAll(component, '');
  const { json } = await opened.api.ask('POST', `${to}/subscription-imports?consent=given`, whole, { 'content-type': 'text/csv' });
  // Who has not answered there is asked here, too; of this mailbox that was enough for today.
  expect(await ended(json['id'], to)).toMatchObject({ state: 'done', refused: 3 });
  const standing = (page: string) => opened.database.sql`
    select channel, address, state from subscription where page = ${page} and state <> 'pending' order by channel, address`;
  expect([...(await standing(other))]).toEqual([...(await standing(opened.page))]);
  expect((await opened.api.ask('GET', `${to}/subscriptions/counts`)).json['channels']).toContainEqual({
    channel: 'email',
    pending: 0,
    active: expect.any(Number) as number,
    ended: 1,
  });
});
