import { skewedClock, systemClock } from '@pharos/core/clock';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { watchLateness, watchOwnTime } from '@pharos/core/testing/lateness';
import { until } from '@pharos/core/testing/until';
import type { Fault } from '../src/providers/fault.ts';
import type { ProviderName } from '../src/providers/accepted.ts';
import { createNotifierWorld, providerOptions, type NotifierWorld } from './providers-world.ts';

let world: NotifierWorld;
beforeEach(async () => {
  world = await createNotifierWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

const people = 20;
const channels = [
  { channel: 'email', first: 'ses', second: 'sendgrid', address: (each: number) => `person${each}@example.com` },
  { channel: 'sms', first: 'twilio', second: 'telnyx', address: (each: number) => `+1555123${1000 + each}` },
] as const;

/** Told by the stand-ins alone, whatever the notifier believes. */
function witness(...providers: ProviderName[]) {
  const all = providers.flatMap((provider) => world.providers.accepted(provider).messages);
  const told = new Set(all.map(({ to }) => to));
  return { told: told.size, repeated: all.length - told.size };
}

async function possibleDuplicates(notifier: { metrics(): Promise<string> }): Promise<number> {
  const lines = (await notifier.metrics()).match(/^possible_duplicate_total\{.*\} (\d+)$/gm) ?? [];
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

for (const { channel, first, second, address } of channels) {
  for (const fault of ['refuse', 'hang', '429', '5xx', 'accept-then-cut'] satisfies Fault[]) {
    it(`${channel}: with ${first} on "${fault}" everybody is told by ${second} within five seconds, and at most the unknown ones twice`, async () => {
      for (let each = 0; each < people; each++) await world.subscribe(channel, address(each));
      const notifier = await world.start();
      await world.providers.setFault(first, fault);
      const lateMs = watchLateness();
      await world.post();
      const tookMs = await until(`${people} accepted by ${second}`, () => world.providers.accepted(second).count >= people, 30_000);
      const ownMs = tookMs - lateMs();
      await until('all settled', async () => (await world.states())['accepted'] === people, 30_000);
      const { told, repeated } = witness(first, second);
      const unknown = await possibleDuplicates(notifier);
      expect(ownMs).toBeLessThan(5_000);
      expect(told).toBe(people);
      expect(repeated).toBeLessThanOrEqual(unknown);
      // Where it is certain that nothing was sent, nothing may be sent twice.
      expect(unknown === 0).toBe(fault === 'refuse' || fault === '429' || fault === '5xx');
    });
  }
}

it('what is wrong with the account at the first provider costs nobody the notice', async () => {
  const ours = providerOptions(world.providers.urls);
  for (let each = 0; each < people; each++) for (const { channel, address } of channels) await world.subscribe(channel, address(each));
  await world.start({ providers: { ...ours, emailFrom: 'unverified@pharos.example', twilio: { ...ours.twilio, from: '+15005550007' } } });
  await world.post();
  await until('all told by the second', async () => (await world.states())['accepted'] === 2 * people, 30_000);
  for (const seen of [witness('ses', 'sendgrid'), witness('twilio', 'telnyx')]) expect(seen).toEqual({ told: people, repeated: 0 });
});

it('with both mail providers out nothing is lost, and all is told once they are back', async () => {
  for (let each = 0; each < people; each++) await world.subscribe('email', `person${each}@example.com`);
  const notifier = await world.start();
  await Promise.all([world.providers.setFault('ses', 'refuse'), world.providers.setFault('sendgrid', '5xx')]);
  await world.post();
  await until('both tried', async () => (await world.sql`select 1 from attempt_log`).length >= 10, 30_000);
  expect((await world.states())['dead']).toBeUndefined();
  await Promise.all([world.providers.setFault('ses', 'ok'), world.providers.setFault('sendgrid', 'ok')]);
  // A minute of real time is too long for a test: the process is replaced, as an operator would, and its breakers start closed.
  await notifier[Symbol.asyncDispose]();
  await world.start();
  await until('all accepted', async () => (await world.states())['accepted'] === people, 20_000);
  expect(witness('ses', 'sendgrid')).toEqual({ told: people, repeated: 0 });
});

it('a stop waits for no provider that never answers, and what was under way is told by the next notifier', async () => {
  await Promise.all([world.subscribe('email', 'ann@example.com'), world.subscribe('sms', '+15551230001')]);
  await world.subscribe('webhook', `${world.providers.urls.webhooks}/hooks/a`);
  for (const provider of ['ses', 'sendgrid', 'twilio', 'telnyx', 'webhooks'] as const) await world.providers.setFault(provider, 'hang');
  const notifier = await world.start();
  await world.post();
  await until('three calls under way', async () => (await world.states())['sending'] === 3, 5_000);
  const stopMs = watchOwnTime();
  await notifier[Symbol.asyncDispose]();
  expect(stopMs()).toBeLessThan(3_500);
  for (const provider of ['ses', 'sendgrid', 'twilio', 'telnyx', 'webhooks'] as const) await world.providers.setFault(provider, 'ok');
  // Given up as unknown by the one who stops: nobody waits for the end of its leases.
  expect(await world.states()).toEqual({ unknown: 3 });
  await world.start();
  await until('all three told', async () => (await world.states())['accepted'] === 3, 10_000);
  expect(witness('ses', 'sendgrid', 'twilio', 'telnyx', 'webhooks')).toEqual({ told: 3, repeated: 0 });
});

it('a notifier whose clock runs an hour ahead takes nothing from the others', async () => {
  await world.subscribe('email', 'ann@example.com');
  await world.start();
  await world.providers.setFault('ses', 'hang');
  await world.post();
  await until('a call under way', async () => (await world.states())['sending'] === 1, 5_000);
  await world.start(
    {},
    skewedClock(() => 3_600_000),
  );
  await systemClock.sleep(1_000); // it has looked at all leases by now
  expect(await world.states()).toEqual({ sending: 1 });
});
