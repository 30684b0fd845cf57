import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { covers, decodeVersion, encodeVersion, mergeVersions, sameVersion, type Version } from './version.ts';

const version: fc.Arbitrary<Version> = fc.dictionary(
  fc.integer({ min: 0, max: 0xffffffff }).map(String),
  fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  { maxKeys: 12 },
);

it('a version and its text are the same thing, whatever the order in which it was made', () => {
  fc.assert(
    fc.property(version, (vector) => {
      const text = encodeVersion(vector);
      expect(decodeVersion(text)).toEqual({ ...vector });
      expect(encodeVersion(Object.fromEntries(Object.entries(vector).reverse()))).toBe(text);
    }),
  );
});

it('a text of a stranger is a version or nothing, and never an error', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.base64String().map((text) => `v1.${text.replace(/[+/=]/g, '')}`),
      ),
      (text) => {
        const decoded = decodeVersion(text);
        expect(!decoded || sameVersion(decodeVersion(encodeVersion(decoded))!, decoded)).toBe(true);
      },
    ),
  );
  expect(decodeVersion(`v1.${'A'.repeat(10_000)}`)).toBeUndefined();
});

it('what is merged covers both, and nothing more', () => {
  fc.assert(
    fc.property(version, version, version, (a, b, other) => {
      const merged = mergeVersions(a, b);
      expect(covers(merged, a) && covers(merged, b)).toBe(true);
      expect(!(covers(other, a) && covers(other, b)) || covers(other, merged)).toBe(true);
      expect(sameVersion(mergeVersions(b, a), merged)).toBe(true);
    }),
  );
});
