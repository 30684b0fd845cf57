import { newId } from '@pharos/core/id';
import { silentLog } from '@pharos/core/log';
import type { Sql } from '@pharos/core/outside/postgres';
import { expect, it } from 'vitest';
import { regionTable } from './table.ts';
import { createVirtualClock } from '@pharos/core/testing/virtual-clock';

/** A pool of two: its answers come at once, or never. */
function poolThat(answers: boolean) {
  const pool = { asked: 0, isEnded: false };
  const sql = () => {
    pool.asked++;
    return answers ? Promise.resolve([{ version: { 7: 1 }, retired: [] }]) : new Promise(() => undefined);
  };
  const end = async () => void (pool.isEnded = true);
  return { pool, sql: Object.assign(sql, { options: { max: 2 }, end }) as unknown as Sql };
}

it('connections that hang for longer than the server lets a statement run are given up, and others opened in their place', async () => {
  const clock = createVirtualClock();
  const [dead, fine] = [poolThat(false), poolThat(true)];
  let opened = 0;
  const table = regionTable({ sql: dead.sql, reopen: () => (opened++, fine.sql), kit: { clock, log: silentLog } });
  const ask = async () => {
    const asked = table.version(newId()).catch((error: unknown) => (error as Error).message);
    await clock.pass(0);
    return asked;
  };
  const first = [table.version(newId()), table.version(newId())].map((each) => expect(each).rejects.toThrow('2000 ms'));
  await clock.pass(2_000);
  await Promise.all(first);
  await clock.pass(11_000);
  expect(await ask()).toContain('hangs');
  expect({ opened, asked: dead.pool.asked }).toEqual({ opened: 0, asked: 2 });
  await clock.pass(2_000);
  expect(await ask()).toEqual({ 7: 1 });
  expect(await ask()).toEqual({ 7: 1 });
  expect({ opened, isEnded: dead.pool.isEnded, asked: fine.pool.asked }).toEqual({ opened: 1, isEnded: true, asked: 2 });
});
