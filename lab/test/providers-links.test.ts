import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { serveHttp, type HttpServer } from '@pharos/core/outside/http';
import { verifyWebhook } from '@pharos/notifier/verify-webhook';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { until } from '@pharos/core/testing/until';
import { createNotifierWorld, linkKey, providerOptions, type NotifierWorld } from './providers-world.ts';

let world: NotifierWorld;
let api: HttpServer & { asked: string[]; status: number };
beforeEach(async () => {
  world = await createNotifierWorld((headers, body) => verifyWebhook(linkKey, headers, body));
  const asked: string[] = [];
  const server = await serveHttp({
    host: '127.0.0.1',
    port: 0,
    fetch: (request) => {
      asked.push(`${request.method} ${new URL(request.url).pathname} ${request.headers.get('authorization')}`);
      return Response.json({}, { status: api.status });
    },
  });
  api = { ...server, asked, status: 200 };
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
});

const start = () => world.start({ apiUrls: [api.url] });
const link = (text: string, purpose: string) => new RegExp(`http://\\S*/${purpose}/[A-Za-z0-9_-]+`).exec(text)![0];

it('somebody who signed up is asked once, and one POST behind the link confirms it through the API', async () => {
  const id = await world.subscribe('email', 'ann@example.com', [], 'pending');
  await Promise.all([start(), start()]);
  await until('the question', () => world.providers.accepted('ses').count === 1, 5_000);
  const mail = world.providers.accepted('ses').messages[0]!;
  expect(mail.subject).toBe('Confirm your subscription to Acme');
  const url = link(mail.text, 'confirm');
  const asks = await fetch(url);
  expect([asks.status, await asks.text()]).toEqual([200, expect.stringContaining('<button>Yes, confirm</button>')]);
  expect(api.asked).toEqual([]);
  expect((await fetch(url, { method: 'POST' })).status).toBe(200);
  expect(api.asked).toEqual([`POST /v1/pages/${world.page}/subscriptions/${id}/confirm Bearer key-for-tests-key`]);
  await new Promise((resolve) => setTimeout(resolve, 1_500)); // another look of the notifiers, which must not ask again
  expect(world.providers.accepted('ses').count).toBe(1);
  await world.sql`update subscription set asked_at = asked_at + interval '1 day' where id = ${id}`;
  await until('another day, another question', () => world.providers.accepted('ses').count === 2, 5_000);
});

it('one click leaves, at once and also while the write path is away, which is told when it is back', async () => {
  const id = await world.subscribe('email', 'ann@example.com');
  await start();
  await world.post();
  await until('the first mail', () => world.providers.accepted('ses').count === 1, 5_000);
  const url = world.providers.accepted('ses').messages[0]!.headers['List-Unsubscribe']!.slice(1, -1);
  expect((await fetch(url)).status).toBe(200);
  expect(api.asked).toEqual([]);
  api.status = 503;
  const left = await fetch(url, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });
  expect([left.status, await left.text()]).toEqual([200, expect.stringContaining('You have left')]);
  await world.post();
  await until('the second mail is held back', async () => (await world.states())['suppressed'] === 1, 5_000);
  expect(world.providers.accepted('ses').count).toBe(1);
  api.status = 200;
  await until('handed on', async () => (await world.sql`select 1 from opt_out where is_forwarded`).length === 1, 6_000);
  expect(api.asked.at(-1)).toBe(`DELETE /v1/pages/${world.page}/subscriptions/${id} Bearer key-for-tests-key`);
});

it('who leaves before the API knows of the subscription is obeyed, and the API is told until it does', async () => {
  await world.subscribe('email', 'ann@example.com');
  await start();
  await world.post();
  await until('the first mail', () => world.providers.accepted('ses').count === 1, 5_000);
  const url = world.providers.accepted('ses').messages[0]!.headers['List-Unsubscribe']!.slice(1, -1);
  api.status = 404;
  expect(await (await fetch(url, { method: 'POST' })).text()).toContain('You have left');
  await world.post();
  await until('the second mail is held back', async () => (await world.states())['suppressed'] === 1, 5_000);
  api.status = 200;
  await until('handed on', async () => (await world.sql`select 1 from opt_out where is_forwarded`).length === 1, 10_000);
  await world.post();
  // The API has it; this region's own table, which the other region's log has not reached yet, has not.
  await until('the third mail is held back', async () => (await world.states())['suppressed'] === 2, 5_000);
  expect(world.providers.accepted('ses').count).toBe(1);
});

it('a link that was not made by us, or was made for something else, does nothing', async () => {
  await world.subscribe('email', 'ann@example.com');
  await start();
  await world.post();
  await until('a mail', () => world.providers.accepted('ses').count === 1, 5_000);
  const url = link(world.providers.accepted('ses').messages[0]!.text, 'unsubscribe');
  const forged = [
    url.slice(0, -1) + (url.endsWith('A') ? 'B' : 'A'),
    url.replace('unsubscribe', 'confirm'),
    `${url}x`,
    url.replace('unsubscribe', 'admin'),
  ];
  for (const each of forged) expect((await fetch(each, { method: 'POST' })).status).toBe(404);
  expect(api.asked).toEqual([]);
});

it('a webhook is signed so that its receiver can tell, and keeps its id over all attempts', async () => {
  await world.subscribe('webhook', `${world.providers.urls.webhooks}/hooks/pager`);
  // What is unknown is sent again at once, before anybody could mend the endpoint; the wait is the time for that.
  await world.start({ unknownWaitMs: 3_000 });
  await world.providers.setFault('webhooks', 'accept-then-cut');
  await world.post();
  await until('a first attempt', () => world.providers.accepted('webhooks').count === 1, 5_000);
  await world.providers.setFault('webhooks', 'ok');
  await until('a second attempt', async () => (await world.states())['accepted'] === 1, 12_000);
  const seen = world.providers.accepted('webhooks').messages;
  expect(seen.map(({ isSigned }) => isSigned)).toEqual([true, true]);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(1);
});

it('an endpoint that says it is gone is never asked again', async () => {
  await world.subscribe('webhook', `${world.providers.urls.webhooks}/gone/pager`);
  await start();
  await world.post();
  await until('refused for good', async () => (await world.states())['failed'] === 1, 5_000);
  await world.post();
  await until('not asked', async () => (await world.states())['suppressed'] === 1, 5_000);
  expect((await world.sql`select 1 from attempt_log`).length).toBe(1);
});

it('an address that leads into our own network is not asked, by number or by name', async () => {
  const { port } = new URL(world.providers.urls.webhooks);
  await world.subscribe('webhook', `http://127.0.0.1:${port}/hooks/a`);
  await world.subscribe('webhook', 'https://localhost/hooks/b');
  await world.subscribe('webhook', 'https://[::ffff:127.0.0.1]/hooks/c');
  await world.start({ providers: { ...providerOptions(world.providers.urls), webhooks: { privateNetworks: [] } } });
  await world.post();
  await until('three refused', async () => (await world.states())['failed'] === 3, 5_000);
  expect(world.providers.accepted('webhooks').count).toBe(0);
  const codes = await world.sql<{ code: string }[]>`select code from attempt_log order by code`;
  expect(codes.map(({ code }) => code)).toEqual(['blocked-address', 'url: not a public address', 'url: not https']);
});

it('what the provider says later is believed only with its signature, and an unknown SMS that it has is not sent again', async () => {
  await world.subscribe('sms', '+15551230001');
  const notifier = await world.start({ unknownWaitMs: 60_000 });
  await world.providers.setFault('twilio', 'accept-then-cut');
  await world.post();
  await until('the phone has it', async () => (await world.sql`select 1 from delivery where state = 'delivered'`).length === 1, 5_000);
  expect([world.providers.accepted('twilio').count, world.providers.accepted('telnyx').count]).toEqual([1, 0]);
  const [row] = await world.sql<{ id: string }[]>`select id from delivery`;
  const forged = await fetch(`${notifier.url}/callbacks/twilio?delivery=${row!.id}`, {
    method: 'POST',
    headers: { 'x-twilio-signature': 'AAAA' },
    body: new URLSearchParams({ MessageSid: 'SM1', MessageStatus: 'failed', ErrorCode: '30005' }),
  });
  expect(forged.status).toBe(403);
  expect(await world.sql`select 1 from suppression`).toHaveLength(0);
});

it('who writes STOP to either number is written to by neither', async () => {
  const [one, two, other] = ['+15551230001', '+15551230002', '+15551230003'];
  const ids = [await world.subscribe('sms', one), await world.subscribe('sms', two)];
  await world.subscribe('sms', other);
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const ours = providerOptions(world.providers.urls);
  const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
  const notifier = await world.start({ apiUrls: [api.url], providers: { ...ours, telnyx: { ...ours.telnyx, publicKey: key } } });

  const toTwilio = async (from: string, text: string, token = 'lab') => {
    const url = `${notifier.url}/callbacks/twilio/inbound`;
    const form: Record<string, string> = { Body: text, From: from, MessageSid: `SM${text}`, To: '+15550001000' };
    const signed = url + Object.entries(form).flat().join('');
    const signature = createHmac('sha1', token).update(signed).digest('base64');
    return fetch(url, { method: 'POST', headers: { 'x-twilio-signature': signature }, body: new URLSearchParams(form) });
  };
  const toTelnyx = async (from: string, text: string, at = Date.now()) => {
    const payload = { direction: 'inbound', from: { phone_number: from }, to: [{ phone_number: '+15550002000' }], text };
    const body = JSON.stringify({ data: { event_type: 'message.received', id: 'e', payload } });
    const timestamp = String(Math.floor(at / 1_000));
    const signature = sign(null, Buffer.from(`${timestamp}|${body}`), privateKey).toString('base64');
    const headers = { 'telnyx-signature-ed25519': signature, 'telnyx-timestamp': timestamp };
    return fetch(`${notifier.url}/callbacks/telnyx`, { method: 'POST', headers, body });
  };
  expect((await toTwilio(other, 'STOP', 'forged')).status).toBe(403);
  expect((await toTelnyx(other, 'STOP', Date.now() - 600_000)).status).toBe(403);
  expect((await toTwilio(other, 'please do not stop')).status).toBe(200);
  expect([(await toTwilio(one, ' Stop. ')).status, (await toTelnyx(two, 'UNSUBSCRIBE')).status]).toEqual([200, 200]);
  await world.post();
  await until('both are left in peace', async () => (await world.states())['suppressed'] === 2, 5_000);
  await until('the third is told', () => world.providers.accepted('twilio').count === 1, 5_000);
  expect(world.providers.accepted('twilio').messages[0]!.to).toBe(other);
  // Their subscriptions end, and so every region leaves them in peace.
  const ended = () => new Set(api.asked.filter((asked) => asked.startsWith('DELETE')).map((asked) => asked.split(/[/ ]/).at(-3)));
  await until('the API is told', () => ended().size === 2, 6_000);
  expect(ended()).toEqual(new Set(ids));
});
