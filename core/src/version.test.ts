import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  covers,
  decodeVersion,
  encodeVersion,
  isWhole,
  mergeVersions,
  originsPerRegion,
  reachedIn,
  sameVersion,
  wholeSeq,
  type Version,
} from './version.ts';

const version: fc.Arbitrary<Version> = fc.dictionary(
  fc.integer({ min: 0, max: 0xffffffff }).map(String),
  fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  { maxKeys: 12 },
);

// Few regions and few origins, some of them retired: what one vector names another has behind it.
const retiring: fc.Arbitrary<Version> = fc
  .array(
    fc.tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 5 }),
      fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant(wholeSeq)),
    ),
    {
      maxLength: 8,
    },
  )
  .map((entries) => Object.fromEntries(entries.map(([region, number, seq]) => [region * originsPerRegion + number, seq])));

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

it('what is retired is had whole, with all that the region had before it, and need not be named', () => {
  fc.assert(
    fc.property(retiring, retiring, retiring, (a, b, other) => {
      const merged = mergeVersions(a, b);
      expect(covers(merged, a) && covers(merged, b)).toBe(true);
      expect(!(covers(other, a) && covers(other, b)) || covers(other, merged)).toBe(true);
      expect(encodeVersion(mergeVersions(b, a))).toBe(encodeVersion(merged));
      expect(sameVersion(mergeVersions(a, {}), a)).toBe(true);
      for (const [name, seq] of Object.entries(merged)) expect(seq === wholeSeq || !isWhole(merged, Number(name))).toBe(true);
      expect(covers(a, b)).toBe(Object.entries(b).every(([origin, seq]) => reachedIn(a, Number(origin)) >= seq));
    }),
  );
  const retired = { [originsPerRegion + 7]: wholeSeq };
  expect(covers(retired, { [originsPerRegion + 3]: 12, [originsPerRegion + 7]: 5 })).toBe(true);
  expect(covers(retired, { [originsPerRegion + 8]: 1 })).toBe(false);
  expect(covers(retired, { 3: 1 })).toBe(false);
});
