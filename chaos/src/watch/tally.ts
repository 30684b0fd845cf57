import type { Acknowledged, Refused } from './load.ts';

/** What was said to one address. */
export interface Told {
  to: string;
  text: string;
  /** When the provider took it, on the clock that never jumps. */
  atMs: number;
}

/** Acknowledged updates that are not among what is shown. */
export function lost(acknowledged: Acknowledged[], shown: string[]): number {
  const ids = new Set(shown);
  return acknowledged.filter((each) => !ids.has(each.update)).length;
}

/** The same of one region, without what is gone everywhere: what another region shows, this one must get back. */
export function missing(acknowledged: Acknowledged[], shownHere: string[], shownAnywhere: string[]): number {
  return lost(acknowledged, shownHere) - lost(acknowledged, shownAnywhere);
}

export function repeated(shown: string[]): number {
  return shown.length - new Set(shown).size;
}

/** Acknowledged updates, over all addresses, of which nothing was sent. */
export function untold(acknowledged: Acknowledged[], addresses: string[], told: Told[]): number {
  const keys = new Set(told.map(({ to, text }) => keyOf(to, text)));
  return acknowledged.flatMap(({ text }) => addresses.filter((to) => !keys.has(keyOf(to, text)))).length;
}

/** Messages too many: the same words to the same address. What was forgotten may be told again, once. */
export function toldAgain(told: Told[], forgotten: Acknowledged[] = []): number {
  const mayAgain = new Set(forgotten.map(({ text }) => wordsOf(text)));
  const messages = Map.groupBy(told, ({ to, text }) => keyOf(to, text)).values();
  return [...messages].reduce(
    (sum, [first, ...again]) => sum + Math.max(0, again.length - (mayAgain.has(wordsOf(first!.text)) ? 1 : 0)),
    0,
  );
}

/** When a database was copied, lost and replaced by the copy. */
export interface Restored {
  region: string;
  copiedMs: { from: number; to: number };
  lostMs: number;
  mendedMs: number;
}

// What a provider took just then may stand in the copy as not told.
const underWayMs = 2_000;

/**
 * What a restored ledger cannot know: what was written before the copy was made and told only then or later, what was written within the
 * time of doubt before the loss, and what was lost with it and tried again. All else it has from the copy, or takes as told.
 */
export function forgotten(
  acknowledged: Acknowledged[],
  { region, copiedMs, lostMs, mendedMs }: Restored,
  doubtMs: number,
  told: Told[],
): Acknowledged[] {
  const toldMs = firstTold(told);
  return acknowledged.filter(
    (each) =>
      each.region === region &&
      (((toldMs.get(wordsOf(each.text)) ?? Infinity) >= copiedMs.from - underWayMs && each.triedMs <= copiedMs.to) ||
        (each.atMs >= lostMs - doubtMs - underWayMs && each.triedMs <= mendedMs)),
  );
}

/** When the last of those who were told of something had heard of it for the first time: on a busy machine long after it was written. */
function firstTold(told: Told[]): Map<string, number> {
  const last = new Map<string, number>();
  for (const messages of Map.groupBy(told, ({ to, text }) => keyOf(to, text)).values()) {
    const words = wordsOf(messages[0]!.text);
    last.set(words, Math.max(last.get(words) ?? -Infinity, Math.min(...messages.map(({ atMs }) => atMs))));
  }
  return last;
}

/** The slowest of a hundred answers of some regions within a time. */
export function p99(acknowledged: Acknowledged[], regions: string[], fromMs: number, toMs = Infinity): number {
  return percentile(
    acknowledged.filter((each) => regions.includes(each.region) && each.atMs >= fromMs && each.atMs <= toMs).map((each) => each.tookMs),
    0.99,
  );
}

export function percentile(values: number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? Number.NaN;
}

/** The longest time in which a region acknowledged nothing. */
export function longestSilence(acknowledged: Acknowledged[], region: string, fromMs: number, toMs: number): number {
  const at = acknowledged.filter((each) => each.region === region && each.atMs >= fromMs && each.atMs <= toMs).map((each) => each.atMs);
  const moments = [fromMs, ...at.toSorted((a, b) => a - b), toMs];
  return Math.max(...moments.slice(1).map((moment, index) => moment - moments[index]!));
}

export function refusedIn(refused: Refused[], regions: string[], fromMs: number): number {
  return refused.filter((each) => regions.includes(each.region) && each.atMs >= fromMs).length;
}

/** By what the reader reads, not by how we number it: the load's words stand somewhere in the message. */
function keyOf(to: string, text: string): string {
  return `${to}: ${wordsOf(text)}`;
}

function wordsOf(text: string): string {
  return /(?:Update \d+ of|It begins in) [a-z0-9-]+/.exec(text)?.[0] ?? text;
}
