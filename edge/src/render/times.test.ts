import { expect, it } from 'vitest';
import { duration, zoneName } from './times.ts';

it('names a zone by its place and by its distance, and UTC once', () => {
  expect(zoneName('2026-03-14T12:00:00Z', 'Europe/Berlin')).toBe('Europe/Berlin (CET)');
  expect(zoneName('2026-07-14T12:00:00Z', 'America/New_York')).toBe('America/New_York (GMT-4)');
  expect(zoneName('2026-03-14T12:00:00Z', 'UTC')).toBe('UTC');
});

it.each([
  ['2026-03-14T12:00:20Z', '1 minute'],
  ['2026-03-14T13:00:00Z', '1 hour'],
  ['2026-03-14T14:05:00Z', '2 hours 5 minutes'],
  ['2026-03-16T13:05:00Z', '2 days 1 hour'],
])('says how long it took until %s in its two largest units', (to, words) => {
  expect(duration('2026-03-14T12:00:00Z', to)).toBe(words);
});
