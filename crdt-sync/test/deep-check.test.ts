import { afterEach, expect, it } from 'vitest';
import { readView } from '@pharos/region/reading/view';
import { bucketMax } from '../src/mesh/digest.ts';
import { deepCheck } from '../src/mesh/deep-check.ts';
import { resync } from '../src/mesh/resync.ts';
import { serveSnapshot } from '../src/mesh/snapshot-server.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import { converged, createWorld, makePage, type TestRegion, type TestWorld } from './world.ts';

let world: TestWorld | undefined;
afterEach(async () => {
  await world?.[Symbol.asyncDispose]();
  world = undefined;
});

it('a bucket of more documents than one answer holds is compared to its end, and only what differs is found', async () => {
  world = await createWorld(2);
  const [us, eu] = world.regions as [TestRegion, TestRegion];
  const peer = { region: 'us', bus: us.bus };
  const served = serveSnapshot(us.kit, { sql: us.sql, bus: us.bus });
  // As many of one bucket as of all of them there are in a table of a million and a half.
  const names = await us.sql<{ id: string }[]>`
    select 'x:' || n as id from generate_series(1, 1500000) n where get_byte(decode(md5('x:' || n), 'hex'), 0) = 7`;
  expect(names.length).toBeGreaterThan(bucketMax + 100);
  const ids = names.map(({ id }) => id);
  const [last] = [...ids].sort().slice(-1) as [string];
  for (const { sql } of [us, eu]) await sql`insert into doc (id, kind, hash) select unnest(${ids}::text[]), 'x', '\\x01'`;
  expect(await deepCheck(eu.sql, peer)).toEqual({ state: 'equal' });
  await eu.sql`update doc set hash = '\\x02' where id = ${last}`;
  expect(await deepCheck(eu.sql, peer)).toEqual({ state: 'different', docs: [last] });
  await us.sql`delete from doc where id = ${last}`;
  expect(await deepCheck(eu.sql, peer)).toEqual({ state: 'different', docs: [last] });
  served.unsubscribe();
});

it('a document that cannot be read is left out of a copy, and a person is told; the others are copied', async () => {
  world = await createWorld(2);
  const [us, eu] = world.regions as [TestRegion, TestRegion];
  await world.start();
  const { page, api, web } = await makePage(us.writer);
  await converged(world.regions);
  await us.sql`update doc set state = '\\x0102030405', hash = '\\x01' where id = ${`component:${api}`}`;
  await eu.sql`delete from doc where page = ${page}`;
  await eu.sql`delete from component where page = ${page}`;
  await resync(createPostgresStore(eu.sql), { region: 'us', bus: us.bus });
  expect((await readView(eu.sql, page))?.components.map(({ id }) => id)).toEqual([web]);
  const rows = await eu.sql<{ doc: string; reason: string }[]>`select doc, reason from quarantine`;
  expect(rows).toEqual([{ doc: `component:${api}`, reason: expect.stringMatching(/^copy-/) }]);
});
