import { newId } from '@pharos/core/id';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { until } from '@pharos/core/testing/until';
import { createNotifierWorld, type NotifierWorld } from './providers-world.ts';

let world: NotifierWorld;
beforeEach(async () => {
  world = await createNotifierWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

const texts = (provider: 'ses' | 'sendgrid' | 'twilio' | 'telnyx') => world.providers.accepted(provider).messages;

it('a subscriber gets one email and one SMS, through the real SDKs', async () => {
  await world.start();
  await world.subscribe('email', 'ann@example.com');
  await world.subscribe('sms', '+15551230001');
  await world.post();
  await until('two accepted deliveries', async () => (await world.states())['accepted'] === 2, 5_000);
  expect(texts('ses')).toMatchObject([
    { to: 'ann@example.com', subject: '[Acme] Checkout is slow', from: `"Acme" <status@pharos.example>` },
  ]);
  expect(texts('ses')[0]!.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
  expect(texts('twilio')).toMatchObject([{ to: '+15551230001', text: expect.stringContaining('Checkout is slow') }]);
  expect([texts('sendgrid').length, texts('telnyx').length]).toEqual([0, 0]);
});

it('two notifiers at once send everything once', async () => {
  await Promise.all(Array.from({ length: 50 }, (_, each) => world.subscribe('email', `person${each}@example.com`)));
  await Promise.all([world.start(), world.start()]);
  await Promise.all([world.post(), world.post({ opened: false, status: 'identified' })]);
  await until('100 accepted deliveries', async () => (await world.states())['accepted'] === 100, 30_000);
  const seen = texts('ses').map(({ delivery }) => delivery);
  expect(seen.length).toBe(100);
  expect(new Set(seen).size).toBe(100);
});

it('somebody who left between expansion and call is not written to', async () => {
  await world.providers.setFault('ses', '429');
  await world.providers.setFault('sendgrid', '429');
  const stays = await world.subscribe('email', 'stays@example.com');
  const leaves = await world.subscribe('email', 'leaves@example.com');
  await world.start();
  await world.post();
  await until('both refused, and no call under way', bothWait, 15_000);
  await world.sql`update subscription set state = 'ended' where id = ${leaves}`;
  await Promise.all([world.providers.setFault('ses', 'ok'), world.providers.setFault('sendgrid', 'ok')]);
  await until(
    // a throttled provider is left alone for longer the oftener it says so
    'one told, one left out',
    async () => (await world.states())['suppressed'] === 1 && (await world.states())['accepted'] === 1,
    45_000,
  );
  expect([...texts('ses'), ...texts('sendgrid')].map(({ to }) => to)).toEqual(['stays@example.com']);
  expect(stays).not.toBe(leaves);
});

// A call that is under way reaches its provider whatever is asked meanwhile, so the test waits for a moment without one.
async function bothWait(): Promise<boolean> {
  const rows = await world.sql`
    select 1 from delivery where state = 'pending' and attempt > 0 and next_at > now() + interval '500 ms'`;
  return rows.length === 2;
}

it('a number that wrote STOP is not asked by the other provider, and never again', async () => {
  await world.subscribe('sms', '+15005550004');
  await world.start();
  await world.post();
  await until('a failed delivery', async () => (await world.states())['failed'] === 1, 5_000);
  await world.post();
  await until('a suppressed delivery', async () => (await world.states())['suppressed'] === 1, 5_000);
  expect(texts('telnyx')).toEqual([]);
});

it('a subscriber of one component is not told of another', async () => {
  const [mine, other] = ['0190a000-0000-7000-8000-00000000000a', '0190a000-0000-7000-8000-00000000000b'];
  await world.subscribe('email', 'mine@example.com', [mine]);
  await world.subscribe('email', 'other@example.com', [other]);
  await world.start();
  await world.post({}, [mine]);
  await until('one accepted delivery', async () => (await world.states())['accepted'] === 1, 5_000);
  expect(texts('ses').map(({ to }) => to)).toEqual(['mine@example.com']);
});

it('a courier that vanished between claim and result leaves an unknown behind, never a pending one', async () => {
  await world.subscribe('email', 'ann@example.com');
  const first = await world.start({ unknownWaitMs: 3_600_000 });
  await world.providers.setFault('ses', 'hang');
  await world.post();
  await until('a call under way', async () => (await world.states())['sending'] === 1, 5_000);
  // As after a kill -9: the row stays as the dead process left it, and its lease has passed.
  await world.sql`update delivery set epoch = epoch + 1, lease_until = now() - interval '1 second'`;
  await until('an unknown delivery', async () => (await world.states())['unknown'] === 1, 5_000);
  await world.providers.setFault('ses', 'ok');
  expect(texts('ses')).toEqual([]);
  await world.sql`update delivery set next_at = now()`;
  await until('it was sent after all', async () => (await world.states())['accepted'] === 1, 6_000);
  expect(texts('ses').length + texts('sendgrid').length).toBe(1);
  expect(await first.metrics()).toMatch(/possible_duplicate_total\{[^}]*channel="email"[^}]*\} 1/);
});

it('an update whose clock ran ahead is told now, and hides none that comes after it', async () => {
  await world.subscribe('email', 'ann@example.com');
  await world.start();
  const ahead = await world.post();
  await world.sql`update notify_job set at = at + interval '1 hour' where update = ${ahead}`;
  await until('the one from the future', async () => (await world.states())['accepted'] === 1, 5_000);
  await world.post();
  await until('the one of now', async () => (await world.states())['accepted'] === 2, 5_000);
  expect(texts('ses').length).toBe(2);
});

it('an SMS that Twilio took and could not deliver is brought by the other provider, and a number that is dead by nobody', async () => {
  for (const to of ['+15005550108', '+15005550105']) await world.subscribe('sms', to);
  await world.start();
  await world.post();
  await until('the other provider has it', () => texts('telnyx').length === 1, 8_000);
  await until('the dead number is failed', async () => (await world.states())['failed'] === 1, 5_000);
  expect(texts('telnyx').map(({ to }) => to)).toEqual(['+15005550108']);
  expect(await world.sql`select 1 from suppression`).toHaveLength(1);
});

it('what is too old to be worth a message is not sent, also when it was never tried', async () => {
  await world.subscribe('sms', '+15551230001');
  await world.subscribe('email', 'ann@example.com');
  const update = await world.post();
  await world.sql`update notify_job set at = at - interval '10 hours', stored_at = stored_at - interval '10 hours' where update = ${update}`;
  const notifier = await world.start();
  await until('the SMS is given up', async () => (await world.states())['dead'] === 1, 5_000);
  await until('and somebody hears of it', async () => /deliveries_dead\{[^}]*channel="sms"[^}]*\} 1/.test(await notifier.metrics()), 5_000);
  await until('the mail is still worth having', () => texts('ses').length === 1, 5_000);
  expect([texts('twilio').length, texts('telnyx').length]).toEqual([0, 0]);
});

it('an SMS that may have been sent rests when it should, also when its courier vanished', async () => {
  await world.subscribe('sms', '+15551230001');
  await world.start({ smsUnknown: 'rest' });
  await world.providers.setFault('twilio', 'hang');
  await world.post();
  await until('a call under way', async () => (await world.states())['sending'] === 1, 5_000);
  // As after a kill -9: the row stays as the dead process left it, and its lease has passed.
  await world.sql`update delivery set epoch = epoch + 1, lease_until = now() - interval '1 second'`;
  const resting = () => world.sql`select 1 from delivery where state = 'unknown' and next_at is null`;
  await until('it rests', async () => (await resting()).length === 1, 6_000);
  expect([texts('twilio').length, texts('telnyx').length]).toEqual([0, 0]);
});

it('what another region turned out to own is not told by this one, whatever it had begun', async () => {
  const id = await world.subscribe('email', 'ann@example.com');
  const update = newId();
  await world.start();
  await world.sql`
    insert into notify_job (update, page, page_name, owner_region, at, fact, components)
    values (${update}, ${world.page}, 'Acme', 'eu', now(), '{}', '[]')`;
  await world.sql`
    insert into fanout (notice, kind, page, page_name, at, fact, is_done, created_at)
    values (${update}, 'notice', ${world.page}, 'Acme', now(), null, true, now())`;
  await world.sql`
    insert into delivery (notice, channel, subscriber, id, kind, page, address, next_at, created_at, updated_at)
    values (${update}, 'email', ${id}, ${newId()}, 'notice', ${world.page}, 'ann@example.com', now(), now(), now())`;
  await until('held back', async () => (await world.states())['suppressed'] === 1, 5_000);
  expect(texts('ses')).toEqual([]);
});
