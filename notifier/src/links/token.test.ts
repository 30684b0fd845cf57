import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readLink, signLink } from './token.ts';

const key = 'a-key-that-is-long-enough-for-a-test';

it('a link says again what went into it, for its purpose and its key only', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), (page, subscription) => {
      const token = signLink(key, 'confirm', { page, subscription });
      expect(readLink(key, 'confirm', token)).toEqual({ page, subscription });
      expect(readLink(key, 'unsubscribe', token)).toBeUndefined();
      expect(readLink(`${key}x`, 'confirm', token)).toBeUndefined();
    }),
  );
});

it('a link with one letter changed, and any text of a stranger, is none', () => {
  const token = signLink(key, 'confirm', {
    page: '5e1f7ca4-95a1-4d0c-8a53-8f5fb0a5c1d7',
    subscription: '5e1f7ca4-95a1-4d0c-8a53-8f5fb0a5c1d8',
  });
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom('A', 'b', 'C', '0', '9', '-', '_'), (at, letter) => {
      const changed = token.slice(0, at) + letter + token.slice(at + 1);
      expect(readLink(key, 'confirm', changed) === undefined).toBe(changed !== token);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(readLink(key, 'confirm', text)).toBeUndefined();
    }),
  );
});
