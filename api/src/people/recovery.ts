import { createHash, randomInt } from 'node:crypto';

const count = 10;
// No letters that look like others: 50 bits each.
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Codes for the day the phone is lost: each opens once, in the place of a code from an app. */
export function newRecoveryCodes(): { codes: string[]; hashes: string[] } {
  const part = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('');
  const codes = Array.from({ length: count }, () => `${part()}-${part()}`);
  return { codes, hashes: codes.map(hashRecovery) };
}

/** However it is typed. They have so many bits that a fast hash is enough: guessing is bounded by the limits of signing in. */
export function hashRecovery(code: string): string {
  return createHash('sha256')
    .update(code.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
    .digest('hex');
}
