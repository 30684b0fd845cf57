import { afterEach, expect, it } from 'vitest';
import { newId } from '@pharos/core/id';
import { until } from '@pharos/core/testing/until';
import { createWriter } from '../src/mod.ts';
import { startSync } from '../src/role.ts';
import { converged, createWorld, makePage, peersOf, writerWithoutBus, type TestWorld } from './world.ts';

let world: TestWorld | undefined;
afterEach(async () => {
  await world?.[Symbol.asyncDispose]();
  world = undefined;
});

// Each writer has its own component, so that their transactions overlap and end in another order than they began.
async function writeALot(of: TestWorld, writers: number, each: number, isByRelay = true): Promise<void> {
  const [us] = of.regions as [TestWorld['regions'][0]];
  const { page } = await makePage(us.writer);
  const work = Array.from({ length: writers }, async (_, writer) => {
    const component = newId();
    // As in a process of its own: one writer's Changes would share their transactions.
    await using own = isByRelay ? writerWithoutBus(us) : createWriter(us.kit, { sql: us.sql, bus: us.bus });
    await own.write(
      { type: 'create-component', page, component, name: `c${writer}`, description: '', group: null, status: 'operational' },
      { actor: 'test' },
    );
    for (let at = 1; at < each; at++)
      await own.write({ type: 'edit-component', page, component, name: `c${writer} ${at}` }, { actor: 'test' });
  });
  await Promise.all(work);
}

it.each([
  ['by the relay', true],
  ['by their writers', false],
])('sixteen writers at once: each change gets one place in the log, and none is lost: %s', async (_by, isByRelay) => {
  world = await createWorld(2);
  await world.start();
  await writeALot(world, 16, 25, isByRelay);
  await converged(world.regions);
  const [us, eu] = world.regions as [TestWorld['regions'][0], TestWorld['regions'][0]];
  for (const { sql } of [us, eu]) {
    const [log] = await sql<{ count: number; last: number; different: number }[]>`
      select count(*)::bigint as count, max(seq) as last, count(distinct seq)::bigint as different from log`;
    expect(log!.count).toBeGreaterThanOrEqual(16 * 25 + 3); // and perhaps the confirmation of the slug
    expect(log).toEqual({ count: log!.last, last: log!.last, different: log!.last });
    const events = await sql<{ local_id: number }[]>`select local_id from page_event order by local_id`;
    expect(events.map(({ local_id }) => local_id)).toEqual(events.map((_, at) => at + 1));
  }
});

it('two relays at once do no harm', async () => {
  world = await createWorld(2);
  await world.start();
  const [us] = world.regions as [TestWorld['regions'][0]];
  const second = await startSync(us.kit, { sql: us.sql, bus: us.bus, peers: peersOf(us, world.regions) });
  await writeALot(world, 8, 20);
  await converged(world.regions);
  await second[Symbol.asyncDispose]();
  const [log] = await us.sql<{ count: number; last: number }[]>`select count(*)::bigint as count, max(seq) as last from log`;
  expect(log!.count).toBeGreaterThanOrEqual(163);
  expect(log!.last).toBe(log!.count);
});

it('a write without bus and relay is accepted, says so, and is told once the relay is back', async () => {
  world = await createWorld(2);
  const [us, eu] = world.regions as [TestWorld['regions'][0], TestWorld['regions'][0]];
  const page = newId();
  await using writer = writerWithoutBus(us);
  const written = await writer.write({ type: 'create-page', page, name: 'Acme', slug: 'acme', timeZone: 'UTC' }, { actor: 'test' });
  expect(written).toMatchObject({ relayed: false, seq: undefined, ackedBy: 0 });
  await world.start();
  await until('the page is in eu', async () => (await eu.sql`select 1 from page where id = ${page}`).length === 1);
});
