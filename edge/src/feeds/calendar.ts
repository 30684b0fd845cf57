import type { PastEntry } from '@pharos/resources/past';

export interface Calendar {
  name: string;
  language: string;
  /** Of a maintenance. */
  urlOf(id: string): string;
  events: CalendarEvent[];
}

export interface CalendarEvent {
  id: string;
  title: string;
  text: string;
  from: string;
  to: string;
  isCancelled: boolean;
  updatedAt: string;
}

/** Maintenances among what there was on a page; a title in another language where there is one. */
export function eventsOf(entries: PastEntry[], language: string): CalendarEvent[] {
  return entries.flatMap((entry) =>
    entry.kind === 'maintenance'
      ? [
          {
            id: entry.id,
            title: entry.texts?.[language]?.title ?? entry.title,
            text: entry.said,
            from: entry.at,
            to: entry.endedAt ?? entry.at,
            isCancelled: entry.cancelled,
            updatedAt: entry.updatedAt,
          },
        ]
      : [],
  );
}

/** RFC 5545: each with the same name for ever, and a number that grows with each change of it, so that programs move what they have. */
export function calendar({ name, language, urlOf, events }: Calendar): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Pharos//Status page//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${escaped(name)}`,
    `X-WR-CALNAME:${escaped(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
    'X-PUBLISHED-TTL:PT15M',
    ...events.flatMap((event) => eventLines(event, language, urlOf(event.id))),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function eventLines({ id, title, text, from, to, isCancelled, updatedAt }: CalendarEvent, language: string, url: string): string[] {
  return [
    'BEGIN:VEVENT',
    `UID:urn:uuid:${id}`,
    `SEQUENCE:${sequence(updatedAt)}`,
    `DTSTAMP:${utc(updatedAt)}`,
    `LAST-MODIFIED:${utc(updatedAt)}`,
    `DTSTART:${utc(from)}`,
    `DTEND:${utc(to)}`,
    `SUMMARY;LANGUAGE=${language}:${escaped(title)}`,
    `DESCRIPTION;LANGUAGE=${language}:${escaped(text)}`,
    `URL:${url}`,
    `STATUS:${isCancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

// Seconds since then fit in the 31 bits of the standard until 2092.
const epoch = Date.UTC(2024, 0, 1);

function sequence(at: string): number {
  return Math.max(0, Math.floor((Date.parse(at) - epoch) / 1_000));
}

function utc(at: string): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function escaped(text: string): string {
  // oxlint-disable-next-line no-control-regex
  const clean = text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');
  return clean.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r\n|\r|\n/g, '\\n');
}

const octetsMax = 75;

/** Lines of at most 75 octets, cut between characters. */
export function folded(line: string): string {
  const lines: string[] = [];
  let now = '';
  let octets = 0;
  for (const char of line) {
    const size = octetsOf(char.codePointAt(0)!);
    // A line that goes on begins with a space, which counts.
    if (octets + size > octetsMax) {
      lines.push(now);
      now = ' ';
      octets = 1;
    }
    now += char;
    octets += size;
  }
  return [...lines, now].join('\r\n');
}

function octetsOf(code: number): number {
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
