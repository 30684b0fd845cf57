import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { createBreaker } from '@pharos/core/breaker';
import type { Counts } from '@pharos/core/outside/counts';
import { createPatience } from '@pharos/core/patience';
import type { Kit } from '@pharos/core/role';

/** What is rare and must not be had often: a try of a password or a code, counted by all processes of the region together. */
export interface Attempts {
  /** So many in so many seconds of each. */
  open(name: string, limit: { points: number; duration: number }): Attempt;
}

export interface Attempt {
  spend(who: string): Promise<{ isOver: boolean; msLeft: number }>;
  /** It was none of those that count. */
  giveBack(who: string): Promise<void>;
}

// A try takes a good part of a second anyway; the region's count is worth some of it, and no more.
const patienceMs = 100;

/**
 * Each try is counted here, and, where there are `counts`, with all others of the region: the greater of the two is what counts. So a region
 * without its Redis goes on at once with what each process counts, and has not forgotten what was tried there before. Budgets of requests
 * (`budget.ts`) ask seldom and let a little too much through; here each try asks. It belongs to one server; in memory it grows with who
 * tried in the last hour, a hundred bytes each.
 */
export function createAttempts(kit: Pick<Kit, 'clock' | 'random' | 'log' | 'metrics'>, counts: Counts | undefined): Attempts {
  const breaker = createBreaker(kit);
  const inTime = createPatience(kit.clock, 'the shared count of tries', patienceMs);
  const failures = kit.metrics.counter(
    'api_counts_failures_total',
    'Times the count of the region could not be asked: each process counts for itself',
  );

  const shared = async (name: string, points: number, seconds: number) => {
    const ticket = counts ? breaker.admit() : undefined;
    if (!counts || ticket === undefined) return undefined;
    try {
      const counted = await inTime(counts.add(name, points, seconds));
      breaker.settle(ticket, 'success');
      return counted;
    } catch (error) {
      breaker.settle(ticket, 'failure');
      failures.inc();
      kit.log.debug({ err: error }, 'the count of the region does not answer: this process counts tries for itself');
      return undefined;
    }
  };

  return {
    open: (name, { points, duration }) => {
      const own = new RateLimiterMemory({ keyPrefix: name, points, duration });
      return {
        spend: async (who) => {
          const here = await own.consume(who).catch((refused: unknown) => {
            if (refused instanceof RateLimiterRes) return refused;
            throw refused;
          });
          // Whoever is over here already asks nobody.
          if (here.consumedPoints > points) return { isOver: true, msLeft: here.msBeforeNext };
          const all = await shared(`${name}:${who}`, 1, duration);
          return all && all.total > points ? { isOver: true, msLeft: all.msLeft } : { isOver: false, msLeft: here.msBeforeNext };
        },
        giveBack: async (who) => {
          await own.reward(who);
          await shared(`${name}:${who}`, -1, duration);
        },
      };
    },
  };
}
