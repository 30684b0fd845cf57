import { afterEach, expect, it } from 'vitest';
import { skewedClock } from '@pharos/core/clock';
import { newId } from '@pharos/core/id';
import type { ChangeOf } from '@pharos/resources/registry';
import { endFollowers } from '../src/mesh/end-followers.ts';
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

it('who follows an incident alone has left a week after it is over, and the address is forgotten; nobody else has', async () => {
  world = await createWorld(1);
  const [us] = world.regions as [(typeof world.regions)[0]];
  const { page } = await makePage(us.writer);
  const weekAgo = { ...us.kit, clock: skewedClock(() => -7.5 * 86_400_000) };
  await using before = createWriter(weekAgo, { sql: us.sql, bus: us.bus, relayWaitMs: 1 });
  const open = async (status: 'investigating' | 'resolved', by = before) => {
    const incident = newId();
    const said = { title: 'Down', impact: 'minor', body: 'We look.' } as const;
    await by.write({ type: 'open-incident', page, incident, update: newId(), status, components: [], ...said }, { actor: 'test' });
    return incident;
  };
  const follow = async (address: string, incident: string | null) => {
    const subscription = newId();
    const whose = { channel: 'email', address, incident, confirmed: true } as const;
    await before.write({ type: 'subscribe', page, subscription, components: [], ...whose }, { actor: 'guest' });
    return subscription;
  };
  const over = await open('resolved');
  await follow('over@example.com', over);
  await follow('open@example.com', await open('investigating'));
  await follow('late@example.com', await open('resolved', us.writer));
  await follow('page@example.com', null);
  const removed = await open('investigating');
  await follow('removed@example.com', removed);
  await before.write({ type: 'remove-incident', page, incident: removed }, { actor: 'test' });

  const store = createPostgresStore(us.sql);
  expect(await endFollowers(us.kit, { sql: us.sql, store })).toBe(2);
  expect(await endFollowers(us.kit, { sql: us.sql, store })).toBe(0);
  expect(await us.sql`select address, state from subscription order by state, address`).toEqual([
    { address: 'late@example.com', state: 'active' },
    { address: 'open@example.com', state: 'active' },
    { address: 'page@example.com', state: 'active' },
    { address: '', state: 'ended' },
    { address: '', state: 'ended' },
  ]);
});
