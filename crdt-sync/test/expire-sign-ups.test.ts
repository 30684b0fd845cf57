import { afterEach, expect, it } from 'vitest';
import { skewedClock } from '@pharos/core/clock';
import { newId } from '@pharos/core/id';
import type { ChangeOf } from '@pharos/resources/registry';
import { expireSignUps } from '../src/mesh/expire-sign-ups.ts';
import { createWriter } from '../src/mod.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import { converged, createWorld, makePage, type TestWorld } from './world.ts';

let world: TestWorld | undefined;
afterEach(async () => {
  await world?.[Symbol.asyncDispose]();
  world = undefined;
});

it('a sign-up that nobody answers for a week is ended and its address forgotten, and the same person can sign up again', async () => {
  world = await createWorld(2);
  await world.start();
  const [us, eu] = world.regions as [(typeof world.regions)[0], (typeof world.regions)[0]];
  const { page } = await makePage(us.writer);
  const weekAgo = { ...us.kit, clock: skewedClock(() => -7.5 * 86_400_000) };
  await using before = createWriter(weekAgo, { sql: us.sql, bus: us.bus });
  const subscribe = (address: string, confirmed = false): ChangeOf<'subscribe'> => ({
    type: 'subscribe',
    page,
    subscription: newId(),
    channel: 'email',
    address,
    components: [],
    confirmed,
  });
  const [silent, active, fresh] = [subscribe('silent@example.com'), subscribe('active@example.com', true), subscribe('fresh@example.com')];
  await before.write(silent, { actor: 'guest' });
  await before.write(active, { actor: 'staff' });
  await us.writer.write(fresh, { actor: 'guest' });
  await converged(world.regions);

  expect(await expireSignUps(eu.kit, { sql: eu.sql, store: createPostgresStore(eu.sql) })).toBe(0); // not its own yet
  const store = createPostgresStore(us.sql);
  expect(await expireSignUps(us.kit, { sql: us.sql, store })).toBe(1);
  expect(await expireSignUps(us.kit, { sql: us.sql, store })).toBe(0);
  await converged(world.regions);
  const rows = () => eu.sql`select address, state from subscription order by state, address`;
  expect(await rows()).toEqual([
    { address: 'active@example.com', state: 'active' },
    { address: '', state: 'ended' },
    { address: 'fresh@example.com', state: 'pending' },
  ]);

  await eu.writer.write(silent, { actor: 'guest' });
  await converged(world.regions);
  expect(await us.sql`select state from subscription where address = 'silent@example.com'`).toEqual([{ state: 'pending' }]);
});
