import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** `phr_<43 of base64url>_<8 hex>`: a scanner finds it in a leak by its prefix and knows by its checksum that it is one. */
export function newKey(): string {
  return withChecksum(`phr_${randomBytes(32).toString('base64url')}`);
}

/** What is stored of a key. It has 256 random bits, so that a fast hash is enough. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Could this be one of ours? Saves the database a question for each mistyped one. */
export function isWellFormedKey(key: string): boolean {
  const body = /^(phr_[A-Za-z0-9_-]{43})_[0-9a-f]{8}$/.exec(key)?.[1];
  return body !== undefined && withChecksum(body) === key;
}

function withChecksum(body: string): string {
  return `${body}_${crc32(body).toString(16).padStart(8, '0')}`;
}
