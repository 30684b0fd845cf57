import { expect, it } from 'vitest';
import { fromField, laterToday, toField } from './wall-time.ts';

it('reads a field by the clocks of a zone, in summer and in winter', () => {
  expect(fromField('2026-01-15T03:00', 'Europe/Berlin')).toBe('2026-01-15T02:00:00.000Z');
  expect(fromField('2026-07-15T03:00', 'Europe/Berlin')).toBe('2026-07-15T01:00:00.000Z');
  expect(toField('2026-07-15T01:00:00.000Z', 'Europe/Berlin')).toBe('2026-07-15T03:00');
});

it('a field that is empty or half filled in is no moment', () => {
  for (const text of ['', '2026-07-15', '2026-13-45T99:00', 'later']) expect(fromField(text, 'UTC')).toBeUndefined();
});

it('suggests a full hour that is still to come', () => {
  expect(laterToday(Date.parse('2026-03-01T21:20:00Z'))).toBe('2026-03-01T23:00:00.000Z');
});
