import { expect, it } from 'vitest';
import { often, readRule, ruleOf } from './recurrence.ts';

it('makes of a choice the rule that suits the first one', () => {
  // A Sunday, the first of March.
  const first = '2026-03-01T03:00';
  expect(often.map((choice) => ruleOf(choice, first, undefined))).toEqual([
    undefined,
    'FREQ=DAILY',
    'FREQ=WEEKLY;BYDAY=SU',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU',
    'FREQ=MONTHLY;BYMONTHDAY=1',
    'FREQ=MONTHLY;BYDAY=+1SU',
  ]);
  expect(ruleOf('weekly', first, 6)).toBe('FREQ=WEEKLY;BYDAY=SU;COUNT=6');
});

it('takes a day that not every month has as one that each has', () => {
  expect(ruleOf('monthly-date', '2026-03-31T03:00', undefined)).toBe('FREQ=MONTHLY;BYMONTHDAY=28');
  expect(ruleOf('monthly-day', '2026-03-31T03:00', undefined)).toBe('FREQ=MONTHLY;BYDAY=-1TU');
});

it('reads each rule that it makes, and no other', () => {
  for (const choice of often.filter((each) => each !== 'never'))
    expect(readRule(ruleOf(choice, '2026-03-10T03:00', 3)!)).toMatchObject({ choice, count: 3 });
  expect(readRule('FREQ=MONTHLY;BYDAY=-1TU')).toEqual({ choice: 'monthly-day', weekday: 2, nth: -1, count: undefined });
  for (const rule of ['FREQ=YEARLY;BYMONTH=3', 'FREQ=WEEKLY;BYDAY=MO,TU', 'FREQ=WEEKLY;INTERVAL=3;BYDAY=MO', 'FREQ=DAILY;UNTIL=20270101'])
    expect(readRule(rule)).toBeUndefined();
});
