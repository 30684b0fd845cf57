import { expect, it } from 'vitest';
import { systemClock, type Clock } from './clock.ts';
import { startLoop } from './loop.ts';

const clock = systemClock;

it('a round that throws is told and tried again; while that goes on the loop is not well', async () => {
  let [rounds, isBroken, passedMs] = [0, true, 0];
  const later: Clock = { ...clock, elapsed: () => clock.elapsed() + passedMs };
  const told: string[] = [];
  const loop = startLoop(
    () => {
      rounds += 1;
      if (isBroken) throw new Error('a fault of ours');
    },
    { clock: later, everyMs: 2, onError: (error) => told.push((error as Error).message) },
  );
  await expect.poll(() => told.length).toBeGreaterThanOrEqual(5);
  expect(loop.check()).toMatch(/again and again: a fault of ours/);
  isBroken = false;
  const before = rounds;
  await expect.poll(() => rounds).toBeGreaterThan(before);
  expect(loop.check()).toBeDefined();
  passedMs += 11_000;
  expect(loop.check()).toBeUndefined();
  await loop.stop();
  const ended = rounds;
  await clock.sleep(20);
  expect(rounds).toBe(ended);
});

it('a wake runs the next round at once, also one that comes during a round', async () => {
  let rounds = 0;
  const loop = startLoop(
    () => {
      rounds += 1;
      if (rounds === 1) loop.wake();
    },
    { clock, everyMs: 3_600_000, firstAfterMs: 3_600_000, onError: () => undefined },
  );
  expect(rounds).toBe(0);
  loop.wake();
  await expect.poll(() => rounds).toBe(2);
  loop.wake();
  await expect.poll(() => rounds).toBe(3);
  await loop.stop();
});
