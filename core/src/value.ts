import { z } from 'zod';

/**
 * What every store, mail, page and feed can hold. Whatever enters (a request, another region's document, a row) is brought
 * within these bounds once, so that nothing that reads it later can fail for its content.
 */

// An incident of last century or a maintenance of the next one is a slip of the keyboard; and Postgres, JavaScript and mail
// programs write the years beyond in ways that the others cannot read.
const earliestMs = Date.UTC(1970, 0, 1);
const latestMs = Date.UTC(2201, 0, 1) - 1;

/** A moment with its offset, in UTC from here on. */
export const Time = z.iso
  .datetime({ offset: true })
  .overwrite(inUtc)
  .refine((text) => isWithin(Date.parse(text)), 'must lie between the years 1970 and 2200');

/** The nearest moment within the bounds; the earliest for what is no moment at all. */
export function boundedTime(ms: number): Date {
  return new Date(Number.isNaN(ms) ? earliestMs : Math.min(Math.max(ms, earliestMs), latestMs));
}

/** A timestamp as Postgres writes it: years before Christ and `infinity` among them. */
export function timeOfRow(text: string): Date {
  // The year is read apart: JavaScript takes the year 44 in this notation for 2044.
  if (text.endsWith(' BC') || text === '-infinity' || Number.parseInt(text, 10) < 1970) return new Date(earliestMs);
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? new Date(latestMs) : boundedTime(ms); // `infinity`, and years of five digits
}

// What no database takes: half a character, and the sign that ends strings elsewhere.
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** The same text as far as it can be stored: a sign stands for half a character, and NUL is left out. */
export function storable(text: string): string {
  return isStorable(text) ? text : text.toWellFormed().replaceAll('\0', '');
}

/** No control characters but line breaks and tabs: feeds and mails have no way to write the others. */
export function isPlainText(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- these are what it looks for
  return !/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/.test(text);
}

// A key of an index in Postgres has room for 2,704 bytes, and other columns stand beside it.
export const indexedBytesMax = 2_000;

/** May it be a key of an index? */
export function isIndexable(text: string): boolean {
  return text.length <= indexedBytesMax && new TextEncoder().encode(text).byteLength <= indexedBytesMax;
}

function isWithin(ms: number): boolean {
  return ms >= earliestMs && ms <= latestMs;
}

function inUtc(text: string): string {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? text : new Date(ms).toISOString();
}
