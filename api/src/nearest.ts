/** Of these, the one that was most likely meant; undefined when none is close. */
export function nearest(word: string, among: readonly string[]): string | undefined {
  if (word.length > wordMax) return undefined;
  const far = Math.min(slipsMax, Math.floor(word.length / 2));
  const ranked = among.map((each) => ({ each, slips: slipsBetween(word.toLowerCase(), each.toLowerCase()) }));
  ranked.sort((a, b) => a.slips - b.slips);
  const [first] = ranked;
  return first && first.slips <= far ? first.each : undefined;
}

// Two letters are mistyped, swapped, lost or added in a long name; more makes another word of it.
const slipsMax = 2;
// No field is longer, and comparing costs the product of both lengths.
const wordMax = 60;

/** Letters that were mistyped, lost, added or swapped with their neighbour (the optimal string alignment distance). */
function slipsBetween(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let slips = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) slips = Math.min(slips, before[j - 2]! + 1);
      row.push(slips);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
