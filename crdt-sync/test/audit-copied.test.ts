import { newId } from '@pharos/core/id';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readAudit } from '@pharos/region/reading/audit';
import { finishAudit } from '../src/mesh/fill-audit.ts';
import { resync } from '../src/mesh/resync.ts';
import { readAudited } from '../src/mesh/snapshot-audit.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import { converged, createWorld, makePage, type TestRegion, type TestWorld } from './world.ts';

const actor = 'test';
let world: TestWorld;
let us: TestRegion;
let eu: TestRegion;
let page: string;

beforeAll(async () => {
  world = await createWorld(2);
  await world.start();
  [us, eu] = world.regions as [TestRegion, TestRegion];
  ({ page } = await makePage(us.writer));
});
afterAll(() => world[Symbol.asyncDispose]());

async function make(name: string): Promise<string> {
  const id = newId();
  const said = { name, description: '', decimals: 0, public: true, order: 'V' };
  await us.writer.write({ type: 'create-metric', page, metric: id, ...said }, { actor });
  return id;
}
const rename = (metric: string, name: string) => us.writer.write({ type: 'edit-metric', page, metric, name }, { actor });

const shown = async ({ sql }: TestRegion) =>
  (await readAudit(sql, { page: null, organisation: null, limit: 1_000 })).items.map(({ id, verb, before, after }) => ({
    id,
    verb,
    before,
    after,
  }));

/** As if it were made again: its log begins where the copy does, and nothing that was written down is there. */
async function forgetAllOf({ sql }: TestRegion): Promise<void> {
  await sql`truncate audit, audit_mark`;
  await sql`truncate log`;
}

const copy = () => resync(createPostgresStore(eu.sql), { region: 'us', bus: us.bus });

it('a region that copies documents shows who changed what as far back as its peer does, what was not written down yet too', async () => {
  const metric = await make('Latency');
  await rename(metric, 'Latency of the API');
  await converged(world.regions);
  await us.sql`truncate audit, audit_mark`;
  // Who asks for the first of it is told what stands in the log, and is not written down yet.
  expect((await readAudited(us.sql, null)).rows.length).toBeGreaterThan(1);
  const had = await shown(us);
  await forgetAllOf(eu);

  // Twice: what is known is left as it is. The regions write by themselves, too: what came later is no matter here.
  for (let time = 0; time < 2; time++) {
    await copy();
    expect(await shown(eu)).toEqual(expect.arrayContaining(had));
  }
  expect(had.find(({ verb }) => verb === 'edit-metric')).toMatchObject({
    before: { name: 'Latency' },
    after: { name: 'Latency of the API' },
  });

  // And goes on from there.
  await rename(metric, 'Answers');
  await converged(world.regions);
  await expect
    .poll(async () => {
      for (const { sql } of world.regions) await finishAudit(sql);
      return JSON.stringify(await shown(eu)) === JSON.stringify(await shown(us));
    })
    .toBe(true);
  expect((await shown(eu)).find(({ after }) => after.name === 'Answers')).toMatchObject({ before: { name: 'Latency of the API' } });
});

it('many changes come in several answers, in which each is once', async () => {
  const metric = await make('Busy');
  await converged(world.regions);
  await us.sql`
    insert into audit (origin, seq, n, at, hlc, region, page, actor, doc, kind, fields)
    select 77, seq, 0, '2026-01-01', seq, 'us', ${page}::uuid, 'test', ${`metric:${metric}`}, 'metric', jsonb_build_object('name', repeat('x', 400))
    from generate_series(1, 5000) seq`;
  // One that is larger than an answer is to be.
  await us.sql`
    insert into audit (origin, seq, n, at, hlc, region, page, actor, doc, kind, fields)
    values (77, 5001, 0, '2026-01-01', 5001, 'us', ${page}::uuid, 'test', ${`metric:${metric}`}, 'metric', jsonb_build_object('name', repeat('x', 800000)))`;
  const said: string[] = [];
  await resync(createPostgresStore(eu.sql), { region: 'us', bus: us.bus }, (copied) => said.push(copied));
  expect(said.filter((copied) => copied.includes('audit log')).length).toBeGreaterThan(4);
  expect(await eu.sql`select from audit where origin = 77`).toHaveLength(5_001);
});

it('what was purged here is not brought back by a peer that has not heard of it', async () => {
  const [kept, gone] = [await make('Kept'), await make('Gone')];
  await converged(world.regions);
  await finishAudit(us.sql);
  const [before] = await us.sql<{ count: number }[]>`select count(*)::int as count from audit where doc = ${`metric:${gone}`}`;
  expect(before!.count).toBeGreaterThan(0);
  await forgetAllOf(eu);
  // Purged in one region's tables alone: the other tells of it still.
  await createPostgresStore(eu.sql).transact((tx) => tx.purgeDoc({ id: `metric:${gone}`, kind: 'metric', page }));
  await copy();
  const has = async (metric: string) => (await eu.sql`select from audit where doc = ${`metric:${metric}`}`).length > 0;
  expect([await has(kept), await has(gone)]).toEqual([true, false]);
});
