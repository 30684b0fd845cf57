import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

// What can be guessed opens every account.
const keyMin = 32;
const keysMax = 10;

export const sessionKeysConfig = {
  SESSION_KEYS: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .pipe(z.array(z.string().min(keyMin, `each key has at least ${keyMin} characters`)).max(keysMax))
    .optional()
    .describe(
      'Secrets that sign the sessions of people and seal what makes their codes, the same in every region: the first signs, all are believed. Without them nobody signs in',
    ),
};

// Longer is none of ours.
const tokenMax = 2_000;

/** `<kind>.<what it says>.<signature>`: a token of one kind is none of another. */
export function sign(kind: string, says: object, key: string): string {
  const said = Buffer.from(JSON.stringify(says)).toString('base64url');
  return `${kind}.${said}.${macOf(kind, said, key).toString('base64url')}`;
}

/** What a token says, if it is one of ours. Never throws: tokens come from strangers. */
export function readSigned<Schema extends z.ZodType>(
  kind: string,
  token: string,
  { keys, schema }: { keys: readonly string[]; schema: Schema },
): z.infer<Schema> | undefined {
  if (token.length > tokenMax || !token.startsWith(`${kind}.`)) return undefined;
  const [, said = '', signature = '', ...more] = token.split('.');
  if (more.length > 0) return undefined;
  const given = Buffer.from(signature, 'base64url');
  if (!keys.some((key) => isSame(macOf(kind, said, key), given))) return undefined;
  // It was signed by one of ours, so that it is JSON; of which version, its schema says.
  return schema.safeParse(JSON.parse(Buffer.from(said, 'base64url').toString())).data;
}

export function macOf(kind: string, said: string, key: string): Buffer {
  return createHmac('sha256', key).update(`pharos ${kind}\n${said}`).digest();
}

export function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
