import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { dateAt, daysBetween, daysUntil, startOfDay } from './calendar.ts';

const hour = 3_600_000;
const hoursOf = (date: string, timeZone: string) => daysBetween(date, date, timeZone).map(({ start, end }) => (end - start) / hour)[0];

it('a day has as many hours as people live in it', () => {
  expect(hoursOf('2026-03-28', 'Europe/Berlin')).toBe(24);
  expect(hoursOf('2026-03-29', 'Europe/Berlin')).toBe(23);
  expect(hoursOf('2026-10-25', 'Europe/Berlin')).toBe(25);
  expect(hoursOf('2026-03-08', 'America/New_York')).toBe(23);
  // Half an hour; and a zone that is three quarters of one from the hour.
  expect(hoursOf('2026-04-05', 'Australia/Lord_Howe')).toBe(24.5);
  expect(new Date(startOfDay('2026-01-01', 'Asia/Kathmandu')).toISOString()).toBe('2025-12-31T18:15:00.000Z');
  // A day without a midnight begins at one; one that the calendar left out has no hours.
  expect(new Date(startOfDay('2018-11-04', 'America/Sao_Paulo')).toISOString()).toBe('2018-11-04T03:00:00.000Z');
  expect(hoursOf('2018-11-04', 'America/Sao_Paulo')).toBe(23);
  expect(hoursOf('2011-12-30', 'Pacific/Apia')).toBe(0);
});

it('days follow each other without a gap, and each moment is on the day that says so', () => {
  const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Cairo'];
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2040, 0) }),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(...zones),
      (moment, count, timeZone) => {
        const days = daysUntil(moment, count, timeZone);
        expect(days).toHaveLength(count);
        expect(days.at(-1)!.date).toBe(dateAt(moment, timeZone));
        expect(days.at(-1)!.start).toBeLessThanOrEqual(moment);
        expect(days.at(-1)!.end).toBeGreaterThan(moment);
        for (const [at, { date, start, end }] of days.entries()) {
          expect(start).toBe(days[at - 1]?.end ?? start);
          expect([dateAt(start, timeZone), dateAt(end - 1, timeZone)]).toEqual([date, date]);
          expect(dateAt(start - 1, timeZone) < date).toBe(true);
        }
      },
    ),
    { numRuns: 60 },
  );
});
