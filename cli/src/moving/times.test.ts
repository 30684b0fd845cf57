import { expect, it } from 'vitest';
import { momentOf, zoneOf } from './times.ts';

it.each<[string, string, string | undefined]>([
  ['2024-03-01 10:00:00', 'Europe/Berlin', '2024-03-01T09:00:00.000Z'],
  ['2024-07-01 10:00', 'Europe/Berlin', '2024-07-01T08:00:00.000Z'],
  ['2024-03-01', 'UTC', '2024-03-01T00:00:00.000Z'],
  ['2024-03-01T10:00:00Z', 'Europe/Berlin', '2024-03-01T10:00:00.000Z'],
  ['2024-03-01T10:00:00+0200', 'UTC', '2024-03-01T08:00:00.000Z'],
  ['2024-03-01 10:00:00.123', 'UTC', '2024-03-01T10:00:00.123Z'],
  ['2024-13-01', 'UTC', undefined],
  ['0000-00-00 00:00:00', 'UTC', undefined],
  ['yesterday', 'UTC', undefined],
  ['', 'UTC', undefined],
])('%s in %s is %s', (text, zone, moment) => {
  expect(momentOf(text, zone)).toBe(moment);
});

it('knows a zone by its name, its city, and what it was called before', () => {
  expect(['Europe/Berlin', 'Berlin', 'Pacific Time (US & Canada)', '', 'Mars'].map(zoneOf)).toEqual([
    'Europe/Berlin',
    'Europe/Berlin',
    'America/Los_Angeles',
    'UTC',
    undefined,
  ]);
});
