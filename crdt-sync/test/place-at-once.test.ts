import { subject } from '@pharos/core/subject';
import { until } from '@pharos/core/testing/until';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRelay } from '../src/mesh/relay.ts';
import type { Writer } from '../src/mod.ts';
import { startSync } from '../src/role.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import type { StoreTx } from '../src/store/store.ts';
import { converged, createWorld, makePage, writerWithoutBus, type TestRegion, type TestWorld } from './world.ts';

// A writer gives its changes their places in the log by itself, where nothing is in the way of it.
let world: TestWorld;
let us: TestRegion;
let page: string;
let api: string;
beforeEach(async () => {
  world = await createWorld(1);
  [us] = world.regions as [TestRegion];
  ({ page, api } = await makePage(us.writer));
  await rename(us.writer, 'and what that left to the relay has its place');
});
afterEach(() => world[Symbol.asyncDispose]());

const rename = (writer: Writer, name: string) => writer.write({ type: 'edit-component', page, component: api, name }, { actor: 'test' });
const logged = () => us.sql<{ seq: number; outbox: number | null }[]>`select seq, outbox from log order by seq`;
const waiting = async () => (await us.sql`select from outbox`).length;

it('a change has its place when it is answered, and everybody is told of it, though no relay runs', async () => {
  const heard: string[] = [];
  for (const each of [subject.log('us'), subject.page(page), subject.relayed]) us.bus.subscribe(each, () => void heard.push(each));
  const written = await rename(us.writer, 'API 2');
  expect(written).toMatchObject({ relayed: true, seq: (await logged()).at(-1)!.seq });
  expect(await waiting()).toBe(0);
  await until('all have heard', async () => new Set(heard).size === 3);
  const [event] = await us.sql<{ seq: number }[]>`select seq from page_event where page = ${page} order by local_id desc limit 1`;
  expect(event!.seq).toBe(written.seq);
});

it('what waits in the outbox goes first', async () => {
  await using slow = writerWithoutBus(us);
  const before = (await logged()).length;
  expect((await rename(slow, 'first')).relayed).toBe(false);
  expect((await rename(slow, 'second')).relayed).toBe(false);
  expect((await rename(us.writer, 'third')).relayed).toBe(true);
  const entries = (await logged()).slice(before);
  expect(entries.map(({ outbox }) => outbox !== null)).toEqual([true, true, false]);
  await world.start();
  await converged(world.regions);
});

it('somebody who hangs with the lock in his hands holds up no write: it is left to the relay', async () => {
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const [{ origin }] = (await us.sql`select origin from incarnation`) as unknown as [{ origin: number }];
  let isHeld = false;
  const holding = us.sql.begin(async (tx) => {
    await tx`select from vv where origin = ${origin} for update`;
    isHeld = true;
    await held;
  });
  await until('it is held', async () => isHeld);
  const began = performance.now();
  const written = await rename(us.writer, 'while it hangs');
  expect(written.relayed).toBe(false);
  expect(await waiting()).toBe(1);
  const first = performance.now() - began;
  letGo();
  await holding;
  expect(first).toBeLessThan(5_000);
  await world.start();
  await until('it is relayed', async () => (await waiting()) === 0);
});

it('what cannot be told in the outbox holds up no write', async () => {
  const [{ origin }] = (await us.sql`select origin from incarnation`) as unknown as [{ origin: number }];
  await us.sql`insert into outbox (origin, page, env) values (${origin}, ${page}, 'nothing that can be read')`;
  expect((await rename(us.writer, 'behind it')).relayed).toBe(false);
  await using sync = await startSync(us.kit, { sql: us.sql, bus: us.bus, peers: [] });
  void sync;
  await until('the relay has set it aside, and relayed the other', async () => (await waiting()) === 0);
});

it('a change whose place cannot be written is not there, and is told so or relayed', async () => {
  // What only the last statements of the transaction find, which nobody waits for before the commit: it is told when that is on its way.
  await us.sql`
    create function refuse() returns trigger language plpgsql as $$
    begin perform pg_sleep(0.3); raise exception 'no place' using errcode = '22000'; end $$`.simple();
  await us.sql`create trigger refuse before insert on log for each row when (new.outbox is null) execute function refuse()`.simple();
  const before = (await logged()).length;
  const written = await rename(us.writer, 'after it');
  // Undone with its group, and written by itself into the outbox.
  expect(written.relayed).toBe(false);
  expect(await waiting()).toBe(1);
  expect((await logged()).length).toBe(before);
  const [component] = await us.sql<{ name: string }[]>`select name from component where id = ${api}`;
  expect(component!.name).toBe('after it');
});

it('who vouches for the database knows what the writers have told', async () => {
  const store = createPostgresStore(us.sql);
  let isStarted = false;
  // The server was started: it has another name, and is the same cluster.
  const renamed = (tx: StoreTx): StoreTx => ({
    ...tx,
    identity: async () => {
      const known = await tx.identity();
      const ident = `${known.ident}/again`;
      return isStarted ? { ...known, ident, origin: await tx.originOf(ident) } : known;
    },
  });
  const relay = createRelay(us.kit, { store: { transact: (work) => store.transact((tx) => work(renamed(tx))) }, bus: us.bus });
  await relay.relayAll();
  const origin = relay.origin()!;
  const told = await rename(us.writer, 'told');
  await new Promise((resolve) => setImmediate(resolve));
  // An older copy, put in its place a moment later: all that tells is that more was told than it holds.
  await us.sql`update vv set seq = ${told.seq! - 1} where origin = ${origin}`;
  await us.sql`delete from log where origin = ${origin} and seq = ${told.seq!}`;
  isStarted = true;
  await relay.relayAll();
  expect(relay.origin()).not.toBe(origin);
  relay.close();
});
