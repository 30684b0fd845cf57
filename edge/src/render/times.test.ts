import { expect, it } from 'vitest';
import { age, ago, duration, zoneName } from './times.ts';

it('names a zone by its place and by its distance, and UTC once', () => {
  const name = (at: string, timeZone: string) => zoneName(at, { tag: 'en-GB', timeZone });
  expect(name('2026-03-14T12:00:00Z', 'Europe/Berlin')).toBe('Europe/Berlin (CET)');
  expect(name('2026-07-14T12:00:00Z', 'America/New_York')).toBe('America/New_York (GMT-4)');
  expect(name('2026-03-14T12:00:00Z', 'UTC')).toBe('UTC');
});

it.each([
  ['2026-03-14T12:00:20Z', 'en-GB', '1 minute'],
  ['2026-03-14T13:00:00Z', 'en-GB', '1 hour'],
  ['2026-03-14T14:05:00Z', 'en-GB', '2 hours 5 minutes'],
  ['2026-03-16T13:05:00Z', 'en-GB', '2 days 1 hour'],
  ['2026-03-14T14:05:00Z', 'pl-PL', '2 godziny i 5 minut'],
  ['2026-03-14T14:00:00Z', 'ja-JP', '2 時間'],
])('says how long it took until %s in its two largest units, in %s', (to, tag, words) => {
  expect(duration('2026-03-14T12:00:00Z', to, tag).replaceAll('\u00a0', ' ')).toBe(words);
});

it('says how old something is, and how long ago it was', () => {
  expect(age(7 * 60_000, 'en-GB')).toBe('7 minutes');
  expect(age(150 * 60_000, 'de-DE')).toBe('3 Stunden');
  const now = Date.parse('2026-03-14T12:00:00Z');
  expect(ago('2026-03-14T11:56:00Z', now, 'en-GB')).toBe('4 min ago');
  expect(ago('2026-03-14T09:56:00Z', now, 'de-DE')).toBe('vor 2 Std.');
  expect(ago('2026-03-11T12:00:00Z', now, 'fr-FR')).toBe('il y a 3\u00a0j');
});
