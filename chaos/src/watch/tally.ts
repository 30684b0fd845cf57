import type { Acknowledged, Refused } from './load.ts';

/** What was said to one address. */
export interface Told {
  to: string;
  text: string;
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
  const counts = countTold(told);
  return acknowledged.flatMap(({ text }) => addresses.filter((to) => !counts.has(keyOf(to, text)))).length;
}

/** Messages too many: the same words to the same address. */
export function toldAgain(told: Told[]): number {
  return [...countTold(told).values()].reduce((sum, count) => sum + count - 1, 0);
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

function countTold(told: Told[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { to, text } of told) {
    const key = keyOf(to, text);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** By what the reader reads, not by how we number it: the load's words stand somewhere in the message. */
function keyOf(to: string, text: string): string {
  return `${to}: ${/(?:Update \d+ of|It begins in) [a-z0-9-]+/.exec(text)?.[0] ?? text}`;
}
