import { limits } from '@pharos/core/limits';
import { Network } from '@pharos/core/network';
import { Problem } from '@pharos/core/problem';
import { lineOf } from '@pharos/core/texts';
import { z } from 'zod';
import type { Json } from '../fold.ts';
import type { PageDoc } from './fields.ts';

/*
 * Who sees a page: everybody (`public`), or those with a token. How one comes by a token is beside that: the team gives it (`tokens`),
 * or the page itself does, to who knows its password (`password`), comes from one of its networks (`addresses`), or is signed in with a role on
 * it (`signed-in`). So a version that knows nothing of these hides such a page, and believes the tokens.
 */

export const ways = ['tokens', 'password', 'addresses', 'signed-in'] as const;
export type Way = (typeof ways)[number];

const passwordMin = 8;
const passwordMax = 200;

export const accessFields = {
  visibility: z
    .enum(['public', ...ways])
    .optional()
    .describe(
      'Who sees it: everybody; who has a token; who knows its password; who comes from its addresses; who is signed in with a role on it',
    ),
  password: lineOf(passwordMax)
    .min(passwordMin)
    .nullable()
    .optional()
    .describe('Opens it where it is asked for. Only its hash is kept, and what it opened before is shut; null: none'),
  addresses: z
    .array(Network)
    .max(limits.networksMax)
    .optional()
    .describe('Networks whose people see it where that is asked for: `["192.0.2.0/24", "2001:db8::/32"]`'),
};

interface Asked {
  visibility?: 'public' | Way | undefined;
  private?: boolean | undefined;
  passwordHash?: string | null | undefined;
  addresses?: string[] | undefined;
}

/** What such a request writes. Throws where nobody could come in, or anybody would. */
export function accessAsked(asked: Asked, before: PageDoc, now: string): Record<string, Json | undefined> {
  const { visibility, passwordHash, addresses } = asked;
  const isPrivate = visibility === undefined ? asked.private : visibility !== 'public';
  if (asked.private !== undefined && isPrivate !== asked.private)
    throw wrong('private', 'says something else than `visibility`: send one of them');
  const way = visibility === undefined || visibility === 'public' ? undefined : visibility;
  const after = { ...before, ...defined({ private: isPrivate, visibility: way, passwordHash, addresses }) };
  if (after.private && after.visibility === 'password' && after.passwordHash === null)
    throw wrong('password', 'is missing: the page has none yet');
  if (after.private && after.visibility === 'addresses' && after.addresses.length === 0)
    throw wrong('addresses', 'is missing: the page names none yet');
  // Another password, or another way: what the one before has opened is shut.
  const isOther = (passwordHash !== undefined && passwordHash !== before.passwordHash) || (way !== undefined && way !== before.visibility);
  return { private: isPrivate, visibility: way, passwordHash, addresses, ...(isOther ? { tokensFrom: now } : {}) };
}

function defined<T extends object>(values: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

function wrong(path: string, message: string): Problem {
  return new Problem('invalid', `${path}: ${message}`, { fields: [{ path, message }] });
}
