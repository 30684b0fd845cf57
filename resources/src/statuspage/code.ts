/*
 * Statuspage names things by twelve small letters and digits. Ours are named by UUIDs, and both have to hold for ever: so a code is
 * the last sixty bits of the id, written in base 36, in every region and every version the same, and nothing has to be kept of it. In
 * every kind of id that we give (by time, or from words) these bits are as good as random: two of a million things have the same code
 * once in a million installations. Where two do all the same, because somebody brought their ids along, who asks by the code is told so
 * (`region/src/reading/codes.ts`), and never given the wrong one.
 */

const length = 12;
// In hexadecimal: fifteen digits are sixty bits, which twelve digits of base 36 hold.
const tailLength = 15;

export const codeForm = /^[0-9a-z]{12}$/;

/** What Statuspage would call a thing that is named so here. */
export function codeOf(id: string): string {
  return numberOf(id).toString(36).padStart(length, '0');
}

/** The same as a number, for who has to have one. */
export function numberOf(id: string): bigint {
  return BigInt(`0x${id.replaceAll('-', '').slice(-tailLength)}`);
}

/** How the ids of all end that have this code, as Postgres writes them: `8f0-0123456789ab`. Undefined: it is the code of none. */
export function idTailOf(code: string): string | undefined {
  if (!codeForm.test(code)) return undefined;
  let number = 0n;
  for (const digit of code) number = number * 36n + BigInt(Number.parseInt(digit, 36));
  const tail = number.toString(16).padStart(tailLength, '0');
  return tail.length > tailLength ? undefined : `${tail.slice(0, 3)}-${tail.slice(3)}`;
}

/** The one of these that a code or an id names. Several with one code: none of them, rather than a wrong one. */
export function namedBy<T extends { id: string }>(items: readonly T[], name: string): T | undefined {
  const found = items.filter(({ id }) => id === name || codeOf(id) === name);
  return found.length === 1 ? found[0] : found.find(({ id }) => id === name);
}
