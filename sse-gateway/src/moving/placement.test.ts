import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { createRing, walk } from '@pharos/core/ring';
import { subject } from '@pharos/core/subject';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { planMoves, startPlacement } from './placement.ts';
import { testKit } from '@pharos/core/testing/kit';
import { createVirtualClock } from '@pharos/core/testing/virtual-clock';

const members = ['a', 'b', 'c', 'd'];
const ring = createRing(members);
const owner = (page: string) => walk(ring, page).next().value;

it('sends on readers of pages that now belong to somebody who joined, and no others', () => {
  const pages = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1 }), fc.integer({ min: 1, max: 50 })), { selector: ([page]) => page });
  fc.assert(
    fc.property(pages, fc.integer({ min: 0, max: 500 }), fc.nat(2_000), fc.nat(20), (held, budget, theirs, sent) => {
      const mine = held.reduce((sum, [, readers]) => sum + readers, 0);
      const loads = new Map([
        ['a', mine],
        ['b', theirs],
        ['c', theirs],
        ['d', 0],
      ]);
      const moves = planMoves({ ring, gateway: 'a', joined: new Set(['d']), pages: held, loads, sentTo: () => sent, budget });
      const mean = (mine + 2 * theirs) / 4;
      let total = 0;
      for (const { page, readers } of moves) {
        const way = [...walk(ring, page)];
        expect(way.indexOf('d')).toBeLessThan(way.indexOf('a'));
        expect(readers).toBeLessThanOrEqual(new Map(held).get(page)!);
        total += readers;
      }
      // Three send to one: each its third of the room.
      const share = Math.ceil(mean / 3) - sent;
      expect(total).toBeLessThanOrEqual(Math.max(0, Math.min(budget, share)));
      // With room and time for all, nothing of what belongs to the newcomer stays.
      const movedOf = new Map(moves.map(({ page, readers }) => [page, readers]));
      const stays = held.filter(([page, readers]) => owner(page) === 'd' && movedOf.get(page) !== readers);
      expect(budget >= mine && share >= mine ? stays : []).toEqual([]);
    }),
  );
});

it('moves nothing to one who has joined but is as full as the others', () => {
  const loads = new Map(members.map((member) => [member, 10]));
  const pages = Array.from({ length: 50 }, (_, at): [string, number] => [`p${at}`, 1]);
  expect(planMoves({ ring, gateway: 'a', joined: new Set(['d']), pages, loads, sentTo: () => 0, budget: 100 })).toEqual([]);
});

it('nobody has joined for having been silent, nor for an outage of the bus; a new name has', async () => {
  const clock = createVirtualClock();
  const net = { isConnected: true };
  const bus = { ...createMemoryBus(), isConnected: () => net.isConnected };
  const shed: string[] = [];
  using _ = startPlacement({
    kit: testKit({ clock }),
    bus,
    gateway: 'a',
    held: () => Array.from({ length: 100 }, (_each, at): [string, number] => [`p${at}`, 1]),
    shed: (page) => shed.push(page),
    settleMs: 1_000,
  });
  const beatFor = async (seconds: number, names: string[]) => {
    for (let second = 0; second < seconds; second++) {
      for (const gateway of names) {
        const beat = { gateway, url: `http://${gateway}`, readers: 0, isDraining: false };
        if (net.isConnected) bus.publish(subject.gateway, JSON.stringify(beat));
      }
      await clock.pass(1_000);
    }
  };
  await beatFor(5, ['b', 'c']);
  net.isConnected = false;
  await beatFor(20, ['b', 'c']);
  net.isConnected = true;
  await beatFor(10, ['b', 'c']);
  await beatFor(20, ['b']);
  await beatFor(10, ['b', 'c']);
  expect(shed).toEqual([]);
  await beatFor(10, ['b', 'c', 'd']);
  const ringNow = createRing(['a', 'b', 'c', 'd']);
  expect(shed.length).toBeGreaterThan(0);
  for (const page of shed) {
    const way = [...walk(ringNow, page)];
    expect(way.indexOf('d')).toBeLessThan(way.indexOf('a'));
  }
});
