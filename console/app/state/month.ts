import { dateAt } from '@pharos/core/calendar';

const dayMs = 86_400_000;

/** `2026-03`, and one so many months later. */
export function monthAt(ms: number, zone: string): string {
  return dateAt(ms, zone).slice(0, 7);
}

export function plusMonths(month: string, count: number): string {
  const date = new Date(`${month}-01T00:00:00.000Z`);
  date.setUTCMonth(date.getUTCMonth() + count);
  return date.toISOString().slice(0, 7);
}

/** The weeks that a month is in, from Monday to Sunday, as dates; those of its neighbours are there, too. */
export function weeksOf(month: string): string[][] {
  const first = Date.parse(`${month}-01T00:00:00.000Z`);
  const next = Date.parse(`${plusMonths(month, 1)}-01T00:00:00.000Z`);
  const monday = first - ((new Date(first).getUTCDay() + 6) % 7) * dayMs;
  const weeks: string[][] = [];
  for (let at = monday; at < next; at += 7 * dayMs)
    weeks.push(Array.from({ length: 7 }, (_, day) => new Date(at + day * dayMs).toISOString().slice(0, 10)));
  return weeks;
}

interface Span {
  startsAt: string;
  endsAt: string;
}

/** On which days each is, by the clocks of a zone: one that goes over midnight is on both. */
export function byDay<T extends Span>(all: readonly T[], zone: string): Map<string, T[]> {
  const days = new Map<string, T[]>();
  for (const each of [...all].sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))) {
    const first = dateAt(Date.parse(each.startsAt), zone);
    // What ends at midnight is not on the day that begins then.
    const last = dateAt(Math.max(Date.parse(each.startsAt), Date.parse(each.endsAt) - 1), zone);
    for (let at = Date.parse(first), count = 0; at <= Date.parse(last) && count < daysMax; at += dayMs, count++) {
      const date = new Date(at).toISOString().slice(0, 10);
      days.set(date, [...(days.get(date) ?? []), each]);
    }
  }
  return days;
}

// A maintenance of a year is a slip of the hand.
const daysMax = 400;

/** Those that are in this month at all. */
export function inMonth<T extends Span>(all: readonly T[], month: string, zone: string): T[] {
  return all.filter(({ startsAt, endsAt }) => monthAt(Date.parse(startsAt), zone) <= month && monthAt(Date.parse(endsAt), zone) >= month);
}
