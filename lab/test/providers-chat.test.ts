import type { Channel } from '@pharos/core/channel';
import { addressFault } from '@pharos/resources/channels/addresses';
import { until } from '@pharos/core/testing/until';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ChatName } from '../src/providers/accepted.ts';
import type { Fault } from '../src/providers/fault.ts';
import { labBrowser } from '../src/providers/push.ts';
import { createNotifierWorld, providerOptions, type NotifierWorld } from './providers-world.ts';

let world: NotifierWorld;
beforeEach(async () => {
  world = await createNotifierWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

interface Service {
  channel: Channel;
  name: ChatName;
  path(room: number, fate?: string): string;
  /** Answers by which the address will never take anything again, and by which it takes this one not. */
  gone: [fate: string, code: string];
  shut: [fate: string, code: string];
}

const services: Service[] = [
  {
    channel: 'slack',
    name: 'slack',
    path: (room, fate = 'secret') => `/services/T0/B${room}/${fate}`,
    gone: ['gone', 'no_service'],
    shut: ['archived', 'channel_is_archived'],
  },
  {
    channel: 'discord',
    name: 'discord',
    path: (room, fate = 'secret') => `/api/webhooks/${100 + room}/${fate}`,
    gone: ['gone', '10015'],
    shut: ['revoked', '50027'],
  },
  {
    channel: 'teams',
    name: 'teams',
    path: (room, fate = 'secret') =>
      `/workflows/flow${room}/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers&sv=1.0&sig=${fate}`,
    gone: ['gone', 'WorkflowNotFound'],
    shut: ['off', 'WorkflowTriggerIsNotEnabled'],
  },
  {
    channel: 'google-chat',
    name: 'googlechat',
    path: (room, fate = 'secret') => `/v1/spaces/S${room}/messages?key=k&token=${fate}`,
    gone: ['gone', 'NOT_FOUND'],
    shut: ['revoked', 'PERMISSION_DENIED'],
  },
];

const rooms = 8;
const stateOf = async () => world.states();
const accepted = (name: ChatName | 'push') => world.providers.accepted(name);

for (const { channel, name, path, gone, shut } of services) {
  const addressOf = (room: number, fate?: string) => `${world.providers.urls[name]}${path(room, fate)}`;
  const subscribe = async (count: number) => {
    for (let room = 0; room < count; room++) await world.subscribe(channel, addressOf(room));
  };

  it(`${channel}: each room gets one card, which the service takes as it is`, async () => {
    expect(addressFault(channel, addressOf(0), [world.providers.urls[name]])).toBeUndefined();
    await subscribe(rooms);
    await world.start();
    await world.post({ title: 'A <b>title</b> & @everyone *', body: `**long** ${'<&"ä '.repeat(4_000)}` });
    await until('all accepted', async () => (await stateOf())['accepted'] === rooms, 8_000);
    expect(accepted(name).count).toBe(rooms);
    expect(new Set(accepted(name).messages.map(({ to }) => new URL(to).pathname + new URL(to).search)).size).toBe(rooms);
    const { text, subject } = accepted(name).messages[0]!;
    expect(subject).toContain('Investigating');
    expect(text).toMatch(/\/unsubscribe\/[A-Za-z0-9_-]{64}/);
    expect(text).toContain('https://status.example/p/');
  });

  it(`${channel}: a webhook that is gone is never asked again; a room that is shut is, with the next notice`, async () => {
    await world.subscribe(channel, addressOf(1, gone[0]));
    await world.subscribe(channel, addressOf(2, shut[0]));
    await world.subscribe(channel, addressOf(3));
    await world.start();
    await world.post();
    await until('told, and refused', async () => (await stateOf())['failed'] === 2 && (await stateOf())['accepted'] === 1, 8_000);
    const codes = await world.sql<{ error_code: string }[]>`select error_code from delivery where state = 'failed' order by error_code`;
    expect(codes.map(({ error_code }) => error_code).sort()).toEqual([gone[1], shut[1]].sort());
    await world.post();
    await until('told again', async () => (await stateOf())['accepted'] === 2, 8_000);
    const isForGood = channel === 'discord'; // both of its answers are
    await until('not asked', async () => (await stateOf())['suppressed'] === (isForGood ? 2 : 1), 8_000);
    await until('asked once more', async () => (await stateOf())['failed'] === (isForGood ? 2 : 3), 8_000);
  });

  it(`${channel}: a room is asked first, by a card that leads to one question, and told nothing before it is answered`, async () => {
    await world.subscribe(channel, addressOf(1), [], 'pending');
    await world.start();
    await until('the question', () => accepted(name).count === 1, 8_000);
    const { text } = accepted(name).messages[0]!;
    const url = /http:\/\/[^"|)>\\]+\/confirm\/[A-Za-z0-9_-]{64}/.exec(text)![0];
    const page = await fetch(url);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<button>Yes, confirm</button>')]);
    await world.post();
    await until('expanded', async () => (await world.sql`select 1 from fanout where is_done and kind = 'notice'`).length === 1, 8_000);
    expect(accepted(name).count).toBe(1);
  });
}

for (const fault of ['refuse', 'hang', '429', '5xx', 'accept-then-cut'] satisfies Fault[]) {
  it(`on "${fault}" of all services nothing is lost, and only what may have arrived is sent twice`, async () => {
    const all = rooms * services.length;
    for (const { channel, name, path } of services)
      for (let room = 0; room < rooms; room++) await world.subscribe(channel, `${world.providers.urls[name]}${path(room)}`);
    const notifier = await world.start();
    for (const { name } of services) await world.providers.setFault(name, fault);
    await world.post();
    const tried = async () => {
      const rows =
        await world.sql`select distinct channel from delivery where attempt > 0 and (state = 'sending' or error_class is not null)`;
      return rows.length === services.length;
    };
    await until('some were tried at each', tried, 8_000);
    if (fault === 'accept-then-cut') await until('some were taken', () => services.every(({ name }) => accepted(name).count > 0), 8_000);
    expect((await stateOf())['dead']).toBeUndefined();
    for (const { name } of services) await world.providers.setFault(name, 'ok');
    // Breakers rest for a minute: a process that is new begins with closed ones, as after a restart.
    await notifier[Symbol.asyncDispose]();
    await world.sql`update delivery set next_at = now() where state in ('pending', 'unknown')`;
    const next = await world.start();
    await until('all accepted', async () => (await stateOf())['accepted'] === all, 15_000);
    const took = services.flatMap(({ name }) => accepted(name).messages.map(({ to }) => to));
    expect(new Set(took).size).toBe(all);
    const unknown = (await possibleDuplicates(notifier)) + (await possibleDuplicates(next));
    expect(took.length - all).toBeLessThanOrEqual(unknown);
    // Where it is certain that nothing was sent, nothing may be sent twice.
    const isCertain = fault === 'refuse' || fault === '429' || fault === '5xx';
    expect(isCertain ? [took.length, unknown] : [all, 0]).toEqual([all, 0]);
  });
}

async function possibleDuplicates(notifier: { metrics(): Promise<string> }): Promise<number> {
  const lines = (await notifier.metrics()).match(/^possible_duplicate_total\{.*\} (\d+)$/gm) ?? [];
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

it('an address that leads into our own network is not asked, whichever channel it was signed up for', async () => {
  for (const { channel, name, path } of services) await world.subscribe(channel, `${world.providers.urls[name]}${path(1)}`);
  await world.subscribe('web-push', labBrowser(world.providers.urls.push, 'inside').address);
  await world.subscribe('slack', 'https://localhost/services/T0/B0/x');
  await world.start({ providers: { ...providerOptions(world.providers.urls), webhooks: { privateNetworks: [] } } });
  await world.post();
  await until('all refused', async () => (await stateOf())['failed'] === services.length + 2, 8_000);
  const codes = await world.sql<{ code: string }[]>`select distinct code from attempt_log order by code`;
  expect(codes.map(({ code }) => code)).toEqual(['blocked-address', 'url: not https']);
  expect([...services.map(({ name }) => accepted(name).count), accepted('push').count].every((count) => count === 0)).toBe(true);
});

it('nothing of an address, by which anybody may write to a room, is in a log or in what was noted of a call', async () => {
  for (const { channel, name, path } of services) await world.subscribe(channel, `${world.providers.urls[name]}${path(1, 'verysecret')}`);
  await world.providers.setFault('slack', 'accept-then-cut');
  const lines: string[] = [];
  const notifier = await world.start({}, undefined, (line) => lines.push(line));
  await world.post();
  await until('three told, one tried', async () => (await stateOf())['accepted']! >= 3, 8_000);
  await until('it was logged', () => lines.some((line) => line.includes('was not accepted')), 8_000);
  const noted = await world.sql`select * from attempt_log`;
  expect(JSON.stringify(noted) + lines.join('\n') + (await notifier.metrics())).not.toContain('verysecret');
});

it('what Discord says of its limits is kept to: no call is one too many, and the rest comes when it is time', async () => {
  const { path, name } = services.find(({ channel }) => channel === 'discord')!;
  await world.subscribe('discord', `${world.providers.urls[name]}${path(1)}`);
  await world.start();
  // Its share in two seconds, and a moment later more.
  for (let each = 0; each < 5; each++) await world.post();
  await until('its share', () => accepted('discord').count === 5, 8_000);
  for (let each = 0; each < 2; each++) await world.post();
  await until('all seven', async () => (await stateOf())['accepted'] === 7, 15_000);
  const outcomes = await world.sql<{ outcome: string }[]>`select outcome from attempt_log`;
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 7 }, () => 'accepted'));
});

it('a connector of Teams that answers 200 and says in its text that Teams was busy is asked again', async () => {
  const url = world.providers.urls.teams;
  await world.subscribe('teams', `${url}/webhookb2/g@t/IncomingWebhook/n/busy`);
  await world.subscribe('teams', `${url}/webhookb2/g@t/IncomingWebhook/n/well`);
  await world.start();
  await world.post();
  await until('both tried', async () => (await world.sql`select 1 from attempt_log`).length >= 2, 8_000);
  const rows = await world.sql<{ outcome: string; code: string }[]>`select distinct outcome, code from attempt_log order by outcome`;
  expect(rows.map(({ outcome, code }) => [outcome, code])).toEqual([
    ['accepted', '200'],
    ['throttled', 'teams-429'],
  ]);
});
