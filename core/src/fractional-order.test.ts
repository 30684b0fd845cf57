import { expect, it } from 'vitest';
import { seededRandom } from '@pharos/core/random';
import { orderAfter, orderBetween } from './fractional-order.ts';

it('between any two neighbours there is room, in code-unit order', () => {
  const random = seededRandom(3);
  const orders = [orderAfter(undefined)];
  for (let at = 0; at < 500; at++) {
    const place = Math.floor(random() * (orders.length + 1));
    orders.splice(place, 0, orderBetween(orders[place - 1], orders[place]));
    expect([...orders].sort()).toEqual(orders);
    expect(new Set(orders).size).toBe(orders.length);
  }
});

it('appending a thousand times stays short', () => {
  let last: string | undefined;
  for (let at = 0; at < 1_000; at++) {
    const next = orderAfter(last);
    expect(last === undefined || next > last).toBe(true);
    last = next;
  }
  expect(last!.length).toBeLessThan(25);
});

it('behind an order that is none of ours stands a whole text', () => {
  for (const last of ['例\u{1F600}', 'a b', '-']) {
    const next = orderAfter(last);
    expect(next > last).toBe(true);
    expect(next.isWellFormed()).toBe(true);
  }
});
