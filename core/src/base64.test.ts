import { assert, property, uint8Array } from 'fast-check';
import { expect, it } from 'vitest';
import { base64Url, fromBase64Url, hexOf } from './base64.ts';

it('is what Node makes of it, and back', () => {
  assert(
    property(uint8Array({ maxLength: 80 }), (bytes) => {
      expect(base64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
      expect([...fromBase64Url(base64Url(bytes))!]).toEqual([...bytes]);
      expect(hexOf(bytes)).toBe(Buffer.from(bytes).toString('hex'));
    }),
  );
});

it('takes nothing else', () => {
  for (const text of ['a', '*', 'äb', 'ab\0']) expect(fromBase64Url(text)).toBeUndefined();
});
