/** How often a maintenance comes again, as people choose it. */
export type Often = 'never' | 'daily' | 'weekly' | 'fortnightly' | 'monthly-date' | 'monthly-day';

export const often: Often[] = ['never', 'daily', 'weekly', 'fortnightly', 'monthly-date', 'monthly-day'];
const days = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const weekMs = 7 * 86_400_000;
// Not every month has more of them.
const lastDate = 28;

/** The rule (RFC 5545) by which it comes again as it begins: `local` is its field, by the clocks of the page. */
export function ruleOf(choice: Often, local: string, count: number | undefined): string | undefined {
  const date = new Date(`${local}:00.000Z`);
  const day = days[date.getUTCDay()]!;
  const end = count === undefined ? '' : `;COUNT=${count}`;
  if (choice === 'daily') return `FREQ=DAILY${end}`;
  if (choice === 'weekly') return `FREQ=WEEKLY;BYDAY=${day}${end}`;
  if (choice === 'fortnightly') return `FREQ=WEEKLY;INTERVAL=2;BYDAY=${day}${end}`;
  if (choice === 'monthly-date') return `FREQ=MONTHLY;BYMONTHDAY=${Math.min(date.getUTCDate(), lastDate)}${end}`;
  if (choice === 'monthly-day') return `FREQ=MONTHLY;BYDAY=${isLastOfMonth(date) ? '-1' : `+${nthOfMonth(date)}`}${day}${end}`;
  return undefined;
}

export interface ReadRule {
  choice: Exclude<Often, 'never'>;
  /** 0: Sunday. */
  weekday: number | undefined;
  /** Of the month; -1: the last one. */
  nth: number | undefined;
  count: number | undefined;
}

/** What a rule says, if it is one that can be chosen here; undefined: another one, that was written by hand. */
export function readRule(rule: string): ReadRule | undefined {
  const parts = Object.fromEntries(
    rule
      .replace(/^RRULE:/, '')
      .split(';')
      .map((part) => part.split('=') as [string, string]),
  );
  const { FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT, ...others } = parts;
  const count = COUNT === undefined ? undefined : Number(COUNT);
  const [, nth, day] = /^([+-]?\d)?([A-Z]{2})$/.exec(BYDAY ?? '') ?? [];
  const weekday = day === undefined || !days.includes(day) ? undefined : days.indexOf(day);
  const of = (choice: ReadRule['choice'], at: number | undefined): ReadRule => ({ choice, weekday, nth: at, count });
  if (Object.keys(others).length > 0) return undefined;
  if (FREQ === 'DAILY' && !INTERVAL && !BYDAY) return of('daily', undefined);
  if (FREQ === 'WEEKLY' && weekday !== undefined && !nth) {
    if (!INTERVAL || INTERVAL === '1') return of('weekly', undefined);
    return INTERVAL === '2' ? of('fortnightly', undefined) : undefined;
  }
  if (FREQ !== 'MONTHLY' || INTERVAL) return undefined;
  if (BYMONTHDAY && /^\d+$/.test(BYMONTHDAY) && !BYDAY) return of('monthly-date', Number(BYMONTHDAY));
  return weekday !== undefined && nth && !BYMONTHDAY ? of('monthly-day', Number(nth)) : undefined;
}

function nthOfMonth(date: Date): number {
  return Math.ceil(date.getUTCDate() / 7);
}

// A fifth one there is not in each month; what is the last of this one is the last of each.
function isLastOfMonth(date: Date): boolean {
  return nthOfMonth(date) === 5 && new Date(date.getTime() + weekMs).getUTCMonth() !== date.getUTCMonth();
}
