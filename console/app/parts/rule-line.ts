import { readRule } from '../state/recurrence.ts';
import type { MoreWords } from '../words/en-more.ts';
import { weekdays } from './ago.ts';

/** What a rule says, in a sentence. */
export function ruleLine(rule: string, say: MoreWords['maintenance']['rule']): string {
  const read = readRule(rule);
  if (!read) return say.other(rule);
  const day = read.weekday === undefined ? '' : weekdays('long')[read.weekday]!;
  const nths: Record<string, string> = { 1: say.first, 2: say.second, 3: say.third, 4: say.fourth, [-1]: say.last };
  const sentence = {
    daily: () => say.daily,
    weekly: () => say.weekly(day),
    fortnightly: () => say.fortnightly(day),
    'monthly-date': () => say.date(read.nth!),
    'monthly-day': () => say.nth(nths[read.nth!] ?? String(read.nth), day),
  }[read.choice]();
  return read.count === undefined ? sentence : say.times(sentence, read.count);
}
