import { expect, it } from 'vitest';
import { boundedTime, isIndexable, isPlainText, isStorable, storable, Time, timeOfRow } from './value.ts';

it('a moment is taken in any offset and kept in UTC, between the years 1970 and 2200', () => {
  expect(Time.parse('2026-03-01T12:00:00+02:00')).toBe('2026-03-01T10:00:00.000Z');
  expect(Time.parse('2026-03-01T12:00:00+16:00')).toBe('2026-02-28T20:00:00.000Z');
  expect(Time.parse('1970-01-01T00:00:00Z')).toBe('1970-01-01T00:00:00.000Z');
  expect(Time.parse('2200-12-31T23:59:59Z')).toBe('2200-12-31T23:59:59.000Z');
  for (const text of [
    '0001-01-01T00:00:00+14:00',
    '0000-01-01T00:00:00Z',
    '1970-01-01T00:00:00+00:01',
    '2200-12-31T23:59:59-00:01',
    '9999-12-31T23:59:59-14:00',
    'today',
    '',
  ])
    expect(Time.safeParse(text).success, text).toBe(false);
});

it('whatever moment a row holds, it can be shown', () => {
  expect(timeOfRow('2026-03-01 12:00:00.5+00').toISOString()).toBe('2026-03-01T12:00:00.500Z');
  for (const text of ['0001-12-31 10:00:00+00 BC', '-infinity', '0044-03-15 12:00:00+00'])
    expect(timeOfRow(text).toISOString(), text).toBe('1970-01-01T00:00:00.000Z');
  for (const text of ['infinity', '10000-01-01 00:00:00+00', '2201-01-01 00:00:00+00'])
    expect(timeOfRow(text).toISOString(), text).toBe('2200-12-31T23:59:59.999Z');
  expect(boundedTime(Number.NaN).toISOString()).toBe('1970-01-01T00:00:00.000Z');
});

it('a text that no store takes is mended or refused', () => {
  expect(isStorable('a\0b')).toBe(false);
  expect(isStorable('half \uD83D')).toBe(false);
  expect(storable('a\0b \uD83D')).toBe('ab \uFFFD');
  expect(storable('whole 😀')).toBe('whole 😀');
  expect(isPlainText('two\r\n\tlines')).toBe(true);
  for (const sign of ['\0', '\u0001', '\u000B', '\u001B', '\u007F']) expect(isPlainText(`a${sign}b`)).toBe(false);
});

it('a key of an index is bounded in bytes', () => {
  expect(isIndexable('x'.repeat(2_000))).toBe(true);
  expect(isIndexable('x'.repeat(2_001))).toBe(false);
  expect(isIndexable('€'.repeat(700))).toBe(false);
});
