import { Redis } from 'ioredis';
import type { Cache } from './cache.ts';

export interface RedisOptions {
  url: string;
  name: string;
  onError(error: unknown): void;
}

// A cache that does not answer by then is slower than the truth behind it.
const commandTimeoutMs = 1_000;

export function openRedis({ url, name, onError }: RedisOptions): Cache {
  const redis = new Redis(url, {
    connectionName: name,
    commandTimeout: commandTimeoutMs,
    connectTimeout: 2_000,
    // A command during an outage fails at once: callers go to Postgres instead of waiting in a queue here.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(100 * times, 2_000),
    lazyConnect: true,
  });
  redis.on('error', onError);
  const opened = redis.connect().catch(onError);
  const ready = async () => {
    if (redis.status === 'connecting' || redis.status === 'connect') await opened;
    return redis;
  };
  const buffer = (value: Uint8Array | string) => (typeof value === 'string' ? value : Buffer.from(value));
  return {
    get: async (key) => (await (await ready()).getBuffer(key)) ?? undefined,
    set: async (key, value, { ttlMs }) => void (await (await ready()).set(key, buffer(value), 'PX', ttlMs)),
    delete: async (key) => void (await (await ready()).del(key)),
    append: async (list, value, { max, ttlMs }) => {
      const steps = (await ready()).multi().rpush(list, buffer(value)).ltrim(list, -max, -1).pexpire(list, ttlMs);
      const results = (await steps.exec()) ?? [];
      for (const [error] of results) if (error) throw error;
    },
    list: async (list) => (await ready()).lrangeBuffer(list, 0, -1),
    check: async () => {
      try {
        await (await ready()).ping();
        return undefined;
      } catch (error) {
        return `Redis does not answer: ${(error as Error).message}`;
      }
    },
    [Symbol.asyncDispose]: async () => redis.disconnect(),
  };
}
