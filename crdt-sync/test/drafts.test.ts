import { newId } from '@pharos/core/id';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { converged, createWorld, makePage, type TestRegion, type TestWorld } from './world.ts';

let world: TestWorld;
let us: TestRegion;
let eu: TestRegion;
beforeAll(async () => {
  world = await createWorld(2);
  await world.start();
  [us, eu] = world.regions as [TestRegion, TestRegion];
});
afterAll(() => world[Symbol.asyncDispose]());

it('a draft that is published in two regions at once is one incident, with one update, told once', async () => {
  const { page, api } = await makePage(us.writer);
  const draft = newId();
  const said = { title: 'Down', body: 'We look.', impact: 'computed', status: 'investigating' } as const;
  const components = [{ id: api, status: 'major_outage' as const }];
  await us.writer.write({ type: 'create-draft', page, draft, ...said, components, publishAt: null }, { actor: 'test' });
  await converged(world.regions);
  // It is in every region, and in none of what readers are shown.
  for (const { sql } of world.regions) {
    expect(await sql`select 1 from record where id = ${draft}`).toHaveLength(1);
    expect(await sql`select 1 from page_event where facts::text || patch::text like '%We look.%'`).toHaveLength(0);
  }
  await Promise.all([us, eu].map(({ writer }) => writer.write({ type: 'publish-draft', page, draft }, { actor: 'test' })));
  await converged(world.regions);
  for (const { sql } of world.regions) {
    expect(await sql`select impact from incident where id = ${draft}`).toMatchObject([{ impact: 'critical' }]);
    expect(await sql`select 1 from incident_update where incident = ${draft}`).toHaveLength(1);
    expect(await sql`select 1 from notify_job where page = ${page}`).toHaveLength(1);
    expect(await sql`select shown from component where id = ${api}`).toMatchObject([{ shown: 'major_outage' }]);
    expect(await sql`select removed from record where id = ${draft}`).toMatchObject([{ removed: true }]);
    const told = await sql`select 1 from page_event where page = ${page} and facts @> '[{"type":"incident-updated"}]'`;
    expect(told.length).toBe(1);
  }
});
