import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { webhookUrlTrouble } from './guard.ts';
import { isPublic, reachOf } from './private-networks.ts';

const nowhere = reachOf([]);

const inside = [
  'http://example.com/hook',
  'https://127.0.0.1/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://0177.0.0.1/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[2002:7f00:1::]/',
  'https://[fd00::1]/',
  'https://10.0.0.1/',
  'https://100.64.0.1/',
  'https://169.254.169.254/latest/meta-data',
  'https://192.168.1.1/',
  'https://0.0.0.0/',
  'https://user:secret@example.com/',
  'https://example.com:22/',
  'ftp://example.com/',
  'file:///etc/passwd',
  'nothing',
];

it('no way of writing an address leads inside', () => {
  expect(inside.filter((url) => webhookUrlTrouble(url, nowhere) === undefined)).toEqual([]);
  expect(
    ['https://example.com/hook', 'https://example.com:8443/hook', 'https://93.184.216.34/'].map((url) => webhookUrlTrouble(url, nowhere)),
  ).toEqual([undefined, undefined, undefined]);
});

it('a network that is opened is reached, and nothing else that is inside', () => {
  const thisMachine = reachOf(['127.0.0.0/8']);
  expect(webhookUrlTrouble('http://127.0.0.1:4000/hooks/a', thisMachine)).toBeUndefined();
  expect(webhookUrlTrouble('ftp://127.0.0.1/hooks/a', thisMachine)).toBe('not https');
  expect(webhookUrlTrouble('http://10.0.0.1:4000/hooks/a', thisMachine)).toBe('not https');
  expect(webhookUrlTrouble('https://10.0.0.1/hooks/a', thisMachine)).toBe('not a public address');
  expect(webhookUrlTrouble('http://example.com/hooks/a', thisMachine)).toBe('not https');
});

it('no private IPv4 address counts as public, however it is mapped', () => {
  const byte = fc.integer({ min: 0, max: 255 });
  const privateNet = fc.constantFrom([10], [127], [172, 16], [192, 168], [169, 254], [100, 64], [0]);
  fc.assert(
    fc.property(privateNet, fc.tuple(byte, byte, byte), (net, rest) => {
      const address = [...net, ...rest].slice(0, 4).join('.');
      expect([isPublic(address), isPublic(`::ffff:${address}`)]).toEqual([false, false]);
    }),
  );
});
