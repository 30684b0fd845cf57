import type { Place } from './place.ts';

/** Something that can be found, and where it leads. */
export interface Entry {
  id: string;
  kind: string;
  label: string;
  to: Place;
}

// What one sees without moving one's eyes.
const shownMax = 9;

/** Those that hold every word, the best first: at the beginning, at the beginning of a word, anywhere. Of equals the earlier one. */
export function found(entries: readonly Entry[], text: string): Entry[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries.slice(0, shownMax);
  const ranked = entries.flatMap((entry) => {
    const rank = rankOf(entry, words);
    return rank === undefined ? [] : [{ entry, rank }];
  });
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, shownMax)
    .map(({ entry }) => entry);
}

function rankOf({ label, kind }: Entry, words: string[]): number | undefined {
  const text = label.toLowerCase();
  let rank = 0;
  for (const word of words) {
    if (text.startsWith(word)) continue;
    if (text.includes(` ${word}`)) rank += 1;
    else if (text.includes(word)) rank += 2;
    else if (kind.toLowerCase().startsWith(word)) rank += 3;
    else return undefined;
  }
  return rank;
}
