const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const middle = digits[Math.floor(digits.length / 2)]!;

/** An order behind the last one. Two regions that append at once give the same order; the id then decides, the same everywhere. */
export function orderAfter(last: string | undefined): string {
  return orderBetween(last, undefined);
}

/** A text that sorts (by code unit) between the two; no end given: before or behind everything. */
export function orderBetween(after: string | undefined, before: string | undefined): string {
  if (after === undefined && before === undefined) return middle;
  if (before === undefined) return stepUp(after!);
  const low = after ?? '';
  let made = '';
  for (let at = 0; ; at++) {
    const from = at < low.length ? digits.indexOf(low[at]!) : 0;
    // Once a digit of ours is below the upper bound, there is no bound any more.
    const isBound = before.startsWith(made);
    const to = isBound && at < before.length ? digits.indexOf(before[at]!) : digits.length;
    if (to - from > 1) return made + digits[Math.floor((from + to) / 2)]!;
    made += digits[from]!;
    if (at > 200) throw new Error(`no order lies between ${after} and ${before}`);
  }
}

// Appending is what mostly happens: count up the last digit, so that the text grows by one digit in sixty.
function stepUp(after: string): string {
  const last = digits.indexOf(after.at(-1)!);
  // No order of ours, as a later version may have written: whatever it is, something behind it stands behind it.
  if (last < 0) return after + middle;
  return last < digits.length - 1 ? after.slice(0, -1) + digits[last + 1]! : after + digits[1]!;
}
