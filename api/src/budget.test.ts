import type { Counts } from '@pharos/core/outside/counts';
import { testKit } from '@pharos/core/testing/kit';
import { createVirtualClock, type VirtualClock } from '@pharos/core/testing/virtual-clock';
import { expect, it, vi } from 'vitest';
import { createBudgets, windowS, type Budget } from './budget.ts';

/** A counter as Redis has it. */
function counterOf(clock: VirtualClock) {
  const numbers = new Map<string, { total: number; until: number }>();
  const add = vi.fn<Counts['add']>(async (name, points, seconds) => {
    const now = clock.elapsed();
    const known = numbers.get(name);
    const number = known && known.until > now ? known : { total: 0, until: now + seconds * 1_000 };
    number.total += points;
    numbers.set(name, number);
    return { total: number.total, msLeft: number.until - now };
  });
  return { add, [Symbol.asyncDispose]: async () => undefined } satisfies Counts;
}

async function take(budget: Budget, who: string, times: number): Promise<number> {
  let taken = 0;
  for (let at = 0; at < times; at++) if (!(await budget.spend(who)).isOver) taken++;
  return taken;
}

it('without others each has its own budget, and a new one after its time', async () => {
  const clock = createVirtualClock();
  const budget = createBudgets(testKit({ clock }), undefined).open('key', 1);
  expect([await take(budget, 'a', 25), await take(budget, 'b', 5)]).toEqual([10, 5]);
  await clock.pass(windowS * 1_000);
  expect(await take(budget, 'a', 25)).toBe(10);
});

it('what one process lets through another one does not, and whoever has had enough costs nobody a question', async () => {
  const clock = createVirtualClock();
  const counts = counterOf(clock);
  const [one, two] = [0, 1].map(() => createBudgets(testKit({ clock }), counts).open('address', 10)) as [Budget, Budget];
  expect(await take(one, 'a', 60)).toBe(60);
  await clock.pass(100);
  expect(await take(two, 'a', 60)).toBe(40);
  await clock.pass(100);
  expect(await take(one, 'a', 60)).toBeLessThanOrEqual(5);
  const asked = counts.add.mock.calls.length;
  expect([await take(one, 'a', 1_000), await take(two, 'a', 1_000)]).toEqual([0, 0]);
  expect(counts.add.mock.calls.length).toBe(asked);
  await clock.pass(windowS * 1_000);
  expect(await take(two, 'a', 5)).toBe(5);
});

it('far from the end of a budget nobody waits for the others: many requests are told together', async () => {
  const clock = createVirtualClock();
  const counts = counterOf(clock);
  const budget = createBudgets(testKit({ clock }), counts).open('key', 100);
  await budget.spend('a');
  for (let at = 0; at < 500; at++) expect(budget.spend('a')).not.toBeInstanceOf(Promise);
  await clock.pass(1_000);
  expect(counts.add.mock.calls.map(([, points]) => points)).toEqual([1, 500]);
});

it.each([
  ['is gone', async () => Promise.reject(new Error('gone'))],
  ['hangs', () => new Promise<never>(() => undefined)],
])('when the counter %s each process counts for itself, and nobody waits longer than a moment, soon nobody at all', async (_, add) => {
  const clock = createVirtualClock();
  const counts = { add: vi.fn<Counts['add']>(add), [Symbol.asyncDispose]: async () => undefined };
  const budget = createBudgets(testKit({ clock }), counts).open('key', 1);
  const waits: number[] = [];
  for (let at = 0; at < 10; at++) {
    const before = clock.elapsed();
    const spending = Promise.resolve(budget.spend(`who-${at}`)).then(() => waits.push(clock.elapsed() - before));
    for (let ms = 0; ms < 40 && waits.length === at; ms++) await clock.pass(1);
    await spending;
  }
  expect(Math.max(...waits)).toBeLessThanOrEqual(30);
  expect(waits.slice(6)).toEqual([0, 0, 0, 0]);
  expect(await take(budget, 'somebody', 25)).toBe(10);
  expect(counts.add.mock.calls.length).toBeLessThanOrEqual(5);
});
