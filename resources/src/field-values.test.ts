import { expect, it } from 'vitest';
import { Moment } from './field-values.ts';

it('a moment that another region wrote becomes one that every table takes', () => {
  expect(Moment.parse('2026-11-28T10:00:00.123Z')).toBe('2026-11-28T10:00:00.123Z');
  expect(Moment.parse('2026-11-28T10:00:00+02:00')).toBe('2026-11-28T08:00:00.000Z');
  expect(Moment.parse('0001-01-01T00:00:00+14:00')).toBe('1970-01-01T00:00:00.000Z');
  expect(Moment.parse('9999-12-31T23:59:59.999Z')).toBe('2200-12-31T23:59:59.999Z');
  // Days and hours that JavaScript counts on with, and Postgres refuses.
  expect(Moment.parse('2026-02-30T10:00:00.000Z')).toBe('2026-03-02T10:00:00.000Z');
  expect(Moment.parse('2026-02-20T24:00:00.000Z')).toBe('2026-02-21T00:00:00.000Z');
  expect(() => Moment.parse('soon')).toThrow('not a time');
  expect(() => Moment.parse('2026-13-01T10:00:00.000Z')).toThrow('not a time');
});
