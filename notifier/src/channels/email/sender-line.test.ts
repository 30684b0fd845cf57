import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { bareAddress, nameIn, senderLine } from './sender-line.ts';

it('a mail comes from the page, at the address of the installation', () => {
  expect(senderLine('Acme', 'status@example.com')).toBe('"Acme" <status@example.com>');
  expect(senderLine('Acme', 'Pharos <status@example.com>')).toBe('"Acme" <status@example.com>');
  expect(senderLine('Café', 'status@example.com')).toBe(`=?UTF-8?B?${Buffer.from('Café').toString('base64')}?= <status@example.com>`);
  expect(senderLine(' \n', 'status@example.com')).toBe('status@example.com');
  expect(bareAddress(' status@example.com ')).toBe('status@example.com');
});

it('no name ends the line, adds an address, or is longer than a header takes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
      const line = senderLine(name, 'status@example.com');
      expect(line).toMatch(/^(?:"[^"\\]+" |=\?UTF-8\?B\?[A-Za-z0-9+/=]+\?= )?(?:<status@example\.com>|status@example\.com)$/);
      expect(line.split(' <')[0]!.length).toBeLessThanOrEqual(75);
      expect(nameIn(name).isWellFormed()).toBe(true);
    }),
  );
});
