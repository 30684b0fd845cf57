import { afterEach, beforeEach, expect, it } from 'vitest';
import { readView } from '@pharos/region/reading/view';
import { seededRandom } from '@pharos/core/random';
import { until } from '@pharos/core/testing/until';
import { linkBus, type Link } from '../../proof/mesh-bench/link-bus.ts';
import { readPage, readPageByHost } from '@pharos/region/reading/pages';
import { startSync } from '../src/role.ts';
import { converged, createWorld, makePage, type TestRegion, type TestWorld } from './world.ts';

const actor = 'test';
const host = 'status.example.com';
const link: Link = { delayMs: 5, loss: 0, isCut: false, random: seededRandom(3) };
let world: TestWorld;
beforeEach(async () => {
  link.isCut = false;
  world = await createWorld(3);
  for (const region of world.regions) {
    const others = world.regions.filter((other) => other !== region);
    const peers = others.map(({ kit, bus }) => ({ region: kit.region, number: kit.regionNumber, bus: linkBus(bus, link) }));
    region.sync = await startSync(region.kit, { sql: region.sql, bus: region.bus, peers });
  }
});
afterEach(() => world[Symbol.asyncDispose]());

const claim = ({ writer }: TestRegion, page: string, domain: string | null) => writer.write({ type: 'edit-page', page, domain }, { actor });
const versionIn = async ({ sql }: TestRegion, page: string) => (await readView(sql, page))?.version;
const stateOf = async ({ sql }: TestRegion, page: string) => (await readPage(sql, page))?.domain?.state;

it('a domain claimed in two regions that cannot hear each other has one owner, the first, confirmed only when all have recorded it', async () => {
  const [us, eu] = world.regions as [TestRegion, TestRegion];
  const [first, second] = [await makePage(us.writer), await makePage(eu.writer)];
  await converged(world.regions);
  link.isCut = true;
  await claim(us, first.page, host);
  await claim(eu, second.page, host);
  await new Promise((resolve) => setTimeout(resolve, 2_500)); // the claims are asked for each second, and nobody answers
  expect([await stateOf(us, first.page), await stateOf(eu, second.page)]).toEqual(['provisional', 'provisional']);
  expect(await readPageByHost(us.sql, host)).toBeUndefined();
  const versions = new Map(await Promise.all(world.regions.map(async (each) => [each, await versionIn(each, first.page)] as const)));
  link.isCut = false;
  await until(
    'it is confirmed everywhere',
    async () => (await Promise.all(world.regions.map(({ sql }) => readPageByHost(sql, host)))).every((page) => page === first.page),
    20_000,
  );
  await converged(world.regions);
  for (const region of world.regions)
    expect([await stateOf(region, first.page), await stateOf(region, second.page)]).toEqual(['confirmed', 'taken']);
  // Readers of the page hear of it in every region.
  for (const region of world.regions) {
    await until('its version has moved', async () => (await versionIn(region, first.page)) !== versions.get(region));
    const [last] = await region.sql<{ state: string }[]>`
      select patch -> 'page' -> 'domain' ->> 'state' as state from page_event where page = ${first.page} order by local_id desc limit 1`;
    expect(last!.state).toBe('confirmed');
  }
  await expect(claim(eu, second.page, `other.${host}`)).resolves.toMatchObject({ page: second.page });
  await expect(claim(eu, second.page, host)).rejects.toThrow('the domain status.example.com is taken');

  await claim(us, first.page, null);
  await converged(world.regions);
  expect(await readPageByHost(eu.sql, host)).toBeUndefined();
  expect(await readPage(eu.sql, first.page)).not.toHaveProperty('domain');
});
