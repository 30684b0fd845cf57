import { watchOwnTime } from '@pharos/core/testing/lateness';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCrowd } from './crowd.ts';
import { openRealRegion, type RealRegion } from './processes.ts';
import { createPage } from './region.ts';

// A gateway that holds ten thousand readers is killed while the page changes; all of them come back to the other one.

const readers = 10_000;
let region: RealRegion;
beforeAll(async () => {
  region = await openRealRegion();
}, 60_000);
afterAll(() => region[Symbol.asyncDispose]());

it('of ten thousand readers of a gateway that is killed 99 % are back within 15 s, and nobody misses or repeats an event', async () => {
  const page = await createPage(region.database.sql);
  const env = { LIVE_ENGINE: 'linux' };
  const [first, second] = await Promise.all([region.start('killed', env), region.start('other', env)]);
  const crowd = createCrowd({
    readers,
    target: (_at, turn, after) => ({
      port: turn === 0 ? first.port : second.port,
      path: `/live/${page}${after ? `?after=${after}` : ''}`,
    }),
  });
  await expect.poll(crowd.connected).toBe(readers);
  const due: string[] = [];
  const change = async (words: string) => void due.push((await region.change(page, words)).version);
  for (let turn = 0; turn < 3; turn++) await change(`before ${turn}`);
  await expect.poll(() => crowd.haveAll(due)).toBe(true);

  await first.child.kill();
  const ownMs = watchOwnTime();
  await expect.poll(crowd.connected).toBeLessThan(readers * 0.9);
  for (let turn = 0; turn < 10; turn++) {
    await change(`while away ${turn}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await expect.poll(crowd.connected, { timeout: 60_000 }).toBeGreaterThanOrEqual(readers * 0.99);
  expect(ownMs()).toBeLessThan(15_000);
  await change('after');
  await expect.poll(() => crowd.haveAll(due)).toBe(true);
  expect(crowd.wrong(due)).toBe(0);
  expect(crowd.counts.dropped).toBe(readers);
  crowd.close();
}, 180_000);
