import type { Clock } from '../clock.ts';
import type { Cache } from './cache.ts';

// Entries kept in one process; the oldest leave first. Redis has its own `maxmemory` for this.
const entriesMax = 50_000;

type Entry = { until: number; value: Uint8Array[] };

/** The embedded default: the rules of Redis, in this process. */
export function createMemoryCache(clock: Clock): Cache {
  const entries = new Map<string, Entry>();
  const fresh = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    if (entry && entry.until <= clock.now()) entries.delete(key);
    return entries.get(key);
  };
  const put = (key: string, entry: Entry) => {
    entries.delete(key);
    entries.set(key, entry);
    if (entries.size > entriesMax) entries.delete(entries.keys().next().value!);
  };
  return {
    get: async (key) => fresh(key)?.value[0],
    set: async (key, value, { ttlMs }) => put(key, { until: clock.now() + ttlMs, value: [bytes(value)] }),
    delete: async (key) => void entries.delete(key),
    append: async (list, value, { max, ttlMs }) => {
      const kept = [...(fresh(list)?.value ?? []), bytes(value)].slice(-max);
      put(list, { until: clock.now() + ttlMs, value: kept });
    },
    list: async (list) => fresh(list)?.value ?? [],
    check: async () => undefined,
    [Symbol.asyncDispose]: async () => entries.clear(),
  };
}

function bytes(value: Uint8Array | string): Uint8Array {
  return typeof value === 'string' ? new TextEncoder().encode(value) : value.slice();
}
