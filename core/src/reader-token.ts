import { z } from 'zod';
import { base64Url, fromBase64Url } from './base64.ts';
import { readerSessionIn, readerSessionText, type ReaderSession } from './reader-session.ts';

/** What a token opens: a page, by its id, or the name of one. */
export interface ReaderToken {
  page: string;
  issuedAt: number;
  expiresAt: number;
  /** It was given to somebody who is signed in, and ends with that. */
  session?: ReaderSession | undefined;
}

/** `expired` was one of ours once; `wrong` never was one for this page. */
export type Judged =
  | { kind: 'good'; issuedAt: number; expiresAt: number; session?: ReaderSession }
  | { kind: 'expired' }
  | { kind: 'wrong' };

// A shorter secret can be guessed by those who hold a token.
const keyMin = 32;
const keysMax = 10;
// 13 digits each for the times, 78 for a session, 43 characters of signature.
const tokenMax = 200;
const form = /^(rt[12])\.(\d{1,15})\.(\d{1,15})(?:\.([0-9a-f]{78}))?\.([A-Za-z0-9_-]{43})$/;

export const readerKeysConfig = {
  READER_KEYS: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .pipe(z.array(z.string().min(keyMin, `each key has at least ${keyMin} characters`)).max(keysMax))
    .optional()
    .describe('Secrets that sign tokens for private pages, the same in api, gateway and edge: the first signs, all are believed'),
};

/**
 * `rt1.<issued>.<expires>.<signature>`: bound to the page by the signature alone, so that it tells nobody which one it opens.
 * `rt2.<issued>.<expires>.<session>.<signature>` for somebody who is signed in: whoever believes it asks whether the session goes on.
 */
export async function mintReaderToken({ page, issuedAt, expiresAt, session }: ReaderToken, key: string): Promise<string> {
  const times = `${Math.trunc(issuedAt)}.${Math.trunc(expiresAt)}`;
  const said = session ? `${times}.${readerSessionText(session)}` : times;
  const signature = await crypto.subtle.sign('HMAC', await imported(key), signed(page, said));
  return `${session ? 'rt2' : 'rt1'}.${said}.${base64Url(new Uint8Array(signature))}`;
}

/** Compared in constant time. Never throws: tokens come from strangers. */
export async function readReaderToken(token: string, page: string, keys: string[], now: number): Promise<Judged> {
  const [, kind, issued, expires, of, signature] = (token.length <= tokenMax && form.exec(token)) || [];
  if (!issued || !expires || !signature || (kind === 'rt2') !== (of !== undefined)) return { kind: 'wrong' };
  const bytes = fromBase64Url(signature);
  if (!bytes) return { kind: 'wrong' };
  const said = `${issued}.${expires}${of === undefined ? '' : `.${of}`}`;
  for (const key of keys) {
    if (!(await crypto.subtle.verify('HMAC', await imported(key), bytes, signed(page, said)))) continue;
    if (now >= Number(expires)) return { kind: 'expired' };
    const session = of === undefined ? {} : { session: readerSessionIn(of) };
    return { kind: 'good', issuedAt: Number(issued), expiresAt: Number(expires), ...session };
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
    found = crypto.subtle.importKey('raw', new TextEncoder().encode(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
    known.set(key, found);
  }
  return found;
}

function signed(page: string, said: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`pharos reader\n${page.toLowerCase()}\n${said}`);
}
