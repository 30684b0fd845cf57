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
