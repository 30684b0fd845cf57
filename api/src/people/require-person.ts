import type { Context, MiddlewareHandler } from 'hono';
import { Problem } from '@pharos/core/problem';
import type { Env } from '../env.ts';
import type { SignedIn } from './sessions.ts';

const guard: MiddlewareHandler<Env> = async (c, next) => {
  requirePerson(c);
  await next();
};

/** A route for whoever is signed in, about their own account. */
export const needsPerson = { security: [{ session: [] as string[] }], middleware: guard };

export function requirePerson(c: Context<Env>): SignedIn {
  const signedIn = c.get('signedIn');
  if (signedIn) return signedIn;
  throw new Problem('unauthorized', c.get('caller') ? 'a key has no account: sign in as a person' : 'sign in first: POST /v1/sign-in/...');
}

// Who sits down at a screen that was left open changes no password: what is asked for is a sign-in of a moment ago.
const recentMs = 15 * 60_000;

/** For what would let somebody else in for good. */
export function requireRecent(c: Context<Env>, now: number): SignedIn {
  const signedIn = requirePerson(c);
  if (now - signedIn.session.startedAt < recentMs) return signedIn;
  throw new Problem('forbidden', 'sign in once more for this: your session is older than a quarter of an hour');
}
