import { expect, it } from 'vitest';
import { failure } from './outcome.ts';
import { createReceivers } from './receivers.ts';
import { createVirtualClock } from '@pharos/core/testing/virtual-clock';

const make = () => {
  const clock = createVirtualClock();
  return { clock, receivers: createReceivers({ slots: 40, perHost: 4, clock, random: () => 0, onOpen: () => undefined }) };
};
type Gate = ReturnType<typeof createReceivers>;
const enter = (receivers: Gate, host: string, { page = 'a', path = '' } = {}) =>
  receivers.enter({ host, page, address: `https://${host}/${path}` });
const accepted = { kind: 'accepted' as const, messageId: '200' };

it('an endpoint that asks for an hour is left alone for an hour, and no other is, on its machine or elsewhere', async () => {
  const { clock, receivers } = make();
  const one = { host: 'chat', page: 'a', address: 'https://chat/one' };
  receivers.enter(one)!(failure('throttled', '429', { retryAfterMs: 3_600_000 }));
  expect([receivers.enter(one), receivers.restsFor(one), receivers.shut()]).toEqual([undefined, 3_600_000, 0]);
  enter(receivers, 'chat', { path: 'two' })!(accepted);
  enter(receivers, 'well')!(accepted);
  await clock.pass(3_600_000);
  expect(receivers.enter(one)).toBeTypeOf('function');
});

it('a machine of which three endpoints ask for patience is left alone as a whole', () => {
  const { receivers } = make();
  for (const path of ['one', 'two', 'three']) enter(receivers, 'slow', { path })!(failure('throttled', '429', { retryAfterMs: 60_000 }));
  expect(enter(receivers, 'slow', { path: 'four' })).toBeUndefined();
  expect(receivers.places().hosts).toEqual(new Map([['slow', 0]]));
});

it('five failures of one open nothing but its own breaker, and refusals of single messages not even that', () => {
  const { receivers } = make();
  for (let each = 0; each < 5; each++) enter(receivers, 'broken')!(failure('transient', '500'));
  for (let each = 0; each < 9; each++) enter(receivers, 'chat')!(failure('transient', '404', { isOneRefusal: true }));
  expect([...receivers.places().hosts.keys()]).toEqual(['broken']);
});

it('a page that is alone may take what it leaves free, and always leaves a place for another', () => {
  const { receivers } = make();
  const takeAll = (page: string) => {
    let taken = 0;
    for (; (receivers.places().pages.get(page) ?? receivers.places().perPage) > 0 && receivers.capacity() > 0; taken++)
      enter(receivers, `${page}${taken}`, { page });
    return taken;
  };
  expect(takeAll('a')).toBe(20);
  expect(takeAll('b')).toBe(20);
});

it('however many receivers fail, so many are remembered and no more', () => {
  const { receivers } = make();
  for (let each = 0; each < 5_000; each++) enter(receivers, `h${each}`)!(failure('transient', '500'));
  enter(receivers, 'well')!(accepted);
  for (let each = 0; each < 5; each++) enter(receivers, 'h4999')?.(failure('transient', '500'));
  expect(receivers.shut()).toBe(1);
  for (let each = 0; each < 2_000; each++) enter(receivers, `i${each}`)!(failure('transient', '500'));
  expect(receivers.shut()).toBe(0); // the one that failed longest ago was forgotten
});

it('a service that says it is too much of all of them is left alone as a whole at once', () => {
  const { receivers } = make();
  enter(receivers, 'chat', { path: 'one' })!(failure('throttled', '429', { retryAfterMs: 60_000, isOfAll: true }));
  expect(enter(receivers, 'chat', { path: 'two' })).toBeUndefined();
});

it('what was under way when an endpoint asked for patience, and is taken, ends that for nobody', () => {
  const { receivers } = make();
  const leave = enter(receivers, 'chat', { path: 'one' })!;
  enter(receivers, 'chat', { path: 'one' })!({ ...accepted, restMs: 1_500 });
  leave(accepted);
  expect(enter(receivers, 'chat', { path: 'one' })).toBeUndefined();
});

it('an endpoint that took its last one for now is asked no more until then, and its neighbour is', async () => {
  const { clock, receivers } = make();
  enter(receivers, 'chat', { path: 'one' })!({ ...accepted, restMs: 1_500 });
  expect(enter(receivers, 'chat', { path: 'one' })).toBeUndefined();
  enter(receivers, 'chat', { path: 'two' })!(accepted);
  await clock.pass(1_500);
  enter(receivers, 'chat', { path: 'one' })!(accepted);
});
