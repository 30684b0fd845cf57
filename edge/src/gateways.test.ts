import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { subject } from '@pharos/core/subject';
import { testKit } from '@pharos/core/testing/kit';
import { createVirtualClock } from '@pharos/core/testing/virtual-clock';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { followGateways } from './gateways.ts';

const names = ['a', 'b', 'c', 'd'];

/** Readers of one page who come one after the other; `isOnTheWay`: the gateways say how many they have before this one has arrived. */
async function loadsAfter(readers: number, isOnTheWay: (reader: number) => boolean) {
  const bus = createMemoryBus();
  using edge = followGateways(testKit({ clock: createVirtualClock() }), bus);
  const loads = new Map(names.map((name) => [name, 0]));
  const beat = async () => {
    for (const [gateway, readers] of loads)
      bus.publish(subject.gateway, JSON.stringify({ gateway, url: `http://${gateway}`, readers, isDraining: false }));
    await Promise.resolve();
  };
  await beat();
  for (let reader = 1; reader <= readers; reader++) {
    const name = new URL((await edge.urlFor('page'))!).hostname;
    if (isOnTheWay(reader)) await beat();
    loads.set(name, loads.get(name)! + 1);
    if (!isOnTheWay(reader) && reader % 7 === 0) await beat();
  }
  return [...loads.values()].sort((a, b) => b - a);
}

// A quarter above the mean of 200 readers at 4 gateways is 62.5: the reader that fills a gateway is its 63rd.
it('no gateway is sent more than a quarter above the mean, however seldom it says how many it has', async () => {
  expect(await loadsAfter(200, () => false)).toEqual([63, 63, 62, 12]);
});

it('a reader on its way while its gateway says how many it has is not counted: so many more may come, and no others', async () => {
  expect(Math.max(...(await loadsAfter(200, (reader) => reader === 199)))).toBe(63 + 1);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 200, maxLength: 200 }), async (onTheWay) => {
      expect(Math.max(...(await loadsAfter(200, (reader) => onTheWay[reader - 1]!)))).toBeLessThanOrEqual(63 + 1);
    }),
    { numRuns: 30 },
  );
});
