import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { createVirtualClock } from '@pharos/core/testing/virtual-clock';
import { subject } from '@pharos/core/subject';
import { expect, it } from 'vitest';
import { watchApart } from './apart.ts';

it('a region is apart once none of the others has been heard for ten seconds, since the last word of any of them', async () => {
  const clock = createVirtualClock();
  const bus = createMemoryBus();
  using apart = watchApart(clock, bus);
  const hear = (region: string) => bus.publish(subject.peers, JSON.stringify({ region, vv: {} }));
  // One that stands alone, or has heard nobody yet.
  await clock.pass(60_000);
  expect(apart.since()).toBeUndefined();
  hear('eu');
  await clock.pass(5_000);
  hear('ap');
  bus.publish(subject.peers, 'not for us');
  await clock.pass(0);
  const last = clock.now();
  await clock.pass(9_000);
  expect(apart.since()).toBeUndefined();
  await clock.pass(2_000);
  expect(apart.since()).toBe(last);
  hear('eu');
  await clock.pass(0);
  expect(apart.since()).toBeUndefined();
});
