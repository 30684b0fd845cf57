import { until } from '@pharos/core/testing/until';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Fault } from '../src/providers/fault.ts';
import { createSmtpStandIn, type SmtpStandIn } from '../src/providers/smtp.ts';
import { createNotifierWorld, providerOptions, type NotifierWorld } from './providers-world.ts';

let world: NotifierWorld;
let smtp: SmtpStandIn;
beforeEach(async () => {
  world = await createNotifierWorld();
  smtp = await createSmtpStandIn({ host: '127.0.0.1' });
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await smtp[Symbol.asyncDispose]();
});

/** A mail server of one's own, and nobody else. */
function start({ url = smtp.url, isTlsRequired = false, isAlone = true } = {}) {
  const { ses, sendgrid: _sendgrid, twilio: _twilio, telnyx: _telnyx, ...others } = providerOptions(world.providers.urls);
  return world.start({ providers: { ...others, ...(isAlone ? {} : { ses }), smtp: { url, isTlsRequired } } });
}
const states = async (state: string) => (await world.states())[state] ?? 0;
const doubtsIn = (metrics: string) => Number(/possible_duplicate_total\{[^}]*\} (\d+)/.exec(metrics)?.[1] ?? 0);
const codes = async () => (await world.sql<{ code: string }[]>`select error_code as code from delivery`).map(({ code }) => code);

it('a mail server is enough: mails go by it, one conversation for many', async () => {
  await start();
  for (let each = 0; each < 40; each++) await world.subscribe('email', `person${each}@example.com`);
  await world.post({ title: 'Kasse lahmt – über allem' });
  await until('all told', async () => (await states('accepted')) === 40, 20_000);
  expect(
    smtp
      .taken()
      .flatMap(({ to }) => to)
      .sort(),
  ).toEqual(Array.from({ length: 40 }, (_, each) => `person${each}@example.com`).sort());
  const [{ from, headers, source }] = smtp.taken() as [ReturnType<SmtpStandIn['taken']>[0]];
  expect(from).toBe('status@pharos.example');
  expect(headers).toMatchObject({ from: 'Acme <status@pharos.example>', 'list-unsubscribe-post': 'List-Unsubscribe=One-Click' });
  expect(headers['list-unsubscribe']).toMatch(/^<http.*\/unsubscribe\/[^>]+>$/);
  expect(headers['message-id']).toMatch(/^<[0-9a-f-]{36}@pharos\.example>$/);
  expect(headers['references']).toMatch(/^<[0-9a-f-]{36}@status\.example>$/);
  expect(source).toContain('multipart/alternative');
});

it.each(['refuse', '429', '5xx', 'hang', 'accept-then-cut'] satisfies Fault[])(
  'with a server that does this (%s) all are told once it is well',
  async (fault) => {
    await smtp.setFault(fault);
    const notifier = await start();
    for (let each = 0; each < 4; each++) await world.subscribe('email', `person${each}@example.com`);
    await world.post();
    const isInDoubt = fault === 'hang' || fault === 'accept-then-cut';
    await until(
      'something went wrong',
      async () => (await states(isInDoubt ? 'unknown' : 'pending')) > 0 && (await codes()).some(Boolean),
      60_000,
    );
    // One whose breaker has not seen what was: it need not wait for that to close.
    await notifier[Symbol.asyncDispose]();
    await smtp.setFault('ok');
    const next = await start();
    await world.sql`update delivery set next_at = now() where state in ('pending', 'unknown')`;
    await until('all told', async () => (await states('accepted')) === 4, 120_000);
    const taken = smtp.taken().map(({ headers }) => headers['message-id']);
    expect(new Set(taken).size).toBe(4);
    // What may have arrived is known, and nothing else came twice.
    const doubts = doubtsIn(await notifier.metrics()) + doubtsIn(await next.metrics());
    expect(taken.length - 4).toBeLessThanOrEqual(doubts);
    expect(isInDoubt || taken.length + doubts === 4).toBe(true);
  },
);

it('a mailbox that is not there is asked no more, one that is full or not ready holds up nobody', async () => {
  await start();
  for (const who of ['gone', 'full', 'later', 'ada']) await world.subscribe('email', `${who}@example.com`);
  await world.post();
  await until(
    'each has come to what it is',
    async () => (await states('accepted')) === 1 && (await states('failed')) === 1 && (await states('dead')) === 1,
    20_000,
  );
  expect(await world.sql`select channel, reason from suppression`).toMatchObject([{ channel: 'email', reason: 'bounced' }]);
  expect(await states('pending')).toBe(1);
  expect(smtp.taken().map(({ to }) => to)).toEqual([['ada@example.com']]);
});

it('a server that lets nobody in, or does not encrypt where it must, is given no mail; the next one is', async () => {
  const encrypting = await createSmtpStandIn({ host: '127.0.0.1', isEncrypting: true });
  await using _ = encrypting;
  for (const [url, isTlsRequired] of [
    [smtp.url.replace('lab:lab@', 'wrong:lab@'), false],
    [smtp.url, true],
    // Nobody vouches for its certificate.
    [encrypting.url, true],
  ] as const) {
    await using notifier = await start({ url, isTlsRequired });
    void notifier;
    const id = await world.subscribe('email', `person${url.length}${String(isTlsRequired)}@example.com`);
    await world.post();
    await until(
      'it was refused',
      async () => (await world.sql`select 1 from delivery where subscriber = ${id} and error_class in ('account', 'transient')`).length > 0,
      20_000,
    );
  }
  expect([...smtp.taken(), ...encrypting.taken()]).toEqual([]);
  const told = world.providers.accepted('ses').count;
  await start({ url: smtp.url.replace('lab:lab@', 'wrong:lab@'), isAlone: false });
  await world.sql`update delivery set next_at = now() where state = 'pending'`;
  await until('the other one has them', async () => world.providers.accepted('ses').count > told, 20_000);
});

it('without anybody who sends SMS none is sent, and mails go on', async () => {
  await start();
  await world.subscribe('sms', '+15551230001');
  await world.subscribe('email', 'ada@example.com');
  await world.post();
  await until('the mail is told', async () => (await states('accepted')) === 1, 20_000);
  await until('the SMS waits', async () => (await codes()).includes('no-provider'), 20_000);
  expect([await states('accepted'), await states('pending')]).toEqual([1, 1]);
});
