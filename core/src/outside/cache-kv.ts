import type { Clock } from '../clock.ts';
import type { Cache } from './cache.ts';

/** Of Workers KV, what we use: Cloudflare's own type is this and more. */
export interface KvNamespace {
  getWithMetadata(key: string, type: 'arrayBuffer'): Promise<{ value: ArrayBuffer | null; metadata: unknown }>;
  put(key: string, value: Uint8Array, options: { expirationTtl: number; metadata: Until }): Promise<void>;
  delete(key: string): Promise<void>;
}

interface Until {
  until: number;
}

// KV keeps nothing for less.
const shortestS = 60;

/**
 * Workers KV as a cache. It is the same everywhere within a minute and not at once, and a list that two append to in the same moment may
 * lose one of them: what is kept here is copies, which say how old they are, and which whoever knows better replaces.
 */
export function createKvCache(kv: KvNamespace, clock: Clock): Cache {
  const get = async (key: string): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    const { value, metadata } = await kv.getWithMetadata(key, 'arrayBuffer');
    const { until = 0 } = (metadata ?? {}) as Partial<Until>;
    return value && until > clock.now() ? new Uint8Array(value) : undefined;
  };
  const set = (key: string, value: Uint8Array | string, ttlMs: number) =>
    kv.put(key, typeof value === 'string' ? new TextEncoder().encode(value) : value.slice(), {
      expirationTtl: Math.max(shortestS, Math.ceil(ttlMs / 1_000)),
      metadata: { until: clock.now() + ttlMs },
    });
  const list = async (name: string): Promise<Uint8Array[]> => {
    const bytes = await get(name);
    return bytes ? partsOf(bytes) : [];
  };
  return {
    get,
    set: (key, value, { ttlMs }) => set(key, value, ttlMs),
    delete: (key) => kv.delete(key),
    append: async (name, value, { max, ttlMs }) => {
      const added = typeof value === 'string' ? new TextEncoder().encode(value) : value.slice();
      await set(name, joined([...(await list(name)), added].slice(-max)), ttlMs);
    },
    list,
    check: async () => {
      try {
        await kv.getWithMetadata('check', 'arrayBuffer');
        return undefined;
      } catch (error) {
        return `KV does not answer: ${(error as Error).message}`;
      }
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

// Each with its length before it, in four bytes.
const lengthBytes = 4;

function joined(parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + lengthBytes + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    new DataView(all.buffer).setUint32(at, part.byteLength);
    all.set(part, at + lengthBytes);
    at += lengthBytes + part.byteLength;
  }
  return all;
}

function partsOf(all: Uint8Array<ArrayBuffer>): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at + lengthBytes <= all.byteLength;) {
    const length = new DataView(all.buffer).getUint32(at);
    parts.push(all.slice(at + lengthBytes, at + lengthBytes + length));
    at += lengthBytes + length;
  }
  return parts;
}
