import { expect, it } from 'vitest';
import { actsOf, extendedTo } from './maintenance-acts.ts';

it('offers what can be done as it stands', () => {
  expect(actsOf({ status: 'scheduled' })).toEqual(['start', 'move', 'post', 'cancel']);
  expect(actsOf({ status: 'in_progress' })).toEqual(['finish', 'extend', 'post', 'verify', 'cancel']);
  expect(actsOf({ status: 'verifying' })).toEqual(['finish', 'extend', 'post', 'cancel']);
  expect(actsOf({ status: 'completed' })).toEqual([]);
  expect(actsOf({ status: 'completed', cancelled: true })).toEqual([]);
});

it('an end that is over is extended from now on', () => {
  const now = Date.parse('2026-03-01T10:00:00Z');
  expect(extendedTo('2026-03-01T11:00:00Z', 30, now)).toBe('2026-03-01T11:30:00.000Z');
  expect(extendedTo('2026-03-01T09:00:00Z', 30, now)).toBe('2026-03-01T10:30:00.000Z');
});
