import type { Context, MiddlewareHandler } from 'hono';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '@pharos/core/problem';
import type { Env } from './env.ts';

export interface RateLimits {
  /** Requests a second of one key, averaged over `windowS`. */
  perKey: number;
  /** Requests a second of one address without a key. */
  perAddress: number;
  /** A proxy of ours stands in front and names the caller. */
  trustProxy: boolean;
}

// Long enough for a burst at the start of an incident, short enough that waiting it out is bearable.
const windowS = 10;

/** Each server counts for itself: losing a shared counter must not close the API on the worst day of the year. */
export function rateLimit({ perKey, perAddress, trustProxy }: RateLimits): MiddlewareHandler<Env> {
  const keys = new RateLimiterMemory({ keyPrefix: 'key', points: perKey * windowS, duration: windowS });
  const addresses = new RateLimiterMemory({ keyPrefix: 'address', points: perAddress * windowS, duration: windowS });
  return async (c, next) => {
    const caller = c.get('caller');
    const limiter = caller ? keys : addresses;
    try {
      await limiter.consume(caller?.key ?? addressOf(c, trustProxy));
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      const seconds = Math.ceil(refused.msBeforeNext / 1000);
      throw new Problem('limit', `more than ${limiter.points} requests in ${windowS} s: wait ${seconds} s`, {
        retryAfterMs: refused.msBeforeNext,
      });
    }
    await next();
  };
}

// The last hop is the one our own proxy wrote; what stands before it is the caller's word.
function addressOf(c: Context<Env>, trustProxy: boolean): string {
  const forwarded = trustProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  return networkOf(forwarded ?? c.env.remoteAddress);
}

/** An IPv6 customer has a whole /64: it counts as one. */
function networkOf(address: string): string {
  return address.includes(':') && !address.includes('.') ? address.split(':').slice(0, 4).join(':') : address;
}
