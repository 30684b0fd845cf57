import { html, type Html } from './html.ts';

/** A moment in the page's time zone; the script adds the visitor's own. */
export function moment(at: string, timeZone: string): Html {
  return html`<time datetime="${at}"
    >${written(at, timeZone, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })}</time
  >`;
}

/** From a moment to another: the day is said once when both are on the same. */
export function span(from: string, to: string, timeZone: string): Html {
  const sameDay = day(from, timeZone) === day(to, timeZone);
  const end = written(
    to,
    timeZone,
    sameDay ? { hour: '2-digit', minute: '2-digit' } : { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  );
  return html`${moment(from, timeZone)} – <time datetime="${to}">${end}</time>`;
}

export function day(at: string, timeZone: string): string {
  return written(at, timeZone, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** How long something took, in the two largest units. */
export function duration(from: string, to: string): string {
  const minutes = Math.max(1, Math.round((Date.parse(to) - Date.parse(from)) / 60_000));
  const [days, hours, rest] = [Math.floor(minutes / 1_440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (days > 0) return [plural(days, 'day'), hours > 0 && plural(hours, 'hour')].filter(Boolean).join(' ');
  return [hours > 0 && plural(hours, 'hour'), rest > 0 && plural(rest, 'minute')].filter(Boolean).join(' ');
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** The zone as people say it: `Europe/Berlin (GMT+1)`, and `UTC` once. */
export function zoneName(at: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'short' }).formatToParts(new Date(at));
  const short = parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
  return short === timeZone ? timeZone : `${timeZone} (${short})`;
}

export function written(at: string, timeZone: string | undefined, how: Intl.DateTimeFormatOptions): string {
  return formatOf(timeZone, how).format(new Date(at));
}

// To make one takes longer than to write a page's times with it. Zones are those of pages, some hundred at most.
const formats = new Map<string, Intl.DateTimeFormat>();
const formatsMax = 2_000;

function formatOf(timeZone: string | undefined, how: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${timeZone} ${JSON.stringify(how)}`;
  const known = formats.get(name);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', { ...how, ...(timeZone ? { timeZone } : {}), hourCycle: 'h23' });
  if (formats.size >= formatsMax) formats.clear();
  formats.set(name, made);
  return made;
}
