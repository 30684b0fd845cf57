import type { Context, MiddlewareHandler } from 'hono';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '@pharos/core/problem';
import { keyIn } from './caller.ts';
import type { Env } from './env.ts';
import type { Keys } from './keys.ts';
import type { Sessions } from './people/sessions.ts';
import { edgeHeader, visitorHeader } from '@pharos/core/edge-token';
import { customerOf } from '@pharos/core/network';

export interface RateLimits {
  /** Requests a second of one key, or of one person who is signed in, averaged over `windowS`. */
  perKey: number;
  /** Requests a second of one of our edges, which asks for all its visitors. */
  perEdge: number;
  /** Requests a second of one address without a key. */
  perAddress: number;
  /** A proxy of ours stands in front and names the caller. */
  trustProxy: boolean;
}

// Long enough for a burst at the start of an incident, short enough that waiting it out is bearable.
const windowS = 10;

/**
 * Finds out who calls, and whether he calls too often. Whoever is not known yet counts by his address, also for the question
 * who he is: made-up keys cost the database no more than guests do. Each server counts for itself: losing a shared counter
 * must not close the API on the worst day of the year. An edge of ours has a budget of its own: it asks for a whole region.
 */
export function admit(
  { perKey, perEdge, perAddress, trustProxy }: RateLimits,
  keys: Keys,
  sessions: Sessions,
  isEdge: IsEdge,
): MiddlewareHandler<Env> {
  const byKey = new RateLimiterMemory({ keyPrefix: 'key', points: perKey * windowS, duration: windowS });
  const byPerson = new RateLimiterMemory({ keyPrefix: 'person', points: perKey * windowS, duration: windowS });
  const byEdge = new RateLimiterMemory({ keyPrefix: 'edge', points: perEdge * windowS, duration: windowS });
  const byAddress = new RateLimiterMemory({ keyPrefix: 'address', points: perAddress * windowS, duration: windowS });
  return async function admit(c, next) {
    const hop = addressOf(c, trustProxy);
    const token = c.req.header(edgeHeader);
    if (token !== undefined && (await isEdge(token))) {
      await spend(c, byEdge, hop);
      const visitor = c.req.header(visitorHeader);
      c.set('address', visitor ?? hop);
      // What a visitor wants done counts as his, wherever he comes in.
      if (visitor !== undefined && c.req.method !== 'GET' && c.req.method !== 'HEAD') await spend(c, byAddress, customerOf(visitor));
      return next();
    }
    c.set('address', hop);
    c.set('signedIn', undefined);
    const customer = customerOf(hop);
    const sent = sessions.sent(c);
    if (sent?.session) {
      // What it says of itself is signed: nobody is looked up for who is over the limit.
      await spend(c, byPerson, sent.session.person);
      const entered = await sessions.enter(c, sent);
      c.set('signedIn', entered?.signedIn);
      c.set('caller', entered?.caller);
      return next();
    }
    if (sent && !sent.isCookie) {
      await spend(c, byAddress, customer);
      throw new Problem('unauthorized', 'this session is over: sign in again');
    }
    const key = keyIn(c.req.header('authorization'));
    const atHand = key === undefined ? undefined : keys.atHand(key);
    if (atHand === undefined || atHand === 'unknown') await spend(c, byAddress, customer);
    const caller = key === undefined ? undefined : (atHand ?? (await keys.lookUp(key)));
    if (caller === 'unknown') throw new Problem('unauthorized', 'this key is not known, has ended or was revoked');
    if (caller) await spend(c, byKey, caller.id);
    c.set('caller', caller);
    await next();
  };
}

/** Is this the token of one of our edges? */
export type IsEdge = (token: string) => Promise<boolean>;

async function spend(c: Context<Env>, limiter: RateLimiterMemory, who: string): Promise<void> {
  try {
    tellBudget(c, limiter, await limiter.consume(who));
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    tellBudget(c, limiter, refused);
    const seconds = Math.ceil(refused.msBeforeNext / 1000);
    throw new Problem('limit', `more than ${limiter.points} requests in ${windowS} s: wait ${seconds} s`, {
      retryAfterMs: refused.msBeforeNext,
    });
  }
}

/** How much is left, of how much: `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers). */
function tellBudget(c: Context<Env>, { keyPrefix, points }: RateLimiterMemory, left: RateLimiterRes): void {
  c.res.headers.set('ratelimit-policy', `"${keyPrefix}";q=${points};w=${windowS}`);
  c.res.headers.set('ratelimit', `"${keyPrefix}";r=${left.remainingPoints};t=${Math.ceil(left.msBeforeNext / 1000)}`);
}

// The last hop is the one our own proxy wrote; what stands before it is the caller's word.
function addressOf(c: Context<Env>, trustProxy: boolean): string {
  const forwarded = trustProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  return forwarded ?? c.env.remoteAddress;
}
