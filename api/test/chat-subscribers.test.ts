import { until } from '@pharos/core/testing/until';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage, type TestPage } from './open-api.ts';

let opened: TestPage;
let at: string;

beforeAll(async () => {
  opened = await openPage({ chatStandIns: ['http://127.0.0.1:7015'] });
  at = `/v1/pages/${opened.page}`;
});
afterAll(() => opened[Symbol.asyncDispose]());

const ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  opened.api.ask(method, `${at}${path}`, body, headers);
const addresses = {
  slack: 'https://hooks.slack.com/services/T012AB/B034CD/verysecret',
  teams: 'https://prod-1.westeurope.logic.azure.com/workflows/0a/triggers/manual/paths/invoke?sv=1.0&sig=verysecret',
  discord: 'https://discord.com/api/webhooks/123456/verysecret',
  'google-chat': 'https://chat.googleapis.com/v1/spaces/A/messages?key=verysecret&token=verysecret',
};
type Items = { items: { id: string; channel: string; address: string; state: string }[]; next: string | null };
const list = async (query: string) => (await ask('GET', `/subscriptions?${query}`)).json as unknown as Items;

it('a room of each chat service is signed up, at an address of that service only', async () => {
  for (const [channel, address] of Object.entries(addresses)) {
    expect((await ask('POST', '/subscriptions', { channel, address })).status, channel).toBe(202);
    const other = await ask(
      'POST',
      '/subscriptions',
      { channel, address: 'https://hooks.example.com/services/T0/B0/x' },
      { authorization: '' },
    );
    expect([other.status, other.json['fields']]).toEqual([
      422,
      [{ path: 'address', message: expect.stringContaining('is not a webhook of') }],
    ]);
  }
  const asWebhook = await ask('POST', '/subscriptions', { channel: 'webhook', address: addresses.slack });
  expect(asWebhook.json['detail']).toContain('subscribe it as slack');
  expect(
    (
      await ask(
        'POST',
        '/subscriptions',
        { channel: 'slack', address: 'http://127.0.0.1:7015/services/T0/B0/guest' },
        { authorization: '' },
      )
    ).status,
  ).toBe(202);
  expect((await list('channel=slack&state=pending')).items).toHaveLength(1);
});

it('its address is shown to nobody again: in no list, file or record, nor bit by bit by looking for it', async () => {
  const { items } = await list('state=active');
  expect(items.map(({ channel }) => channel).sort()).toEqual(Object.keys(addresses).sort());
  const said: string[] = [JSON.stringify(items)];
  for (const { id, address } of items) {
    expect(address).toMatch(/^https:\/\/.+…cret$/);
    said.push((await ask('GET', `/subscriptions/${id}`)).text);
  }
  said.push((await ask('GET', '/subscriptions/export')).text);
  const recorded = async () => (await opened.api.ask('GET', `/v1/audit?page=${opened.page}&kind=subscription`)).text;
  await until('it is recorded', async () => (await recorded()).includes('hooks.slack.com'), 8_000);
  said.push(await recorded());
  for (const each of said) expect(each).not.toContain('verys');

  expect((await list(`search=${encodeURIComponent('https://hooks.slack.com/services/T012AB/B034CD/v')}`)).items).toEqual([]);
  const whole = await list(`search=${encodeURIComponent(addresses.slack)}&limit=1`);
  expect(whole.items.map(({ channel }) => channel)).toEqual(['slack']);
});
