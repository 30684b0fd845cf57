import { formatOf } from './formats.ts';
import { html, type Html } from './html.ts';
import type { Shown } from './shown.ts';

/** How times are written: in a language, and in the time zone of the page, or the visitor's own. */
export interface Writing {
  tag: string;
  timeZone: string;
}

export function writingOf({ view, words, timeZone = view.page.timeZone }: Pick<Shown, 'view' | 'words' | 'timeZone'>): Writing {
  return { tag: words.tag, timeZone };
}

const dayAndTime = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const;
const time = { hour: '2-digit', minute: '2-digit' } as const;

/** A moment in the zone that is shown. */
export function moment(at: string, writing: Writing): Html {
  return html`<time datetime="${at}">${written(at, writing, dayAndTime)}</time>`;
}

/** The same; with a script it says how long ago that was. */
export function momentAgo(at: string, writing: Writing): Html {
  return html`<time datetime="${at}" data-ago>${written(at, writing, dayAndTime)}</time>`;
}

/** From a moment to another: the day is said once when both are on the same. */
export function span(from: string, to: string, writing: Writing): Html {
  const sameDay = day(from, writing) === day(to, writing);
  return html`${moment(from, writing)} – <time datetime="${to}">${written(to, writing, sameDay ? time : dayAndTime)}</time>`;
}

export function day(at: string, writing: Writing): string {
  return written(at, writing, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** A day of the calendar, `2026-02-28`. */
export function dayOf(date: string, tag: string, how: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' }): string {
  return written(`${date}T12:00:00Z`, { tag, timeZone: 'UTC' }, how);
}

/** How long something took, in the two largest units. */
export function duration(from: string, to: string, tag: string): string {
  const minutes = Math.max(1, Math.round((Date.parse(to) - Date.parse(from)) / 60_000));
  const [days, hours, rest] = [Math.floor(minutes / 1_440), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts = days > 0 ? [unit(days, 'day', tag), unit(hours, 'hour', tag)] : [unit(hours, 'hour', tag), unit(rest, 'minute', tag)];
  return formatOf(Intl.ListFormat, tag, { type: 'unit', style: 'narrow' }).format(parts.filter((part) => part !== undefined));
}

/** How old a copy is: in minutes, and from two hours on in hours. */
export function age(ms: number, tag: string): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  return (minutes < 120 ? unit(minutes, 'minute', tag) : unit(Math.round(minutes / 60), 'hour', tag))!;
}

function unit(count: number, name: string, tag: string): string | undefined {
  return count === 0 ? undefined : formatOf(Intl.NumberFormat, tag, { style: 'unit', unit: name, unitDisplay: 'long' }).format(count);
}

/** As people say it: `4 min ago`. */
export function ago(at: string, now: number, tag: string): string {
  const minutes = Math.round((Date.parse(at) - now) / 60_000);
  const format = formatOf(Intl.RelativeTimeFormat, tag, { numeric: 'auto', style: 'short' });
  if (Math.abs(minutes) < 60) return format.format(minutes, 'minute');
  return Math.abs(minutes) < 2_880 ? format.format(Math.round(minutes / 60), 'hour') : format.format(Math.round(minutes / 1_440), 'day');
}

/** The zone as people say it: `Europe/Berlin (GMT+1)`, and `UTC` once. */
export function zoneName(at: string, { tag, timeZone }: Writing): string {
  const parts = formatOf(Intl.DateTimeFormat, tag, { timeZone, timeZoneName: 'short' }).formatToParts(new Date(at));
  const short = parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
  return short === timeZone ? timeZone : `${timeZone} (${short})`;
}

/** Without a zone: the visitor's own. */
export function written(at: string, writing: { tag: string; timeZone?: string | undefined }, how: Intl.DateTimeFormatOptions): string {
  const zone = writing.timeZone === undefined ? {} : { timeZone: writing.timeZone };
  return formatOf(Intl.DateTimeFormat, writing.tag, { ...how, ...zone, hourCycle: 'h23' }).format(new Date(at));
}
