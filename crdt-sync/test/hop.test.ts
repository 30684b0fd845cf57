import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PageEvent } from '@pharos/resources/fact';
import { newId } from '@pharos/core/id';
import { isSettled } from '@pharos/region/reading/settled';
import { readView } from '@pharos/region/reading/view';
import { decodeVersion } from '@pharos/core/version';
import type { Writer } from '../src/mod.ts';
import { applyBatch, Unsettled } from '../src/mesh/apply-batch.ts';
import { relayBatch } from '../src/mesh/relay-batch.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import type { LogEntry, Store } from '../src/store/store.ts';
import { converged, createWorld, makePage, writerWithoutBus, type TestRegion, type TestWorld } from './world.ts';

// Who is shown a change that the version does not count goes back in time in a region that has not heard of it.
let world: TestWorld;
let us: TestRegion;
let eu: TestRegion;
let store: Store;
let writer: Writer;
let page: string;
let incident: string;
beforeEach(async () => {
  world = await createWorld(2);
  await world.start();
  [us, eu] = world.regions as [TestRegion, TestRegion];
  ({ page } = await makePage(us.writer));
  incident = newId();
  const opened = { title: 'Down', impact: 'major', status: 'investigating', body: 'opened', notify: true } as const;
  await us.writer.write({ type: 'open-incident', page, incident, update: newId(), components: [], ...opened }, { actor: 'test' });
  await converged(world.regions);
  // From here on the relay of us works when the test says so.
  await us.sync![Symbol.asyncDispose]();
  store = createPostgresStore(us.sql);
  writer = writerWithoutBus(us);
});
afterEach(async () => {
  await writer[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const post = (by: Writer, body: string) =>
  by.write(
    { type: 'post-update', page, incident, update: newId(), status: 'identified', body, components: [], notify: true },
    { actor: 'test' },
  );
const shownIn = (event: PageEvent) => event.patch.incidents[0]!.updates.map(({ body }) => body);
// What comes here is eu's.
const isOwn = () => false;
const relay = () => store.transact((tx) => relayBatch(tx));

it('an event shows nothing that its version does not count: what is committed under the relay’s hands is relayed with the rest', async () => {
  await post(writer, 'first');
  let isCommitted = false;
  const batch = await store.transact((tx) =>
    relayBatch({
      ...tx,
      takeOutbox: async (limit) => {
        const rows = await tx.takeOutbox(limit);
        if (!isCommitted) await post(writer, 'second');
        isCommitted = true;
        return rows;
      },
    }),
  );
  const last = batch!.events.at(-1)!;
  expect(shownIn(last)).toEqual(['second', 'first', 'opened']);
  // The mesh writes now and then, too: of the page there are two.
  const ofPage = batch!.entries.filter((each) => each.page === page);
  expect(ofPage).toHaveLength(2);
  expect(decodeVersion(last.version)![batch!.origin]).toBe(ofPage[1]!.seq);
});

it('another region’s change waits for the relay when its event would show what this region has not counted yet', async () => {
  await post(writer, 'ours');
  const { origin, seq } = await post(eu.writer, 'theirs');
  const [row] = await eu.sql<LogEntry[]>`
    select origin, seq, env, encode(hash, 'hex') as hash, page, null as outbox, redacted from log where origin = ${origin} and seq = ${seq!}`;
  const offered = new Map([[origin, [row!]]]);
  await expect(store.transact((tx) => applyBatch(tx, offered, { isOwn }))).rejects.toThrow(Unsettled);
  const relayed = await relay();
  const { events } = await store.transact((tx) => applyBatch(tx, offered, { isOwn }));
  expect(shownIn(events[0]!)).toHaveLength(3);
  expect(decodeVersion(events[0]!.version)).toMatchObject({ [origin]: seq, [relayed!.origin]: relayed!.entries.at(-1)!.seq });
});

it('while the relay is away, other regions’ changes are shown all the same', async () => {
  await post(writer, 'ours');
  const { origin, seq } = await post(eu.writer, 'theirs');
  const [row] = await eu.sql<LogEntry[]>`
    select origin, seq, env, encode(hash, 'hex') as hash, page, null as outbox, redacted from log where origin = ${origin} and seq = ${seq!}`;
  const { applied } = await store.transact((tx) => applyBatch(tx, new Map([[origin, [row!]]]), { isOwn, evenUnsettled: true }));
  expect(applied).toHaveLength(1);
});

it('a View carries the version that counts all it shows', async () => {
  await post(writer, 'just now');
  const reading = readView(us.sql, page);
  await new Promise((resolve) => setTimeout(resolve, 10));
  const relayed = await relay();
  const view = (await reading)!;
  expect(view.incidents[0]!.updates[0]!.body).toBe('just now');
  expect(decodeVersion(view.version)![relayed!.origin]).toBe(relayed!.entries.at(-1)!.seq);
});

it('nobody waits for a relay that is far behind, nor looks through all that it has before it', async () => {
  await post(writer, 'ours');
  expect(await isSettled(us.sql, [page])).toBe(false);
  await us.sql`insert into outbox (origin, page, env) select 1, gen_random_uuid(), '' from generate_series(1, 200)`;
  expect(await isSettled(us.sql, [page])).toBe(true);
});
