import { z } from 'zod';

/** What a token opens: a page, by its id, or the name of one. */
export interface ReaderToken {
  page: string;
  issuedAt: number;
  expiresAt: number;
}

/** `expired` was one of ours once; `wrong` never was one for this page. */
export type Judged = { kind: 'good'; issuedAt: number; expiresAt: number } | { kind: 'expired' } | { kind: 'wrong' };

// A shorter secret can be guessed by those who hold a token.
const keyMin = 32;
const keysMax = 10;
// 13 digits each for the times, 43 characters of signature.
const tokenMax = 128;
const form = /^rt1\.(\d{1,15})\.(\d{1,15})\.([A-Za-z0-9_-]{43})$/;

export const readerKeysConfig = {
  READER_KEYS: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .pipe(z.array(z.string().min(keyMin, `each key has at least ${keyMin} characters`)).max(keysMax))
    .optional()
    .describe('Secrets that sign tokens for private pages, the same in api, gateway and edge: the first signs, all are believed'),
};

/** `rt1.<issued>.<expires>.<signature>`: bound to the page by the signature alone, so that it tells nobody which one it opens. */
export async function mintReaderToken({ page, issuedAt, expiresAt }: ReaderToken, key: string): Promise<string> {
  const times = `${Math.trunc(issuedAt)}.${Math.trunc(expiresAt)}`;
  const signature = await crypto.subtle.sign('HMAC', await imported(key), signed(page, times));
  return `rt1.${times}.${Buffer.from(signature).toString('base64url')}`;
}

/** Compared in constant time. Never throws: tokens come from strangers. */
export async function readReaderToken(token: string, page: string, keys: string[], now: number): Promise<Judged> {
  const [, issued, expires, signature] = (token.length <= tokenMax && form.exec(token)) || [];
  if (!issued || !expires || !signature) return { kind: 'wrong' };
  const bytes = Buffer.from(signature, 'base64url');
  for (const key of keys) {
    const isOurs = await crypto.subtle.verify('HMAC', await imported(key), bytes, signed(page, `${issued}.${expires}`));
    if (isOurs) return now < Number(expires) ? { kind: 'good', issuedAt: Number(issued), expiresAt: Number(expires) } : { kind: 'expired' };
  }
  return { kind: 'wrong' };
}

/** A browser holds one token for each private page it was let into. */
export function readerCookie(page: string): string {
  return `pharos_reader_${page}`;
}

const known = new Map<string, Promise<CryptoKey>>();

function imported(key: string): Promise<CryptoKey> {
  let found = known.get(key);
  if (!found) {
    found = crypto.subtle.importKey('raw', Buffer.from(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
    known.set(key, found);
  }
  return found;
}

function signed(page: string, times: string): Uint8Array<ArrayBuffer> {
  return Buffer.from(`pharos reader\n${page.toLowerCase()}\n${times}`);
}
