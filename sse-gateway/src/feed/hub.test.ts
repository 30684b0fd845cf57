import { newId } from '@pharos/core/id';
import type { Bus } from '@pharos/core/outside/bus';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { createMemoryCache } from '@pharos/core/outside/cache-memory';
import { expect, it } from 'vitest';
import { createHub } from './hub.ts';
import { createModelRegion } from '../../../proof/live-model/model-region.ts';
import { testKit } from '@pharos/core/testing/kit';
import { createVirtualClock } from '@pharos/core/testing/virtual-clock';

it('a page whose readers come and go is subscribed to once, until nobody has read it for a while', async () => {
  const page = newId();
  const clock = createVirtualClock();
  const real = createMemoryBus();
  const counts = { subscribed: 0, unsubscribed: 0 };
  const bus: Bus = {
    ...real,
    subscribe: (...args) => {
      const subscription = real.subscribe(...args);
      counts.subscribed++;
      return {
        unsubscribe: () => {
          counts.unsubscribed++;
          subscription.unsubscribe();
        },
      };
    },
  };
  const beats: string[] = [];
  await using hub = createHub({
    kit: testKit({ clock }),
    table: createModelRegion(page, 1, { 1: 1 }).table,
    bus,
    cache: createMemoryCache(clock),
    checkMs: 2_000,
    heartbeatMs: 1_000,
    lingerMs: 30_000,
  });
  hub.onFrame((_channel, frame) => void beats.push(new TextDecoder().decode(frame).trim().split(' ')[2]!));
  for (let turn = 0; turn < 20; turn++) {
    const feed = await hub.open(page);
    await clock.pass(3_000);
    hub.leave(feed!.topic);
    await clock.pass(29_000);
  }
  expect(counts).toEqual({ subscribed: 1, unsubscribed: 0 });
  // Nobody looked while nobody read: for who comes then it is not late all the same.
  expect(new Set(beats)).toEqual(new Set(['fresh']));
  await clock.pass(31_000);
  expect(counts).toEqual({ subscribed: 1, unsubscribed: 1 });
  expect(hub.feeds()).toBe(0);
});

it('a beat that throws is tried again; while it goes on throwing the gateway is not ready', async () => {
  const clock = createVirtualClock();
  let isBroken = false;
  let beats = 0;
  const page = newId();
  await using hub = createHub({
    kit: testKit({ clock }),
    table: createModelRegion(page, 1, { 1: 1 }).table,
    bus: createMemoryBus(),
    cache: createMemoryCache(clock),
    checkMs: 2_000,
    heartbeatMs: 1_000,
    lingerMs: 30_000,
  });
  hub.onFrame(() => {
    if (isBroken) throw new Error('a fault of ours');
    beats++;
  });
  await hub.open(page);
  await clock.pass(3_000);
  expect(hub.checks()['hub']).toBeUndefined();
  isBroken = true;
  await clock.pass(10_000);
  expect(hub.checks()['hub']).toContain('a fault of ours');
  isBroken = false;
  const before = beats;
  await clock.pass(15_000);
  expect(hub.checks()['hub']).toBeUndefined();
  expect(beats).toBeGreaterThan(before);
});

it('a region that is cut off from all others says so with each beat, and since when', async () => {
  const clock = createVirtualClock();
  const page = newId();
  let since: number | undefined;
  await using hub = createHub({
    kit: testKit({ clock }),
    table: createModelRegion(page, 1, { 1: 1 }).table,
    bus: createMemoryBus(),
    cache: createMemoryCache(clock),
    checkMs: 2_000,
    heartbeatMs: 1_000,
    lingerMs: 30_000,
    apartSince: () => since,
  });
  const beats: string[] = [];
  hub.onFrame((_channel, frame) => void beats.push(new TextDecoder().decode(frame).trim().split(' ')[2]!));
  await hub.open(page);
  await clock.pass(3_000);
  since = Date.parse('2026-03-14T07:12:00Z');
  await clock.pass(2_000);
  since = undefined;
  await clock.pass(2_000);
  expect(beats.filter((beat, nth) => beat !== beats[nth - 1])).toEqual(['fresh', 'apart@2026-03-14T07:12:00.000Z', 'fresh']);
});
