import { customerOf } from '@pharos/core/ip';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/**
 * What one visitor may make the edge ask of the upstreams: pages and names that it has no copy of, and sign-ups. Pages that it
 * has are everybody's and cost nothing, so that no number of visitors of a page, behind one address or many, is refused.
 */
export interface Visitors {
  /** Undefined: he may; otherwise when he may again. */
  mayAsk(address: string): Promise<number | undefined>;
}

// A person opens a page or two; a company behind one address opens its suppliers' pages in the morning.
const questionsPerS = 5;
const windowS = 10;

export function createVisitors(): Visitors {
  const limiter = new RateLimiterMemory({ points: questionsPerS * windowS, duration: windowS });
  return {
    mayAsk: async (address) => {
      try {
        await limiter.consume(customerOf(address));
        return undefined;
      } catch (refused) {
        if (refused instanceof RateLimiterRes) return refused.msBeforeNext;
        throw refused;
      }
    },
  };
}
