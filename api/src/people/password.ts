import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@pharos/core/clock';
import { createLine } from '@pharos/core/line';
import { z } from 'zod';

export const Password = z
  .string()
  .min(12, 'must have at least 12 characters: a sentence is easy to keep in mind')
  .max(200)
  .refine((text) => new Set(text).size > 4, 'must have more than four different characters');

// Costs of 2^17: 128 MB and some 400 ms of one core for each guess, also for who has stolen the table.
const costLog = 17;
const blocks = 8;
const keyBytes = 32;
// Two at once, so that those who sign in with something else still have a core; a crowd is told to come again.
const atOnceMax = 2;
const waitingMax = 20;
const limitMs = 8_000;

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes as long where there is none to compare with. */
  isRight(password: string, hash: string | null): Promise<boolean>;
}

/** All passwords of this server wait in one line of their own: guessing them takes nobody else's time. */
export function createPasswords(clock: Clock): Passwords {
  const line = createLine({ clock, what: 'the check of passwords', atOnceMax, waitingMax, limitMs });
  const derived = (password: string, salt: Buffer, log: number) =>
    line(
      () =>
        new Promise<Buffer>((resolve, reject) => {
          const options = { N: 2 ** log, r: blocks, p: 1, maxmem: 2 ** log * blocks * 130 + 2 ** 20 };
          scrypt(password.normalize('NFKC'), salt, keyBytes, options, (error, key) => (error ? reject(error) : resolve(key)));
        }),
    );
  const none = randomBytes(keyBytes);
  return {
    hash: async (password) => {
      const salt = randomBytes(16);
      return `scrypt$${costLog}$${salt.toString('base64url')}$${(await derived(password, salt, costLog)).toString('base64url')}`;
    },
    isRight: async (password, hash) => {
      const [, log, salt, key] = /^scrypt\$(\d{1,2})\$([\w-]+)\$([\w-]+)$/.exec(hash ?? '') ?? [];
      const expected = key === undefined ? none : Buffer.from(key, 'base64url');
      const found = await derived(password, Buffer.from(salt ?? 'none', 'base64url'), Math.min(Number(log ?? costLog), 20));
      return key !== undefined && found.length === expected.length && timingSafeEqual(found, expected);
    },
  };
}
