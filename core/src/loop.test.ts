import { expect, it } from 'vitest';
import { startLoop } from './loop.ts';
import { testKit } from './testing/kit.ts';
import { createVirtualClock } from './testing/virtual-clock.ts';

it('a round that throws is told, counted and tried again; while that goes on the loop is not well', async () => {
  const clock = createVirtualClock();
  const kit = testKit({ clock });
  let [rounds, isBroken] = [0, true];
  const told: string[] = [];
  const work = () => {
    rounds += 1;
    if (isBroken) throw new Error('a fault of ours');
  };
  const loop = startLoop(work, { kit, name: 'counting', everyMs: 1_000, onError: (error) => told.push((error as Error).message) });
  await clock.pass(3_500);
  expect({ rounds, told: told.length, check: loop.check() }).toEqual({ rounds: 4, told: 4, check: undefined });
  await clock.pass(1_000);
  expect(loop.check()).toBe('counting fails again and again: a fault of ours');
  expect(await kit.metrics.text()).toMatch(/^loop_failures_total\{loop="counting"[^}]*\} 5$/m);
  isBroken = false;
  await clock.pass(9_000);
  expect({ rounds, check: loop.check() }).toMatchObject({ rounds: 14, check: expect.any(String) as string });
  await clock.pass(2_000);
  expect(loop.check()).toBeUndefined();
  await loop.stop();
  await clock.pass(10_000);
  expect(rounds).toBe(16);
});

it('a wake runs the next round at once, also one that comes during a round', async () => {
  const clock = createVirtualClock();
  let rounds = 0;
  const work = () => {
    rounds += 1;
    if (rounds === 1) loop.wake();
  };
  const loop = startLoop(work, { kit: testKit({ clock }), name: 'waking', everyMs: 3_600_000, firstAfterMs: 3_600_000 });
  await clock.pass(10);
  expect(rounds).toBe(0);
  loop.wake();
  await clock.pass(10);
  expect(rounds).toBe(2);
  loop.wake();
  await clock.pass(10);
  expect(rounds).toBe(3);
  await loop.stop();
});

it.each([0, 1, 2, 3, 4, 5])('a wake on the way from a round to its nap is not lost: %s turns after it', async (turns) => {
  const clock = createVirtualClock();
  let rounds = 0;
  const wakeAfter = async () => {
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    loop.wake();
  };
  const work = () => {
    rounds += 1;
    if (rounds === 1) queueMicrotask(() => void wakeAfter());
  };
  const loop = startLoop(work, { kit: testKit({ clock }), name: 'falling asleep', everyMs: 3_600_000 });
  await clock.pass(10);
  expect(rounds).toBe(2);
  await loop.stop();
});

it('a wake does not cut the pause after a failure', async () => {
  const clock = createVirtualClock();
  let rounds = 0;
  const work = () => {
    rounds += 1;
    throw new Error('away');
  };
  const loop = startLoop(work, { kit: testKit({ clock }), name: 'resting', everyMs: 10, retryMs: 1_000 });
  for (let wake = 0; wake < 50; wake++) {
    loop.wake();
    await clock.pass(10);
  }
  expect(rounds).toBe(1);
  await clock.pass(600);
  expect(rounds).toBe(2);
  await loop.stop();
});
