import { createHmac, randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import type { Clock } from '@pharos/core/clock';
import { createLine } from '@pharos/core/line';

/**
 * Hashes passwords, and says whether one is right. A hash costs a good part of a second of a processor on purpose, so that whoever
 * steals one cannot try many: of each sort one is made at a time, and few wait for it. Those of pages and those of people have a line each:
 * a crowd before a page holds up nobody who signs in. Whoever asks is bounded before he comes here, by his address and by whose password it is.
 */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Of no hash the answer is no, and takes as long. */
  isRight(password: string, hash: string | null): Promise<boolean>;
  /** It was right a moment ago: that costs nothing to say, and nobody has to wait for it. */
  isKnown(password: string, hash: string | null): boolean;
}

export interface PasswordsOptions {
  clock: Clock;
  /** For the words of a failure. */
  what: string;
  /** The logarithm of scrypt's N: each one more is twice the memory and the time. */
  cost: number;
  /** What was right a moment ago is known without another hash. */
  isRemembered: boolean;
}

/** Of a page, which a thousand people open at once in an outage: 32 MB and some 80 ms, what OWASP asks of scrypt, halved twice; and those thousand cost one. */
export const ofPages = { what: 'looking at passwords of pages', cost: 15, isRemembered: true };
/** Of a person: 128 MB and some 400 ms. */
export const ofPeople = { what: 'looking at passwords of people', cost: 17, isRemembered: false };

const keyBytes = 32;
const options = (log: number): ScryptOptions => ({ N: 2 ** log, r: 8, p: 1, maxmem: 2 ** (log + 11) });
// One processor of two goes on with everything else.
const atOnceMax = 1;
// Two seconds of them: who comes then comes again.
const waitingMax = 20;
const limitMs = 10_000;
// Pages with a password that one server is asked for in a quarter of an hour.
const knownMax = 5_000;
const knownMs = 900_000;

export function createPasswords({ clock, what, cost, isRemembered }: PasswordsOptions): Passwords {
  const line = createLine({ clock, what, atOnceMax, waitingMax, limitMs });
  const secret = randomBytes(32);
  // Until when each was right; the oldest first.
  const right = new Map<string, number>();
  // Known by a secret of this process: what stands in memory opens nothing.
  const nameOf = (password: string, hash: string | null) =>
    createHmac('sha256', secret)
      .update(`${hash ?? ''}\n${password}`)
      .digest('base64url');
  const isKnown = (name: string) => (right.get(name) ?? 0) > clock.elapsed();
  const nobodys = { log: cost, salt: randomBytes(16), key: randomBytes(keyBytes) };

  return {
    hash: async (password) => {
      const salt = randomBytes(16);
      const key = await line(() => derived(password, salt, cost));
      return ['scrypt', cost, salt.toString('base64url'), key.toString('base64url')].join('$');
    },
    isKnown: (password, hash) => isKnown(nameOf(password, hash)),
    isRight: async (password, hash) => {
      const name = nameOf(password, hash);
      if (isKnown(name)) return true;
      const held = hash === null ? undefined : partsOf(hash);
      const { log, salt, key } = held ?? nobodys;
      const isSame = timingSafeEqual(await line(() => derived(password, salt, log)), key) && held !== undefined;
      if (!isSame) return false;
      if (!isRemembered) return true;
      right.delete(name);
      right.set(name, clock.elapsed() + knownMs);
      if (right.size > knownMax) right.delete(right.keys().next().value!);
      return true;
    },
  };
}

function derived(password: string, salt: Buffer, log: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // One password is one, in whatever way its letters were put together.
    scrypt(password.normalize('NFKC'), salt, keyBytes, options(log), (error, key) => (error ? reject(error) : resolve(key)));
  });
}

// Of another region, and of another version: what it costs is not for it to say without a bound.
const form = /^scrypt\$(1[0-7])\$([A-Za-z0-9_-]{22})\$([A-Za-z0-9_-]{43})$/;

function partsOf(hash: string): { log: number; salt: Buffer; key: Buffer } | undefined {
  const [, log, salt, key] = form.exec(hash) ?? [];
  return key === undefined ? undefined : { log: Number(log), salt: Buffer.from(salt!, 'base64url'), key: Buffer.from(key, 'base64url') };
}
