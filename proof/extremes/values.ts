import type { Random } from '@pharos/core/random';

/** Values that have broken somebody's software: each is one that a person or a program may send. */

const lines = [
  'Payments',
  'a',
  '💥',
  'Ärger im Überweisungsverkehr',
  '支払いが失敗しています',
  'الدفع لا يعمل',
  '\u202Ereversed',
  'zero\u200Bwidth\u200Djoined',
  'e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301',
  '<script>alert(1)</script>',
  '"quoted" & \'quoted\' <b>',
  '__proto__',
  'constructor',
  'null',
  '1e309',
  '-0',
  '%s%n${7*7}{{7*7}}',
  `'; drop table page; --`,
  '\\u0000',
  'line\u2028separator\u2029here',
  '\uFFFE\uFFFF',
  'a'.repeat(200),
  '€'.repeat(200),
  '👩‍👩‍👧‍👦'.repeat(18),
];

const bodies = [
  'We look into it.',
  'one\n\ntwo\r\n\r\n\tthree',
  '| a | b |\n| - | - |\n| 1 | 2 |',
  `${'| x '.repeat(60)}|\n${'| - '.repeat(60)}|\n${'| y '.repeat(60)}|`,
  '> '.repeat(200) + 'deep',
  '- '.repeat(200) + 'deep',
  '['.repeat(500),
  '*'.repeat(1_000),
  '`'.repeat(501),
  '[x](javascript:alert(1)) <img src=x onerror=alert(1)> http://example.com/?a=b&c=d',
  '![](http://example.com/x.png) # heading\n===\n&copy; &#0; &#x110000;',
  'x'.repeat(20_000),
  '\u{10FFFF}'.repeat(10_000),
  'a\u0300'.repeat(10_000),
];

const times = [
  '1970-01-01T00:00:00Z',
  '2200-12-31T23:59:59.999Z',
  '1970-01-02T00:00:00+23:59',
  '2200-12-30T00:00:00-23:59',
  '2028-02-29T23:59:59.999999999+14:00',
  '2026-10-25T02:30:00+02:00',
  '0001-01-01T00:00:00+14:00',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59-14:00',
  '2026-06-30T23:59:60Z',
  '2026-01-01T00:00:00+16:00',
  '+010000-01-01T00:00:00Z',
  'tomorrow',
  '',
];

/** Refused wherever they are sent: they must be told so, and nothing worse. */
const refused: unknown[] = [null, 0, -1, true, [], {}, '', '\0', '\uD800', 'a\0b', { __proto__: null, a: [[[[[[]]]]]] }];

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)]!;
}

const strangeShare = 0.03;
// A long text is one in thirty: a page of many stays one that can be read.
const longShare = 0.03;

export function createValues(random: Random) {
  const orRefused = (value: () => unknown) => (random() < strangeShare ? pick(random, refused) : value());
  const line = () => orRefused(() => pick(random, lines));
  return {
    line,
    text: () => orRefused(() => (random() < longShare ? pick(random, bodies) : pick(random, bodies.slice(0, 3)))),
    time: () => orRefused(() => pick(random, times)),
    of: (choices: readonly unknown[]) => orRefused(() => pick(random, choices)),
    maybe: (value: () => unknown) => (random() < 0.4 ? value() : undefined),
    list: (value: () => unknown, max: number) => Array.from({ length: Math.floor(random() * (max + 1)) }, value),
    chance: () => random(),
  };
}
export type Values = ReturnType<typeof createValues>;
