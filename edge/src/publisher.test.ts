import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { subject } from '@pharos/core/subject';
import { testKit } from '@pharos/core/testing/kit';
import { createVirtualClock } from '@pharos/core/testing/virtual-clock';
import { expect, it } from 'vitest';
import { startPublisher } from './publisher.ts';

function open(refresh: (page: string) => Promise<void>) {
  const clock = createVirtualClock();
  const bus = createMemoryBus();
  const copies = { refresh: (page: string) => refresh(page).then(() => ({ kind: 'unavailable' as const })) };
  return {
    clock,
    publisher: startPublisher(testKit({ clock }), bus, copies),
    change: (page: string) => bus.publish(subject.page(page), '{}'),
  };
}

it('a page that changes many times in a breath is renewed once, and a slow one holds up no other', async () => {
  const renewed: string[] = [];
  const { clock, publisher, change } = open(async (page) => {
    renewed.push(page);
    if (page === 'slow') await clock.sleep(60_000);
  });
  change('slow');
  await clock.pass(100);
  for (let turn = 0; turn < 20; turn++) change('quick');
  await clock.pass(100);
  expect(renewed).toEqual(['slow', 'quick']);
  change('quick');
  await clock.pass(100);
  expect(renewed).toEqual(['slow', 'quick', 'quick']);
  const stopping = publisher[Symbol.asyncDispose]();
  await clock.pass(60_000);
  await stopping;
});

it('an edge that cannot renew its copies tries again and is not ready, until it can', async () => {
  let isBroken = true;
  const renewed: string[] = [];
  const { clock, publisher, change } = open(async (page) => {
    if (isBroken) throw new Error('a fault of ours');
    renewed.push(page);
  });
  change('one');
  await clock.pass(2_000);
  expect(publisher.check()).toBeUndefined();
  await clock.pass(4_000);
  expect(publisher.check()).toContain('a fault of ours');
  isBroken = false;
  await clock.pass(2_000);
  expect(renewed).toEqual(['one']);
  await clock.pass(10_000);
  expect(publisher.check()).toBeUndefined();
  await publisher[Symbol.asyncDispose]();
});

it('asks for a page at the version that it was told of: the API may hear of it later', async () => {
  const asked: [string, string | undefined][] = [];
  const clock = createVirtualClock();
  const bus = createMemoryBus();
  const copies = { refresh: async (...named: [string, string?]) => (asked.push([named[0], named[1]]), { kind: 'unavailable' as const }) };
  await using publisher = startPublisher(testKit({ clock }), bus, copies);
  void publisher;
  bus.publish(subject.page('one'), JSON.stringify({ page: 'one', prev: 'v1.AQE', version: 'v1.AQI', facts: ['"version":"v1.x"'] }));
  await clock.pass(100);
  expect(asked).toEqual([['one', 'v1.AQI']]);
});
