import { expect, it } from 'vitest';
import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import { createVirtualClock } from '@pharos/core/testing/virtual-clock';
import { createVersionWait } from './version-wait.ts';

function open() {
  const clock = createVirtualClock();
  const table = { looks: 0, version: { 7: 1 } };
  const reads: PostgresDoor = async () => {
    table.looks++;
    return table.version as never;
  };
  return { clock, table, wait: createVersionWait(clock, reads) };
}

it('a crowd that waits for a version that never comes costs the looks of one, and no more than some wait', async () => {
  const { clock, table, wait } = open();
  const answers: boolean[] = [];
  const crowd = Array.from({ length: 100 }, () => wait('page', { 7: 2 }).then((isThere) => answers.push(isThere)));
  await clock.pass(0);
  expect(answers).toHaveLength(70);
  await clock.pass(600);
  await Promise.all(crowd);
  expect(answers).toEqual(Array(100).fill(false));
  expect(table.looks).toBeLessThan(100 + 25);
});

it('who waits for a version that comes is told so', async () => {
  const { clock, table, wait } = open();
  expect(await wait('page', { 7: 1 })).toBe(true);
  const waiting = wait('page', { 7: 2 });
  await clock.pass(100);
  table.version = { 7: 2 };
  await clock.pass(100);
  expect(await waiting).toBe(true);
});
