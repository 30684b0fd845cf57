/** “4 minutes ago”, in the language of the reader. */
export function ago(at: string | number, now: number, language = 'en'): string {
  const seconds = Math.round((new Date(at).getTime() - now) / 1_000);
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  for (const [unit, size] of units)
    if (Math.abs(seconds) >= size || unit === 'second') return format.format(Math.round(seconds / size), unit);
  return '';
}

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** When it was, where the reader is; beside it, where the page is, if the clocks there say something else. */
export function moment(at: string, pageZone: string, language = 'en'): string {
  const format = (zone?: string) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', ...(zone && { timeZone: zone }) }).format(new Date(at));
  const [own, theirs] = [format(), format(pageZone)];
  return own === theirs ? own : `${own} (${theirs} ${pageZone})`;
}

/** From when to when, by the clocks of a zone: the day is said once, where it is one. */
export function span(from: string, to: string, zone: string, language = 'en'): string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone });
  return format.formatRange(new Date(from), new Date(to));
}

export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The days of the week from Sunday, as people call them. */
export function weekdays(style: 'long' | 'short', language = 'en'): string[] {
  const format = new Intl.DateTimeFormat(language, { weekday: style, timeZone: 'UTC' });
  // The fourth of January 1970 was a Sunday.
  return Array.from({ length: 7 }, (_, day) => format.format(new Date((day + 3) * 86_400_000)));
}

export function monthName(month: string, language = 'en'): string {
  return new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-01T00:00:00Z`));
}

/** A day of a calendar, `2026-03-01`. */
export function dayName(date: string, language = 'en'): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
}
