import { expect, it } from 'vitest';
import { nextOf, Recurrence } from './recurrence.ts';

const following = (rule: string, zone: string, began: string, count: number) => {
  const found: string[] = [];
  for (let at: string | undefined = began; found.length < count; found.push(at)) {
    at = nextOf({ rule, zone, began, at });
    if (at === undefined) break;
  }
  return found;
};

it('comes again at the same time on the wall, in summer and in winter', () => {
  expect(following('FREQ=WEEKLY;BYDAY=SU', 'Europe/Berlin', '2026-03-15T02:00:00.000Z', 3)).toEqual([
    '2026-03-22T02:00:00.000Z',
    '2026-03-29T01:00:00.000Z', // clocks went forward that night
    '2026-04-05T01:00:00.000Z',
  ]);
  // By the date where the page is: Monday there is Sunday in UTC.
  expect(following('FREQ=MONTHLY;BYDAY=+1MO', 'Asia/Tokyo', '2026-05-03T18:00:00.000Z', 2)).toEqual([
    '2026-05-31T18:00:00.000Z',
    '2026-07-05T18:00:00.000Z',
  ]);
});

it('ends where the rule says so, and no further ahead than five years', () => {
  expect(following('FREQ=DAILY;COUNT=3', 'UTC', '2026-01-01T03:00:00.000Z', 9)).toHaveLength(2);
  expect(following('FREQ=DAILY;UNTIL=20260103T235959Z', 'UTC', '2026-01-01T03:00:00.000Z', 9)).toHaveLength(2);
  // A leap day, and what lies too far ahead.
  expect(following('FREQ=YEARLY', 'UTC', '2024-02-29T03:00:00.000Z', 1)).toEqual(['2028-02-29T03:00:00.000Z']);
  expect(following('FREQ=YEARLY;INTERVAL=6', 'UTC', '2026-01-01T03:00:00.000Z', 1)).toEqual([]);
});

it.each([
  'FREQ=HOURLY',
  'FREQ=DAILY;BYHOUR=1,2',
  'FREQ=DAILY;INTERVAL=0',
  'FREQ=DAILY;COUNT=100000',
  'every day',
  '',
  'FREQ=WEEKLY\nDTSTART:1',
  'BYDAY=SU',
  // Such days never come, or hardly: the library would look for them until the year 9999.
  'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
  'FREQ=DAILY;INTERVAL=7;BYDAY=MO',
  'FREQ=MONTHLY;BYMONTHDAY=31',
  'FREQ=MONTHLY;BYDAY=+5MO',
  'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13',
  'FREQ=YEARLY;BYDAY=+1MO',
  'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=99',
])('refuses %j', (rule) => {
  expect(Recurrence.safeParse(rule).success).toBe(false);
});

it.each([
  'FREQ=DAILY',
  'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH',
  'FREQ=MONTHLY;BYDAY=-1FR',
  'FREQ=MONTHLY;BYMONTHDAY=-1',
  'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=+2SU',
  'FREQ=MONTHLY;INTERVAL=3',
])('takes %j, and there is a next one', (rule) => {
  expect(Recurrence.safeParse(rule).success).toBe(true);
  expect(following(rule, 'UTC', '2026-01-31T03:00:00.000Z', 1)).toHaveLength(1);
});
