/** Days of the calendar, `2026-02-28`, as people live them in a time zone: where clocks are set, one has 23 hours or 25. */

const dayMs = 86_400_000;

export interface CalendarDay {
  date: string;
  /** Milliseconds since 1970: its first moment, and that of the next day. */
  start: number;
  end: number;
}

/** So many days, the last of which holds the moment. */
export function daysUntil(lastMoment: number, count: number, timeZone: string): CalendarDay[] {
  const last = dateAt(lastMoment, timeZone);
  return daysBetween(plusDays(last, 1 - count), last, timeZone);
}

/** From one day to another, both included. */
export function daysBetween(first: string, last: string, timeZone: string): CalendarDay[] {
  const days: CalendarDay[] = [];
  let start = startOfDay(first, timeZone);
  for (let date = first; date <= last; date = plusDays(date, 1)) {
    const end = startOfDay(plusDays(date, 1), timeZone);
    days.push({ date, start, end });
    start = end;
  }
  return days;
}

export function dateAt(ms: number, timeZone: string): string {
  return new Date(localMs(ms, timeZone)).toISOString().slice(0, 10);
}

/** Its first moment. Not every day has a midnight: where clocks are set at that hour, it begins at one. */
export function startOfDay(date: string, timeZone: string): number {
  const midnight = Date.parse(`${date}T00:00:00.000Z`);
  // As far from UTC as the zone is then; the second try is for a zone that changes between the two.
  for (let guess = midnight, tries = 0; tries < 2; tries++) {
    guess = midnight - (localMs(guess, timeZone) - guess);
    if (localMs(guess, timeZone) === midnight && localMs(guess - 1_000, timeZone) < midnight) return guess;
  }
  // Nowhere is a day and a half from UTC.
  let [before, from] = [midnight / 1_000 - 130_000, midnight / 1_000 + 130_000];
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (localMs(middle * 1_000, timeZone) >= midnight) from = middle;
    else before = middle;
  }
  return from * 1_000;
}

function plusDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00.000Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** When the clocks on the wall say this. What they pass over, where they are set, is a little later; what they say twice is the first. */
export function momentAt(local: number, timeZone: string): number {
  const first = local - (localMs(local, timeZone) - local);
  const second = local - (localMs(first, timeZone) - first);
  return localMs(second, timeZone) === local
    ? Math.min(second, localMs(first, timeZone) === local ? first : second)
    : Math.max(first, second);
}

/** What the clocks on the wall say, as if they stood in UTC. Whole seconds. */
export function localMs(ms: number, timeZone: string): number {
  if (timeZone === 'UTC') return Math.floor(ms / 1_000) * 1_000;
  const part = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return Date.UTC(part['year']!, part['month']! - 1, part['day'], part['hour'], part['minute'], part['second']);
}

// To make one takes longer than to use it a hundred times. Zones are those of pages, some hundred at most.
const formats = new Map<string, Intl.DateTimeFormat>();
const formatsMax = 1_000;

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const numeric = 'numeric' as const;
  const parts = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric };
  const made = new Intl.DateTimeFormat('en-GB', { timeZone, calendar: 'gregory', hourCycle: 'h23', ...parts });
  if (formats.size >= formatsMax) formats.clear();
  formats.set(timeZone, made);
  return made;
}
