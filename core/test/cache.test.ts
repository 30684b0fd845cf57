import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Miniflare } from 'miniflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../src/clock.ts';
import { launchRedis, type LaunchedRedis } from '../src/launch/launch-redis.ts';
import { createKvCache, type KvNamespace } from '../src/outside/cache-kv.ts';
import { createMemoryCache } from '../src/outside/cache-memory.ts';
import { openRedis } from '../src/outside/cache-redis.ts';
import type { Cache } from '../src/outside/cache.ts';
import { text } from '../src/outside/bus.ts';
import { watchOwnTime } from '../src/testing/lateness.ts';

let dir: string;
let server: LaunchedRedis;
let runtime: Miniflare;
let kv: KvNamespace;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-cache-'));
  runtime = new Miniflare({ modules: true, script: 'export default {}', kvNamespaces: ['PAGES'] });
  kv = (await runtime.getKVNamespace('PAGES')) as unknown as KvNamespace;
  server = await launchRedis({ dir, logFile: join(dir, 'redis.log') });
});

afterAll(async () => {
  await Promise.all([server.stop(), runtime.dispose()]);
  await rm(dir, { recursive: true, force: true });
});

describe.each<[string, () => Cache]>([
  ['workers kv', () => createKvCache(kv, systemClock)],
  ['memory', () => createMemoryCache(systemClock)],
  ['redis', () => openRedis({ url: server.url, name: 'test', onError: (error) => expect.unreachable(String(error)) })],
])('the cache contract, %s', (name, open) => {
  it('gives back what was set, byte for byte, until it is deleted', async () => {
    await using cache = open();
    const bytes = Uint8Array.from({ length: 256 }, (_, n) => n);
    await cache.set(`${name}:bytes`, bytes, { ttlMs: 60_000 });
    expect([...(await cache.get(`${name}:bytes`))!]).toEqual([...bytes]);
    await cache.delete(`${name}:bytes`);
    expect(await cache.get(`${name}:bytes`)).toBeUndefined();
    expect(await cache.check()).toBeUndefined();
  });

  it('forgets by itself', async () => {
    await using cache = open();
    await cache.set(`${name}:short`, 'x', { ttlMs: 60 });
    await cache.append(`${name}:short-list`, 'x', { max: 5, ttlMs: 60 });
    expect(text((await cache.get(`${name}:short`))!)).toBe('x');
    await expect.poll(() => cache.get(`${name}:short`)).toBeUndefined();
    await expect.poll(() => cache.list(`${name}:short-list`)).toEqual([]);
  });

  it('keeps the newest of a list, oldest first', async () => {
    await using cache = open();
    for (const item of ['a', 'b', 'c', 'd']) await cache.append(`${name}:list`, item, { max: 3, ttlMs: 60_000 });
    expect((await cache.list(`${name}:list`)).map((item) => text(item))).toEqual(['b', 'c', 'd']);
    expect(await cache.list(`${name}:none`)).toEqual([]);
  });

  it('does not change what it holds when the giver changes its buffer', async () => {
    await using cache = open();
    const data = new TextEncoder().encode('before');
    await cache.set(`${name}:own`, data, { ttlMs: 60_000 });
    data.fill(0);
    expect(text((await cache.get(`${name}:own`))!)).toBe('before');
  });
});

it('a Redis that is gone fails at once and says so, and is used again when it is back', async () => {
  const { port } = server;
  await using cache = openRedis({ url: server.url, name: 'test', onError: () => undefined });
  await cache.set('before', 'x', { ttlMs: 60_000 });
  await server.kill();
  const ownMs = watchOwnTime();
  await expect(cache.get('before')).rejects.toThrow();
  expect(ownMs()).toBeLessThan(1_500);
  expect(await cache.check()).toContain('Redis does not answer');
  server = await launchRedis({ dir, logFile: join(dir, 'redis.log'), port });
  await expect.poll(() => cache.check()).toBeUndefined();
});
