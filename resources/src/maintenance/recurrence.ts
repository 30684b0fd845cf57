import { localMs, momentAt } from '@pharos/core/calendar';
// oxlint-disable-next-line import/default -- the linter looks at its other form, Node at this one
import rrule, { type Options } from 'rrule';
import { z } from 'zod';
import { Moment, Text, Uuid, Zone } from '../field-values.ts';

/*
 * A maintenance that comes again: a rule as calendars write it (RFC 5545), by the clocks on the wall of one time zone, so that what starts
 * at three at night does so in summer, too. Each one is a maintenance of its own; the next is made when one begins, and its id
 * follows from the first one's and from its time, so that whoever makes it makes the same one.
 */

const ruleMax = 200;
// oxlint-disable-next-line import/no-named-as-default-member -- the same
const { RRule } = rrule;
const yearMs = 366 * 86_400_000;
// What comes more seldom nobody expects any more.
const yearsAhead = 5;
const parts = /^(?:RRULE:)?(?:(?:FREQ|INTERVAL|COUNT|UNTIL|BYDAY|BYMONTHDAY|BYMONTH|WKST)=[A-Z0-9,+-]+(?:;|$))+$/;

export const Recurrence = z
  .string()
  .trim()
  .max(ruleMax)
  .refine((rule) => parsed(rule) !== undefined, 'must be a rule like FREQ=WEEKLY;BYDAY=SU or FREQ=MONTHLY;BYDAY=+1SA;COUNT=12')
  .describe('When it comes again, by the time zone of the page: a rule like `FREQ=WEEKLY;BYDAY=SU` (RFC 5545)');

export const Repeats = z.object({
  rule: Text,
  zone: Zone,
  /** The first of them, and when the rule began. */
  series: Uuid,
  began: Moment,
  /** When this one is, by the rule: it may have been moved. */
  at: Moment,
  /** How long each is. */
  ms: z.number(),
  /** Subscribers are told when the next one is planned. */
  notify: z.boolean(),
});
export type Repeats = z.infer<typeof Repeats>;

/** When the next one is by the rule; undefined: there is none any more, or none within five years. */
export function nextOf({ rule, zone, began, at }: Pick<Repeats, 'rule' | 'zone' | 'began' | 'at'>): string | undefined {
  const options = parsed(rule);
  if (!options) return undefined;
  const [start, after] = [localMs(Date.parse(began), zone), localMs(Date.parse(at), zone)];
  const horizon = after + yearsAhead * yearMs;
  const until = Math.min(options.until?.getTime() ?? horizon, horizon);
  const next = new RRule({ ...options, dtstart: new Date(start), until: new Date(until) }).after(new Date(after));
  // The library reckons in whole seconds.
  return next ? new Date(momentAt(next.getTime(), zone) + (Date.parse(began) % 1_000)).toISOString() : undefined;
}

function parsed(rule: string) {
  if (!parts.test(rule)) return undefined;
  try {
    const options = RRule.parseString(rule);
    const isOdd = [options.interval, options.count].some((each) => each !== undefined && each !== null && !(each >= 1 && each <= 1_000));
    return isOdd || !isSure(options) ? undefined : options;
  } catch {
    return undefined;
  }
}

/**
 * Is there a day for it in each of its periods? The library looks for one until the year 9999, day by day, which takes it a
 * quarter of a minute: of a thirtieth of February, or of each seventh day, if that is a Tuesday. Daily, and by weekdays, by days of
 * the month that each month has, or by the first to fourth or last of a weekday, there always is.
 */
function isSure({ freq, byweekday, bymonthday, bymonth }: Partial<Options>): boolean {
  const days = listOf(byweekday);
  const isPlain = days.every((day) => typeof day === 'object' && day.n === undefined);
  const isNth = days.every((day) => typeof day === 'object' && day.n !== undefined && day.n >= -1 && day.n <= 4);
  const dates = listOf(bymonthday);
  const months = listOf(bymonth);
  const isOfMonth = (days.length === 0 || dates.length === 0) && isNth && dates.every((date) => Math.abs(date) <= 28);
  if (freq === RRule.DAILY) return days.length + dates.length + months.length === 0;
  if (freq === RRule.WEEKLY) return isPlain && dates.length + months.length === 0;
  if (freq === RRule.MONTHLY) return isOfMonth && months.length === 0;
  // More often than daily nobody plans.
  return freq === RRule.YEARLY && isOfMonth && (months.length > 0 || days.length + dates.length === 0);
}

function listOf<T>(value: T | T[] | null | undefined): T[] {
  return value === null || value === undefined ? [] : ([value].flat() as T[]);
}
