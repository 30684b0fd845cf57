import { createVirtualClock } from '@pharos/core/testing/virtual-clock';
import type { Query, Sql } from '@pharos/core/outside/postgres';
import { testKit } from '@pharos/core/testing/kit';
import { expect, it } from 'vitest';
import { newKey } from './key.ts';
import { createKeys } from './keys.ts';

function keysThatEnd(afterMs: number | null) {
  const clock = createVirtualClock();
  const expires_at = afterMs === null ? null : new Date(clock.now() + afterMs);
  const row = { id: 'k1', page: null, organisation: null, name: 'x', scopes: ['read'], expires_at };
  const sql = (async () => [row]) as unknown as Query;
  return { clock, keys: createKeys(testKit({ clock }), (work) => work(sql as Sql, () => false)) };
}

it('notes when each key was used, once for all its uses, and forgets what was taken', async () => {
  const { keys, clock } = keysThatEnd(null);
  const key = newKey();
  await keys.lookUp(key);
  await clock.pass(1_000);
  keys.atHand(key);
  expect([...keys.takeUses()]).toEqual([['k1', new Date(clock.now())]]);
  expect(keys.takeUses().size).toBe(0);
});

it('a key ends at its time, though it is at hand', async () => {
  const { keys, clock } = keysThatEnd(2_000);
  const key = newKey();
  expect(await keys.lookUp(key)).toMatchObject({ id: 'k1' });
  expect(keys.atHand(key)).toMatchObject({ id: 'k1' });
  await clock.pass(2_000);
  expect(keys.atHand(key)).toBe('unknown');
});
