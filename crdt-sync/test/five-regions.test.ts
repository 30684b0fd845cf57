import { afterAll, beforeAll, expect, it } from 'vitest';
import { readActiveMembers, setMember } from '../src/mesh/members.ts';
import { startSync } from '../src/role.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import { converged, createWorld, makePage, peersOf, type TestRegion, type TestWorld } from './world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await createWorld(5);
  await world.start();
});
afterAll(() => world[Symbol.asyncDispose]());

const membersOf = async ({ sql }: TestRegion) => (await readActiveMembers(sql)).map(({ region }) => region);

it('five regions write at once, lose two, go on, take them back, and say the same', async () => {
  const { regions } = world;
  const [us, , , sa, af] = regions as [TestRegion, TestRegion, TestRegion, TestRegion, TestRegion];
  const { page, api, web } = await makePage(us.writer);
  await converged(regions, 20_000);
  const writeAll = (from: TestRegion[], word: string) =>
    Promise.all(
      from.map(async ({ writer, kit }, at) => {
        for (let count = 0; count < 10; count++) {
          const component = (at + count) % 2 === 0 ? api : web;
          await writer.write({ type: 'edit-component', page, component, name: `${word} ${kit.region} ${count}` }, { actor: 'test' });
        }
      }),
    );
  await writeAll(regions, 'all');
  await converged(regions, 20_000);

  for (const gone of [sa, af]) {
    await gone.sync![Symbol.asyncDispose]();
    gone.sync = undefined;
    await setMember(createPostgresStore(us.sql), us.kit, { region: gone.kit.region, number: gone.kit.regionNumber }, 'dead');
  }
  const rest = regions.filter((region) => region !== sa && region !== af);
  await Promise.all([writeAll(rest, 'three'), writeAll([sa, af], 'alone')]);
  await converged(rest, 20_000);
  for (const region of rest) expect(await membersOf(region)).toEqual(['us', 'eu', 'ap']);

  for (const back of [sa, af]) {
    back.sync = await startSync(back.kit, { sql: back.sql, bus: back.bus, peers: peersOf(back, regions) });
    await converged([us, back], 20_000);
    await setMember(createPostgresStore(back.sql), back.kit, { region: back.kit.region, number: back.kit.regionNumber }, 'active');
  }
  await converged(regions, 20_000);
  for (const region of regions) expect(await membersOf(region)).toEqual(['us', 'eu', 'ap', 'sa', 'af']);
  const names = await Promise.all(
    regions.map(({ sql }) => sql<{ name: string }[]>`select name from component where page = ${page} order by id`),
  );
  for (const each of names) expect([...each]).toEqual([...names[0]!]);
});
