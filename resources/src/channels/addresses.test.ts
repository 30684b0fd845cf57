import { expect, it } from 'vitest';
import { addressFault, normalAddress } from './addresses.ts';

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
