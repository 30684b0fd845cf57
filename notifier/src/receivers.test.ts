import { expect, it } from 'vitest';
import { failure } from './outcome.ts';
import { createReceivers } from './receivers.ts';
import { createVirtualClock } from './testing/virtual-clock.ts';

const make = () => {
  const clock = createVirtualClock(1_000_000);
  return { clock, receivers: createReceivers({ slots: 40, perHost: 4, clock, random: () => 0, onOpen: () => undefined }) };
};
const accepted = { kind: 'accepted' as const, messageId: '200' };

it('a receiver that asks for an hour is left alone for an hour, and no other is', async () => {
  const { clock, receivers } = make();
  receivers.enter({ host: 'slow', page: 'a' })!(failure('throttled', '429', { retryAfterMs: 3_600_000 }));
  expect([receivers.enter({ host: 'slow', page: 'a' }), receivers.isShut(), receivers.shut()]).toEqual([undefined, false, 1]);
  expect(receivers.places().hosts).toEqual(new Map([['slow', 0]]));
  receivers.enter({ host: 'well', page: 'a' })!(accepted);
  await clock.advance(3_600_000);
  expect(receivers.enter({ host: 'slow', page: 'a' })).toBeTypeOf('function');
});

it('five failures of one open nothing but its own breaker, and refusals of single messages not even that', () => {
  const { receivers } = make();
  for (let each = 0; each < 5; each++) receivers.enter({ host: 'broken', page: 'a' })!(failure('transient', '500'));
  for (let each = 0; each < 9; each++) receivers.enter({ host: 'chat', page: 'a' })!(failure('transient', '404', { isOneRefusal: true }));
  expect([...receivers.places().hosts.keys()]).toEqual(['broken']);
});

it('a page that is alone may take what it leaves free, and always leaves a place for another', () => {
  const { receivers } = make();
  const takeAll = (page: string) => {
    let taken = 0;
    for (; (receivers.places().pages.get(page) ?? receivers.places().perPage) > 0 && receivers.capacity() > 0; taken++)
      receivers.enter({ host: `${page}${taken}`, page });
    return taken;
  };
  expect(takeAll('a')).toBe(20);
  expect(takeAll('b')).toBe(20);
});

it('however many receivers fail, so many are remembered and no more', () => {
  const { receivers } = make();
  for (let each = 0; each < 5_000; each++) receivers.enter({ host: `h${each}`, page: 'a' })!(failure('transient', '500'));
  receivers.enter({ host: 'well', page: 'a' })!(accepted);
  for (let each = 0; each < 5; each++) receivers.enter({ host: 'h4999', page: 'a' })?.(failure('transient', '500'));
  expect(receivers.shut()).toBe(1);
  for (let each = 0; each < 2_000; each++) receivers.enter({ host: `i${each}`, page: 'a' })!(failure('transient', '500'));
  expect(receivers.shut()).toBe(0); // the one that failed longest ago was forgotten
});
