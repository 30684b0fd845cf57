import { addressFault } from '@pharos/resources/channels/addresses';
import { serveHttp } from '@pharos/core/outside/http';
import { until } from '@pharos/core/testing/until';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { labBrowser } from '../src/providers/push.ts';
import type { Fault } from '../src/providers/fault.ts';
import { createNotifierWorld, providerOptions, type NotifierWorld } from './providers-world.ts';

let world: NotifierWorld;
beforeEach(async () => {
  world = await createNotifierWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

const browsers = 8;
const addressOf = (name: string) => labBrowser(world.providers.urls.push, name).address;
const pushes = () => world.providers.accepted('push');
const subscribe = async (count: number) => {
  for (let each = 0; each < count; each++) await world.subscribe('web-push', addressOf(`browser${each}`));
};

it('each browser gets what only it can read, with the urgency and the topic of what happened, from who it was asked by', async () => {
  expect(addressFault('web-push', addressOf('a'), [world.providers.urls.push])).toBeUndefined();
  await subscribe(browsers);
  await world.start();
  await world.post({ title: '"\\ä𝄞'.repeat(400), body: '𝄞'.repeat(15_000) });
  await until('all accepted', async () => (await world.states())['accepted'] === browsers, 8_000);
  expect(new Set(pushes().messages.map(({ to }) => to)).size).toBe(browsers);
  const { headers, text } = pushes().messages[0]!;
  const { vapid } = providerOptions(world.providers.urls);
  expect(headers).toEqual({ ttl: '21600', urgency: 'high', topic: expect.stringMatching(/^[0-9a-f]{32}$/), key: vapid.publicKey });
  expect(JSON.parse(text)).toMatchObject({
    type: 'notice',
    page: world.page,
    title: expect.stringContaining('Investigating'),
    url: expect.stringContaining('https://status.example/p/'),
    leave: expect.stringMatching(/\/unsubscribe\/[A-Za-z0-9_-]{64}$/),
  });
});

for (const fault of ['refuse', '429', '5xx', 'accept-then-cut'] satisfies Fault[]) {
  it(`on "${fault}" nobody is lost, and only what may have arrived is sent again`, async () => {
    await subscribe(browsers);
    const notifier = await world.start();
    await world.providers.setFault('push', fault);
    await world.post();
    await until('some were tried', async () => (await world.sql`select 1 from delivery where error_class is not null`).length > 0, 8_000);
    await world.providers.setFault('push', 'ok');
    // Its breaker rests for a minute: a process that is new begins with a closed one.
    await notifier[Symbol.asyncDispose]();
    await world.sql`update delivery set next_at = now() where state in ('pending', 'unknown')`;
    await world.start();
    await until('all accepted', async () => (await world.states())['accepted'] === browsers, 15_000);
    expect(new Set(pushes().messages.map(({ to }) => to)).size).toBe(browsers);
    const isCertain = fault !== 'accept-then-cut';
    expect(isCertain ? pushes().count : browsers).toBe(browsers);
  });
}

it('a browser that has unsubscribed is asked once, and its subscription ends everywhere', async () => {
  const asked: string[] = [];
  const fetch = (request: Request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname}`);
    return Response.json({});
  };
  const api = await serveHttp({ host: '127.0.0.1', port: 0, fetch });
  const gone = await world.subscribe('web-push', addressOf('gone1'));
  const expired = await world.subscribe('web-push', addressOf('expired1'));
  await world.start({ apiUrls: [api.url] });
  await world.post();
  await until('both failed', async () => (await world.states())['failed'] === 2, 8_000);
  const ends = [gone, expired].map((id) => `DELETE /v1/pages/${world.page}/subscriptions/${id}`).sort();
  await until('the API is told', () => asked.length >= 2, 8_000);
  expect([...new Set(asked)].sort()).toEqual(ends);
  await world.post();
  await until('neither is asked again', async () => (await world.states())['suppressed'] === 2, 8_000);
  await api[Symbol.asyncDispose]();
});

it('without keys nobody is told, and what was not told is there for a person to see', async () => {
  await subscribe(1);
  await world.start({ providers: { ...providerOptions(world.providers.urls), vapid: undefined } });
  await world.post();
  await until('dead', async () => (await world.states())['dead'] === 1, 8_000);
  expect(await world.sql`select error_code from delivery`).toMatchObject([{ error_code: 'no-vapid-keys' }]);
});

it('keys that are none end a subscription, and are no call', async () => {
  await world.subscribe('web-push', `${world.providers.urls.push}/push/x#${'A'.repeat(87)}.${'A'.repeat(22)}`);
  await world.start();
  await world.post();
  await until('failed', async () => (await world.states())['failed'] === 1, 8_000);
  expect(pushes().count).toBe(0);
});
