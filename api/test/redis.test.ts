import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, type Clock } from '@pharos/core/clock';
import { launchRedis, type LaunchedRedis } from '@pharos/core/launch/launch-redis';
import { openRedis } from '@pharos/core/outside/cache-redis';
import { openRedisCounts } from '@pharos/core/outside/counts-redis';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { migrationsFolder } from '@pharos/region/migrations';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openApi, type TestApi } from './open-api.ts';

// APIs of one region with a real Redis between them. An address may ask a hundred times in ten seconds. Most have a clock that goes slowly:
// what they wait for some milliseconds has time to come, however busy the machine is.
const slowly = (times: number): Clock => ({
  now: () => systemClock.now(),
  elapsed: () => systemClock.elapsed() / times,
  sleep: (ms, signal) => systemClock.sleep(ms * times, signal),
});
const [countsSlowly, triesSlowly] = [slowly(20), slowly(5)];
const perAddress = 10;
let dir: string;
let redis: LaunchedRedis;
let database: FreshDatabase;
const apis: TestApi[] = [];
const opened: AsyncDisposable[] = [];
let page: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-api-redis-'));
  redis = await launchRedis({ dir, logFile: join(dir, 'redis.log') });
  database = await freshDatabase([['region', migrationsFolder]]);
  for (const clock of [countsSlowly, countsSlowly, triesSlowly, triesSlowly, systemClock]) {
    const options = { url: redis.url, name: 'test', onError: () => undefined };
    const [cache, counts] = [openRedis(options), openRedisCounts(options)];
    const limits = { perKey: 1_000, perEdge: 1_000, perAddress, trustProxy: true };
    const api = await openApi(database.url, { clock, cache, counts, limits, accounts: { keys: ['s'.repeat(40)], passwordCost: 12 } });
    opened.push(cache, counts, api);
    apis.push(api);
  }
  page = String((await apis[0]!.ask('POST', '/v1/pages', { name: 'Acme', slug: 'acme' })).json['id']);
});
afterAll(async () => {
  redis.thaw();
  for (const each of opened.reverse()) await each[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  await redis.stop();
  await rm(dir, { recursive: true, force: true });
});

const guest = (at: number, address: string) =>
  apis[at]!.ask('GET', `/v1/pages/${page}/view`, undefined, { authorization: '', 'x-forwarded-for': address });
const taken = async (at: number, address: string, times: number) => {
  let count = 0;
  for (let turn = 0; turn < times; turn++) if ((await guest(at, address)).status < 400) count++;
  return count;
};

it('what one API lets through, another one does not', async () => {
  expect(await taken(0, '192.0.2.1', 70)).toBe(70);
  // Within 50 ms it is told to the others.
  await countsSlowly.sleep(100);
  const second = await taken(1, '192.0.2.1', 100);
  expect(second).toBeGreaterThanOrEqual(25);
  expect(second).toBeLessThanOrEqual(30);
  expect(await taken(1, '192.0.2.2', 5)).toBe(5);
});

it('a View that one API read the other one has from Redis', async () => {
  const other = String((await apis[0]!.ask('POST', '/v1/pages', { name: 'Other', slug: 'other' })).json['id']);
  const from = async (at: number) => (await apis[at]!.ask('GET', `/v1/pages/${other}/view`)).headers.get('x-cache');
  expect(await from(0)).toBe('MISS');
  await expect.poll(() => from(1)).toMatch(/^HIT-L[12]$/);
});

const tries = async (at: number, address: string, times: number, ask: (at: number, address: string) => Promise<number>) => {
  const statuses = [];
  for (let turn = 0; turn < times; turn++) statuses.push(await ask(at, address));
  return statuses.filter((status) => status !== 429).length;
};
const signIn = async (at: number, address: string) => {
  const asked = { email: 'nobody@acme.example', password: 'wrong horse battery' };
  const headers = { authorization: '', 'x-forwarded-for': address };
  return (await apis[at]!.ask('POST', '/v1/sign-in/password', asked, headers)).status;
};
const unlock = async (at: number, address: string) => {
  const headers = { authorization: '', 'x-forwarded-for': address };
  return (await apis[at]!.ask('POST', `/v1/pages/${page}/unlock`, { password: `wrong ${address}` }, headers)).status;
};

it('tries of passwords are counted by all APIs of the region together', async () => {
  expect(await tries(2, '203.0.113.1', 10, signIn)).toBe(10);
  // Fifteen in a quarter of an hour from one address.
  expect(await tries(3, '203.0.113.1', 10, signIn)).toBe(5);
  expect(await tries(2, '203.0.113.2', 6, unlock)).toBe(6);
  // Ten at one page.
  expect(await tries(3, '203.0.113.2', 10, unlock)).toBe(4);
});

it('a Redis that hangs, and one that is gone, delay nobody for more than a moment, and each API counts for itself', async () => {
  const waitsOf = async (addresses: string) => {
    const waits: number[] = [];
    for (let turn = 0; turn < 30; turn++) {
      const began = performance.now();
      expect((await guest(4, `${addresses}.${turn}`)).status).toBe(200);
      waits.push(performance.now() - began);
    }
    return waits.toSorted((a, b) => a - b);
  };
  const before = await waitsOf('198.51.100');
  redis.freeze();
  const during = await waitsOf('198.51.101');
  // A patience of 25 ms for the count and of 50 ms for the View, on a machine that others use; after five of each, none.
  expect(during.at(-1)).toBeLessThan(before.at(-1)! + 400);
  expect(during[15]).toBeLessThan(2 * before.at(-1)! + 40);
  const began = performance.now();
  expect(await taken(4, '192.0.2.9', 120)).toBe(100);
  expect(performance.now() - began).toBeLessThan(5_000);
  await redis.kill();
  expect((await guest(1, '192.0.2.10')).status).toBe(200);
});

it('without its Redis each API goes on counting tries, and has not forgotten those that were made there before', async () => {
  expect(await tries(2, '203.0.113.1', 6, signIn)).toBe(5);
  expect(await tries(3, '203.0.113.3', 20, signIn)).toBe(15);
});
