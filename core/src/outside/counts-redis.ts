import { Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { RedisOptions } from './cache-redis.ts';
import type { Counts } from './counts.ts';

// Whoever asks has patience for less than this: what comes later is of no use to him.
const commandTimeoutMs = 250;
// The library wants to know when to refuse. Here it only counts: who has had enough is decided by who asks.
const noLimit = Number.MAX_SAFE_INTEGER;

/** Counts in Redis. A connection of its own: large answers that the cache carries hold up no count. */
export function openRedisCounts({ url, name, onError }: RedisOptions): Counts {
  const redis = new Redis(url, {
    connectionName: name,
    commandTimeout: commandTimeoutMs,
    connectTimeout: 2_000,
    // During an outage it fails at once: each goes on counting for itself.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(100 * times, 2_000),
    lazyConnect: true,
  });
  redis.on('error', onError);
  redis.connect().catch(onError);
  const limiters = new Map<number, RateLimiterRedis>();
  const of = (seconds: number) => {
    const limiter =
      limiters.get(seconds) ??
      new RateLimiterRedis({ storeClient: redis, keyPrefix: 'count', points: noLimit, duration: seconds, rejectIfRedisNotReady: true });
    limiters.set(seconds, limiter);
    return limiter;
  };
  return {
    add: async (key, points, seconds) => {
      const counted: RateLimiterRes = await of(seconds).consume(key, points);
      return { total: counted.consumedPoints, msLeft: counted.msBeforeNext };
    },
    [Symbol.asyncDispose]: async () => redis.disconnect(),
  };
}
