import { afterEach, beforeEach, expect, it } from 'vitest';
import { until } from '@pharos/core/testing/until';
import { createNotifierWorld, type NotifierWorld } from './providers-world.ts';

let world: NotifierWorld;
beforeEach(async () => {
  world = await createNotifierWorld();
  await world.subscribe('email', 'ann@example.com');
});
afterEach(() => world[Symbol.asyncDispose]());

const minuteMs = 60_000;
const told = async () => (await world.sql<{ notice: string }[]>`select distinct notice from delivery`).map(({ notice }) => notice).sort();
const decided = async () => (await world.sql`select 1 from fanout`).length;

it('of what comes back after a restore the latest is told again, and the rest taken as told', async () => {
  await world.comeBack(180 * minuteMs, 10_000);
  await world.comeBack(5 * minuteMs, 10_000);
  const latest = [await world.comeBack(minuteMs, 10_000), await world.comeBack(0, 10_000)].sort();
  const { metrics } = await world.start();
  await until('two are told again', async () => (await world.states())['accepted'] === 2, 10_000);
  expect(await told()).toEqual(latest);
  expect(await decided()).toBe(4);
  expect(await metrics()).toMatch(/returned_notices_total\{[^}]*decision="told-again"[^}]*\} 2/);
  expect(await metrics()).toMatch(/returned_notices_total\{[^}]*decision="taken-as-told"[^}]*\} 2/);
  // Whoever comes after it finds everything decided, and says nothing again.
  await world.start();
  await world.post();
  await until('what is new is told as ever', async () => (await world.states())['accepted'] === 3, 10_000);
  expect(await decided()).toBe(5);
});

it('nothing is decided while more comes back: only the end shows which is the latest', async () => {
  await world.start();
  await world.comeBack(60 * minuteMs, 0);
  // In the meantime the notifier looks, and tells what is new.
  await world.post();
  await until('what is new is told', async () => (await world.states())['accepted'] === 1, 10_000);
  expect(await decided()).toBe(1);
  const latest = await world.comeBack(50 * minuteMs, 0);
  await world.sql`update notify_job set stored_at = stored_at - interval '10 s' where returned`;
  await until('the latest is told again', async () => (await world.states())['accepted'] === 2, 10_000);
  expect(await told()).toContain(latest);
  expect(await decided()).toBe(3);
});

it('what comes back later still, when the links healed, is judged by what is known by then', async () => {
  await world.start();
  await world.comeBack(60 * minuteMs, 10_000);
  await until('the only one is told again', async () => (await world.states())['accepted'] === 1, 10_000);
  await world.comeBack(90 * minuteMs, 9_000);
  const later = await world.comeBack(59 * minuteMs, 8_000);
  await until('all are decided', async () => (await decided()) === 3, 10_000);
  await until('the later one is told again', async () => (await world.states())['accepted'] === 2, 10_000);
  expect(await told()).toContain(later);
});
