import { launchNats } from '@pharos/core/launch/launch-nats';
import { launchRedis } from '@pharos/core/launch/launch-redis';
import { watchOwnTime } from '@pharos/core/testing/lateness';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCrowd } from './crowd.ts';
import { openRealRegion, type RealRegion } from './processes.ts';
import { openReader } from './reader.ts';
import { createPage } from './region.ts';

// Real gateways in processes of their own, over a real NATS, Redis and Postgres; readers that come back as a browser does.

const readers = 4_000;
let region: RealRegion;
beforeAll(async () => {
  region = await openRealRegion();
}, 60_000);
afterAll(() => region[Symbol.asyncDispose]());

describe.each<['portable' | 'linux']>([['portable'], ['linux']])('drills, %s engine', (engine) => {
  it('a gateway killed, the bus restarted, the cache wiped: every reader has every event once, and is back within 15 s', async () => {
    const page = await createPage(region.database.sql);
    const env = { LIVE_ENGINE: engine };
    const [first, second] = await Promise.all([region.start(`${engine}-1`, env), region.start(`${engine}-2`, env)]);
    const ports = [first.port, second.port];
    const crowd = createCrowd({
      readers,
      target: (at, turn, after) => ({ port: ports[(at + turn) % 2]!, path: `/live/${page}${after ? `?after=${after}` : ''}` }),
    });
    await expect.poll(crowd.connected, { timeout: 30_000 }).toBe(readers);
    const due: string[] = [];
    const change = async (words: string) => {
      due.push((await region.change(page, words)).version);
    };
    const everybodyHasAll = () => expect.poll(() => crowd.haveAll(due)).toBe(true);

    for (let turn = 0; turn < 10; turn++) await change(`before ${turn}`);
    await everybodyHasAll();

    await first.child.kill();
    const ownMs = watchOwnTime();
    for (let turn = 0; turn < 10; turn++) {
      await change(`while away ${turn}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await expect.poll(crowd.connected, { timeout: 60_000 }).toBeGreaterThanOrEqual(readers * 0.99);
    const backMs = ownMs();
    await everybodyHasAll();

    const { port } = region.nats;
    await region.nats.kill();
    await change('nobody is told');
    await region.redis.kill();
    await everybodyHasAll();
    region.nats = await launchNats({ logFile: join(region.dir, 'nats.log'), port });
    region.redis = await launchRedis({ dir: join(region.dir, 'redis'), logFile: join(region.dir, 'redis.log'), port: region.redis.port });
    await expect.poll(() => region.bus.isConnected()).toBe(true);
    await change('told again');
    await everybodyHasAll();

    expect(crowd.wrong(due)).toBe(0);
    expect(backMs).toBeLessThan(15_000);
    crowd.close();
    await second.child.stop();
    expect(await second.child.ended).toBe('ended with code 0');
  }, 180_000);
});

it('what a reader missed before a restart comes from the cache, and from the table where the cache is gone', async () => {
  const page = await createPage(region.database.sql);
  const first = await region.start('cache-1');
  using there = openReader(first.port, `/live/${page}`);
  await expect.poll(() => there.of('hello').length).toBe(1);
  const events = [await region.change(page, 'one'), await region.change(page, 'two'), await region.change(page, 'three')];
  const [one, two, three] = events.map(({ version }) => version);
  await expect.poll(() => there.of('change').length).toBe(3);
  await first.child.kill();

  const second = await region.start('cache-2');
  const missedAfter = async (version: string) => {
    using reader = openReader(second.port, `/live/${page}?after=${version}`);
    await expect.poll(() => reader.of('change').at(-1)?.id).toBe(three);
    const metrics = await (await fetch(`${second.admin}/metrics`)).text();
    const from = [...metrics.matchAll(/^live_replays_total\{from="(\w+)"[^}]*\} (\d+)$/gm)].map(([, where, count]) => `${where} ${count}`);
    return { ids: reader.of('change').map(({ id }) => id), from };
  };
  expect(await missedAfter(one!)).toEqual({ ids: [two, three], from: ['cache 1'] });
  await region.redis.kill();
  expect(await missedAfter(events[0]!.prev!)).toEqual({ ids: [one, two, three], from: ['cache 1', 'table 1'] });
  await second.child.kill();
}, 30_000);
