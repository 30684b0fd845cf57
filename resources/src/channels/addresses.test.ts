import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { addressFault, channelOf, normalAddress, secretChannels, shownAddress } from './addresses.ts';

it.each([
  ['email', 'ada@example.com'],
  ['email', ' Ada@Example.COM '],
  ['sms', '+49 170 123-4567'],
  ['sms', '0049 170 1234567'],
  ['webhook', 'https://example.com/hook?x=1'],
] as const)('%s %s is an address', (channel, address) => {
  expect(addressFault(channel, address)).toBeUndefined();
});

it.each([
  ['email', 'ada'],
  ['email', 'ada@example.com\r\nBcc: all@example.com'],
  ['email', `${'a'.repeat(250)}@example.com`],
  ['sms', '0170 1234567'],
  ['sms', '+1'],
  ['webhook', 'ftp://example.com'],
  ['webhook', 'https://user:secret@example.com'],
  ['webhook', 'javascript:alert(1)'],
] as const)('%s %s is none', (channel, address) => {
  expect(addressFault(channel, address)).toBeDefined();
});

it('one address, however it is written, is one', () => {
  expect(normalAddress('sms', '0049 (170) 123-4567')).toBe(normalAddress('sms', '+491701234567'));
  expect(normalAddress('email', 'Ada@EXAMPLE.com')).toBe('Ada@example.com');
  expect(normalAddress('webhook', 'HTTPS://Example.com')).toBe('https://example.com/');
});

const teams =
  'https://prod-12.westeurope.logic.azure.com:443/workflows/0a1b2c/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ft&sv=1.0&sig=abCDefGH';
const platform =
  'https://default0a1b.c2.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/0a1b/triggers/manual/paths/invoke?api-version=1&sig=x';

it.each([
  ['slack', 'https://hooks.slack.com/services/T012AB/B034CD/abcDEF123'],
  ['slack', 'https://hooks.slack-gov.com/services/T012AB/B034CD/abcDEF123'],
  ['discord', 'https://discord.com/api/webhooks/123456/ab-CD_ef'],
  ['discord', 'https://canary.discordapp.com/api/v10/webhooks/123456/ab-CD_ef?thread_id=9'],
  ['teams', teams],
  ['teams', platform],
  ['teams', 'https://contoso.webhook.office.com/webhookb2/0a@0b/IncomingWebhook/0c/0d'],
  ['google-chat', 'https://chat.googleapis.com/v1/spaces/AAAA/messages?key=K&token=T'],
] as const)('%s: %s is a webhook of that service', (channel, address) => {
  expect(addressFault(channel, address)).toBeUndefined();
  expect(channelOf(address)).toBe(channel);
  expect(addressFault('webhook', address)).toContain('subscribe it as');
});

it.each([
  ['slack', 'http://hooks.slack.com/services/T012AB/B034CD/abc'],
  ['slack', 'https://hooks.slack.com.evil.example/services/T012AB/B034CD/abc'],
  ['slack', 'https://hooks.slack.com@evil.example/services/T012AB/B034CD/abc'],
  ['slack', 'https://user@hooks.slack.com/services/T012AB/B034CD/abc'],
  ['slack', 'https://hooks.slack.com:8443/services/T012AB/B034CD/abc'],
  ['slack', 'https://hooks.slack.com/triggers/T012AB/1/abc'],
  ['slack', 'https://hooks.slack.com/services/../services/T012AB/B034CD'],
  ['slack', 'http://127.0.0.1:7015/services/T012AB/B034CD/abc'],
  ['discord', 'https://discord.com/channels/1/2'],
  ['discord', 'https://evildiscord.com/api/webhooks/123456/abc'],
  ['teams', 'https://logic.azure.com.evil.example/workflows/0a/triggers/manual/paths/invoke?sig=x'],
  ['teams', 'https://evil-logic.azure.com/workflows/0a/triggers/manual/paths/invoke?sig=x'],
  ['google-chat', 'https://chat.googleapis.com/v1/spaces/AAAA/messages?key=K'],
  ['google-chat', 'https://www.googleapis.com/v1/spaces/AAAA/messages?key=K&token=T'],
] as const)('%s: %s is none', (channel, address) => {
  expect(addressFault(channel, address)).toContain('is not a webhook of');
});

it('a stand-in is taken for the service where the configuration says so, at its very origin and path', () => {
  const standIns = ['http://127.0.0.1:7015'];
  expect(addressFault('slack', 'http://127.0.0.1:7015/services/T0/B0/abc', standIns)).toBeUndefined();
  expect(addressFault('slack', 'http://127.0.0.1:7016/services/T0/B0/abc', standIns)).toBeDefined();
  expect(addressFault('slack', 'http://127.0.0.1:7015/other', standIns)).toBeDefined();
});

it('one webhook, at whichever of its addresses, is one', () => {
  const one = 'https://discord.com/api/webhooks/123456/ab-CD_ef';
  for (const host of ['discordapp.com', 'ptb.discord.com', 'canary.discord.com'])
    expect(normalAddress('discord', `https://${host}/api/v9/webhooks/123456/ab-CD_ef?wait=true`)).toBe(one);
  expect(normalAddress('discord', `${one}?thread_id=9`)).not.toBe(one);
  expect(normalAddress('google-chat', 'https://chat.googleapis.com/v1/spaces/A/messages?key=K&token=T&threadKey=x')).toBe(
    'https://chat.googleapis.com/v1/spaces/A/messages?key=K&token=T',
  );
  expect(normalAddress('teams', teams)).toBe(teams.replace(':443', ''));
});

it('of an address that is a key to a room, so much is shown that it is told from others, and no more', () => {
  expect(shownAddress('slack', 'https://hooks.slack.com/services/T012AB/B034CD/abcDEF123')).toBe(
    'https://hooks.slack.com/services/T012AB/B034CD/…F123',
  );
  expect(shownAddress('discord', 'https://discord.com/api/webhooks/123456/ab-CD_ef')).toBe('https://discord.com/api/webhooks/123456/…D_ef');
  expect(shownAddress('google-chat', 'https://chat.googleapis.com/v1/spaces/A/messages?key=KEY&token=TOKEN')).not.toMatch(/KEY|TOKE/);
  expect(shownAddress('teams', teams)).not.toMatch(/abCD|sig=/);
  expect(shownAddress('teams', 'https://contoso.webhook.office.com/webhookb2/0a@0b/IncomingWebhook/0c0c0c/0d0d0d')).not.toContain('0d0d0d');
  expect(shownAddress('email', 'ada@example.com')).toBe('ada@example.com');
  expect(secretChannels.every((channel) => shownAddress(channel, '') === '')).toBe(true);
});

const browser = `https://fcm.googleapis.com/fcm/send/abc:DEF#B${'a'.repeat(86)}.${'b'.repeat(22)}`;

it('what a browser gives is one address, shown to nobody again', () => {
  expect(addressFault('web-push', browser)).toBeUndefined();
  expect([channelOf(browser), normalAddress('web-push', browser)]).toEqual(['web-push', browser]);
  expect(shownAddress('web-push', browser)).toBe('https://fcm.googleapis.com/…:DEF');
  for (const other of [
    browser.replace('https:', 'http:'),
    browser.split('#')[0]!,
    `${browser}x`,
    browser.replace('.com', '.com:22'),
    'https://fcm.googleapis.com/#x.y',
  ])
    expect(addressFault('web-push', other)).toBeDefined();
});

it('whatever is typed, nothing makes them throw, and nothing is taken for a chat service that is not at one of its hosts', () => {
  const good = [
    teams,
    platform,
    'https://hooks.slack.com/services/T0/B0/x',
    'https://discord.com/api/webhooks/1/a',
    'https://chat.googleapis.com/v1/spaces/A/messages?key=K&token=T',
  ];
  // One of them with something put in, somewhere: the ways in which addresses are made to look like others.
  const part = fc.oneof(
    fc.constantFrom('@', '#', '?', '/', '\\', '.', ':', '%2f', '..', '@evil.example/', '.evil.example', '\u2024', '\t', '[::1]'),
    fc.string({ maxLength: 5 }),
  );
  const bent = fc
    .tuple(fc.constantFrom(...good), fc.nat(80), part)
    .map(([address, at, put]) => address.slice(0, at) + put + address.slice(at));
  const hosts =
    /^(?:hooks\.slack(?:-gov)?\.com|(?:ptb\.|canary\.)?discord(?:app)?\.com|chat\.googleapis\.com|.+\.(?:webhook\.office\.com|logic\.azure\.(?:com|us)|api\.powerplatform\.(?:com|us)))$/;
  fc.assert(
    fc.property(fc.oneof(bent, fc.string({ unit: 'binary' }), fc.webUrl()), (address) => {
      const taken = secretChannels.filter((channel) => channel !== 'web-push' && addressFault(channel, address) === undefined);
      const leadsTo = taken.map((channel) => new URL(normalAddress(channel, address)));
      expect(
        leadsTo.filter(
          ({ protocol, hostname, port, username }) => protocol !== 'https:' || !hosts.test(hostname) || port !== '' || username !== '',
        ),
      ).toEqual([]);
      for (const channel of secretChannels)
        expect(typeof shownAddress(channel, address) + typeof normalAddress(channel, address)).toBe('stringstring');
      // What is kept is taken as it is, and is one with itself.
      for (const [at, channel] of taken.entries()) {
        expect(addressFault(channel, leadsTo[at]!.href)).toBeUndefined();
        expect(normalAddress(channel, leadsTo[at]!.href)).toBe(leadsTo[at]!.href);
      }
    }),
    { numRuns: 5_000 },
  );
});
