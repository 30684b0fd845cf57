import { dateAt } from '@pharos/core/calendar';
import type { PastEntry, PastView } from '@pharos/resources/past';

/** A month of a page's history, as its calendar has it: `2026-03`. */
export type Month = string;

export const monthForm = /^\d{4}-(?:0[1-9]|1[0-2])$/;
// Somebody who finds more than this looks for something else.
export const foundMax = 100;
// What anybody types to find something.
export const soughtMax = 100;

export function monthOf(at: string, timeZone: string): Month {
  return dateAt(Date.parse(at), timeZone).slice(0, 7);
}

export interface ShownMonth {
  month: Month;
  entries: PastEntry[];
  /** Those next to it in which there was something. */
  earlier: Month | undefined;
  later: Month | undefined;
  /** There is more before what is known. */
  isEnd: boolean;
}

/** What began in a month; of what is planned, only what has begun or was called off. */
export function monthIn({ items, older }: PastView, month: Month, timeZone: string): ShownMonth {
  const months = Map.groupBy(items, ({ at }) => monthOf(at, timeZone));
  const known = [...months.keys()].sort();
  const earlier = known.findLast((each) => each < month);
  return {
    month,
    entries: months.get(month) ?? [],
    earlier,
    later: known.find((each) => each > month),
    isEnd: older && earlier === undefined,
  };
}

/** Those in which all words stand, in whatever language they were written, the newest first. */
export function search({ items }: PastView, sought: string): PastEntry[] {
  const words = sought.slice(0, soughtMax).toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return items
    .filter(({ title, texts = {}, said }) => {
      const text = [title, said, ...Object.values(texts).map((each) => each.title)].join('\n').toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .slice(0, foundMax);
}
