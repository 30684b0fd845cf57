import { encodeVersion, type Version } from '@pharos/core/version';
import { readPageEventsSince } from '@pharos/region/reading/page-events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { converged, createWorld, makePage, type TestRegion, type TestWorld } from './world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await createWorld(2);
  await world.start();
});
afterAll(() => world[Symbol.asyncDispose]());

it('a page that has known a thousand origins is told of, in its region and in the others', async () => {
  const [us, eu] = world.regions as [TestRegion, TestRegion];
  const { page, api } = await makePage(us.writer);
  await converged(world.regions);
  // No two of them near each other, so that the text cannot be compressed below what an index takes.
  const origins = Array.from({ length: 1_000 }, (_, at) => [String(2 ** 26 + ((at * 7_919_993) % 2 ** 26)), (at % 90) + 1] as const);
  const known: Version = Object.fromEntries(origins);
  for (const { sql } of world.regions) await sql`update page_version set version = version || ${sql.json(known)} where page = ${page}`;
  const [{ version: before }] = (await eu.sql`select version from page_version where page = ${page}`) as unknown as [{ version: Version }];
  expect(encodeVersion(before).length).toBeGreaterThan(2_704);

  const written = await us.writer.write({ type: 'edit-component', page, component: api, name: 'told' }, { actor: 'test' });
  expect(written.relayed).toBe(true);
  await converged(world.regions);
  const since = await readPageEventsSince(eu.sql, page, before, 10);
  expect(since.kind === 'events' && since.events.map(({ patch }) => patch.components[0]?.name)).toEqual(['told']);
});
