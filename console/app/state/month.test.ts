import { expect, it } from 'vitest';
import { byDay, inMonth, monthAt, plusMonths, weeksOf } from './month.ts';

it('a month is whole weeks from Monday, with the days of its neighbours', () => {
  const weeks = weeksOf('2026-03');
  expect(weeks).toHaveLength(6);
  expect(weeks[0]).toEqual(['2026-02-23', '2026-02-24', '2026-02-25', '2026-02-26', '2026-02-27', '2026-02-28', '2026-03-01']);
  expect(weeks.at(-1)!.at(-1)).toBe('2026-04-05');
  expect(weeksOf('2027-02')).toHaveLength(4);
});

it('goes over the turn of the year', () => {
  expect(plusMonths('2026-12', 1)).toBe('2027-01');
  expect(plusMonths('2026-01', -1)).toBe('2025-12');
});

it('what goes over midnight is on both days of the zone, what ends at midnight on one', () => {
  const over = { startsAt: '2026-03-01T22:30:00Z', endsAt: '2026-03-01T23:30:00Z' };
  expect([...byDay([over], 'UTC').keys()]).toEqual(['2026-03-01']);
  expect([...byDay([over], 'Europe/Berlin').keys()]).toEqual(['2026-03-01', '2026-03-02']);
  expect([...byDay([{ ...over, endsAt: '2026-03-01T23:00:00Z' }], 'Europe/Berlin').keys()]).toEqual(['2026-03-01']);
});

it('those of a month begin in it, end in it, or last over it', () => {
  const long = { startsAt: '2026-02-20T00:00:00Z', endsAt: '2026-04-02T00:00:00Z' };
  for (const month of ['2026-02', '2026-03', '2026-04']) expect(inMonth([long], month, 'UTC')).toEqual([long]);
  expect(inMonth([long], '2026-05', 'UTC')).toEqual([]);
  expect(monthAt(Date.parse('2026-03-31T23:00:00Z'), 'Asia/Tokyo')).toBe('2026-04');
});
