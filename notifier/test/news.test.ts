import { newId } from '@pharos/core/id';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { takeNews, type ProviderNews } from '../src/callbacks/news.ts';
import { notifierMigrations } from '../src/role.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase([['notifier', notifierMigrations]]);
});
afterAll(() => database[Symbol.asyncDispose]());

async function delivery(state: string): Promise<string> {
  const id = newId();
  await database.sql`
    insert into delivery (notice, channel, subscriber, id, kind, page, address, state, created_at, updated_at)
    values (${newId()}, 'sms', ${newId()}, ${id}, 'notice', ${newId()}, '+15551230001', ${state}, now(), now())`;
  return id;
}
const take = (id: string, state: ProviderNews['state'], event = state) =>
  takeNews(database.sql, { provider: 'twilio', event: `${id}:${event}`, delivery: id, messageId: 'SM1', state }, Date.now());
const stateOf = async (id: string) => (await database.sql<{ state: string }[]>`select state from delivery where id = ${id}`)[0]!.state;

it('news only raise a delivery, in whatever order they come', async () => {
  const id = await delivery('unknown');
  await take(id, 'delivered');
  await take(id, 'accepted');
  expect(await stateOf(id)).toBe('delivered');
  await take(id, 'failed');
  expect(await stateOf(id)).toBe('delivered');
});

it('an unknown delivery that the provider has is not due any more', async () => {
  const id = await delivery('unknown');
  await database.sql`update delivery set next_at = now() where id = ${id}`;
  await take(id, 'accepted');
  expect(await database.sql`select 1 from delivery where id = ${id} and state = 'accepted' and next_at is null`).toHaveLength(1);
});

it('the same news is taken once', async () => {
  const id = await delivery('accepted');
  const told = await Promise.all([take(id, 'failed'), take(id, 'failed'), take(id, 'failed')]);
  expect(told.filter(Boolean)).toEqual([{ channel: 'sms', address: '+15551230001' }]);
});

it('who was suppressed or has ended stays so', async () => {
  for (const state of ['suppressed', 'failed', 'dead']) {
    const id = await delivery(state);
    await take(id, 'delivered');
    expect(await stateOf(id)).toBe(state);
  }
});

it('a late failure says nothing of what somebody else has brought since', async () => {
  const id = await delivery('accepted');
  await database.sql`update delivery set provider = 'telnyx', provider_message = 'other' where id = ${id}`;
  expect(await take(id, 'failed')).toBeUndefined();
  expect(await stateOf(id)).toBe('accepted');
});

it("what did not arrive for the network's sake is for the other provider, once", async () => {
  const id = await delivery('accepted');
  const undelivered = (event: string) =>
    takeNews(
      database.sql,
      { provider: 'twilio', event, delivery: id, messageId: 'SM1', state: 'failed', class: 'route', code: '30008' },
      Date.now(),
    );
  await database.sql`update delivery set provider = 'twilio', provider_message = 'SM1' where id = ${id}`;
  await undelivered('one');
  expect(await stateOf(id)).toBe('pending');
  await database.sql`
    insert into attempt_log (delivery, attempt, epoch, provider, at, took_ms, outcome, code)
    values (${id}, 2, 2, 'telnyx', now(), 1, 'accepted', 'm')`;
  await database.sql`update delivery set state = 'accepted' where id = ${id}`;
  await undelivered('two');
  expect(await stateOf(id)).toBe('failed');
});
