import { createBreaker } from '../breaker.ts';
import { createPatience } from '../patience.ts';
import type { Kit } from '../role.ts';
import { run } from '../run.ts';
import type { Cache } from './cache.ts';

/** A cache that nobody waits for: what it does not say at once is not there. */
export interface CacheInTime {
  get(key: string): Promise<Uint8Array | undefined>;
  /** Empty where there is none, or it is not to be had. */
  list(list: string): Promise<Uint8Array[]>;
  /** Not awaited: what is not kept is made again. */
  keep(work: (cache: Cache) => Promise<void>): void;
}

export interface CacheInTimeOptions {
  kit: Pick<Kit, 'clock' | 'random' | 'log'>;
  cache: Cache;
  patienceMs: number;
  onFailure(): void;
}

/**
 * The way to a cache that may be gone or hang. Each question waits `patienceMs` at most; after five failures in a row nobody asks for
 * a minute (`breaker.ts`), so that a Redis that hangs costs a few requests a moment, and then none anything. It belongs to one
 * process, and all that is asked of the cache there shares its breaker.
 */
export function createCacheInTime({ kit: { clock, random, log }, cache, patienceMs, onFailure }: CacheInTimeOptions): CacheInTime {
  const breaker = createBreaker({ clock, random });
  const inTime = createPatience(clock, 'the cache', patienceMs);

  const ask = async <T>(work: (cache: Cache) => Promise<T>, otherwise: T): Promise<T> => {
    const ticket = breaker.admit();
    if (ticket === undefined) return otherwise;
    try {
      const value = await inTime(work(cache));
      breaker.settle(ticket, 'success');
      return value;
    } catch (error) {
      breaker.settle(ticket, 'failure');
      onFailure();
      log.debug({ err: error }, 'the cache does not answer: it is done without');
      return otherwise;
    }
  };
  return {
    get: (key) => ask<Uint8Array | undefined>((by) => by.get(key), undefined),
    list: (list) => ask<Uint8Array[]>((by) => by.list(list), []),
    keep: (work) => run(ask(work, undefined), (error) => log.error({ err: error }, 'a bug while keeping something in the cache')),
  };
}
