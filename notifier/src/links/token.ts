import { createHmac, timingSafeEqual } from 'node:crypto';

export interface LinkSubject {
  page: string;
  subscription: string;
}

/** What a link lets its holder do, and nothing else: a token for one does not serve for another. */
export type LinkPurpose = 'confirm' | 'unsubscribe';

// Half of SHA-256: no guessing, and short enough for a text message.
const macBytes = 16;
const tokenBytes = 32 + macBytes;

/** A link that holds for ever and needs no login: only we can make one, for one subscription and one purpose. */
export function signLink(key: string, purpose: LinkPurpose, { page, subscription }: LinkSubject): string {
  const subject = Buffer.concat([bytesOf(page), bytesOf(subscription)]);
  return Buffer.concat([subject, mac(key, purpose, subject)]).toString('base64url');
}

/** Undefined for anything that is not exactly one of ours. Never throws: links come from strangers. */
export function readLink(key: string, purpose: LinkPurpose, token: string): LinkSubject | undefined {
  if (!/^[A-Za-z0-9_-]{64}$/.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  const subject = bytes.subarray(0, 32);
  if (bytes.length !== tokenBytes || !timingSafeEqual(bytes.subarray(32), mac(key, purpose, subject))) return undefined;
  return { page: uuidOf(subject.subarray(0, 16)), subscription: uuidOf(subject.subarray(16)) };
}

function mac(key: string, purpose: LinkPurpose, subject: Buffer): Buffer {
  return createHmac('sha256', key).update(`${purpose}:`).update(subject).digest().subarray(0, macBytes);
}

function bytesOf(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
