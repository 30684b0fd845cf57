import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '@pharos/core/id';
import { seededRandom } from '@pharos/core/random';
import { readPageEventsSince } from '@pharos/region/reading/page-events';
import { readView } from '@pharos/region/reading/view';
import { decodeVersion, encodeVersion, type Version } from '@pharos/core/version';
import { until } from '@pharos/core/testing/until';
import { applyPatch, type View } from '@pharos/resources/view';
import { linkBus, type Link } from '../../proof/mesh-bench/link-bus.ts';
import { startSync } from '../src/role.ts';
import { converged, createWorld, makePage, type TestRegion, type TestWorld } from './world.ts';

let world: TestWorld;
const links = new Map<string, Link>();
const link = (from: string, to: string) => links.get(`${from}>${to}`)!;
const heal = () => links.forEach((each) => Object.assign(each, { isCut: false, loss: 0 }));
const isolate = (region: string) => links.forEach((each, key) => (each.isCut = key.split('>').includes(region)));

beforeAll(async () => {
  world = await createWorld(3);
  for (const region of world.regions) {
    const peers = world.regions
      .filter((other) => other !== region)
      .map((other, at) => {
        const over: Link = { delayMs: 20, loss: 0, isCut: false, random: seededRandom(region.kit.regionNumber * 10 + at) };
        links.set(`${other.kit.region}>${region.kit.region}`, over);
        return { region: other.kit.region, number: other.kit.regionNumber, bus: linkBus(other.bus, over) };
      });
    region.sync = await startSync(region.kit, { sql: region.sql, bus: region.bus, peers });
  }
});
afterAll(() => world[Symbol.asyncDispose]());

const actor = 'test';
const add = ({ writer }: TestRegion, page: string, name: string) =>
  writer.write(
    { type: 'create-component', page, component: newId(), name, description: '', group: null, status: 'operational' },
    { actor },
  );
const count = async ({ sql }: TestRegion, page: string) => (await sql`select 1 from component where page = ${page}`).length;

it('a region that is cut off goes on writing, and all are the same after', async () => {
  const { page } = await makePage(world.regions[0]!.writer);
  await converged(world.regions);
  isolate('eu');
  await Promise.all(
    world.regions.map(async (region) => {
      for (let at = 0; at < 40; at++) await add(region, page, `${region.kit.region} ${at}`);
    }),
  );
  expect(await count(world.regions[1]!, page)).toBe(42);
  heal();
  await converged(world.regions, 20_000);
  for (const region of world.regions) expect(await count(region, page)).toBe(122);
});

it('two responders out of touch: nobody turns it green, in any region', async () => {
  const [us, eu] = world.regions as [TestRegion, TestRegion];
  const { page, api } = await makePage(us.writer);
  const incident = newId();
  const rest = { page, incident, notify: true };
  await us.writer.write(
    {
      type: 'open-incident',
      ...rest,
      update: newId(),
      title: 'Down',
      impact: 'major',
      status: 'investigating',
      body: 'x',
      components: [{ id: api, status: 'partial_outage' }],
    },
    { actor },
  );
  await converged(world.regions);
  isolate('eu');
  await eu.writer.write(
    {
      type: 'post-update',
      ...rest,
      update: newId(),
      status: 'identified',
      impact: 'critical',
      body: 'worse',
      components: [{ id: api, status: 'major_outage' }],
    },
    { actor },
  );
  await us.writer.write(
    { type: 'post-update', ...rest, update: newId(), status: 'resolved', body: 'over', components: [{ id: api, status: 'operational' }] },
    { actor },
  );
  heal();
  await converged(world.regions, 20_000);
  for (const { sql } of world.regions) {
    const view = await readView(sql, page);
    expect(view?.incidents[0]).toMatchObject({ status: 'identified', impact: 'critical', conflict: true, resolvedAt: null });
    expect(view?.incidents[0]?.updates).toHaveLength(3);
    expect(view?.components.find(({ id }) => id === api)?.status).toBe('major_outage');
  }
  await us.writer.write({ type: 'post-update', ...rest, update: newId(), status: 'resolved', body: 'now it is' }, { actor });
  await converged(world.regions, 20_000);
  for (const { sql } of world.regions)
    expect((await readView(sql, page))?.incidents[0]).toMatchObject({ status: 'resolved', conflict: false });
});

it('with one link dead, in one way or both, a third region carries what is missing', async () => {
  const [us, , ap] = world.regions as [TestRegion, TestRegion, TestRegion];
  const { page } = await makePage(us.writer);
  await converged(world.regions, 20_000);
  link('us', 'ap').isCut = true;
  await add(us, page, 'one way');
  await until('ap has it through eu', async () => (await count(ap, page)) === 3);
  link('ap', 'us').isCut = true;
  await Promise.all([add(us, page, 'both ways'), add(ap, page, 'and back')]);
  await until('both have it through eu', async () => (await count(ap, page)) === 5);
  await until('and us', async () => (await count(us, page)) === 5);
  expect((await us.sql`select name from component where page = ${page} and name = 'and back'`).length).toBe(1);
  heal();
});

it('with a tenth of all messages lost, and a link that flaps, nothing is missing', async () => {
  const { page } = await makePage(world.regions[0]!.writer);
  await converged(world.regions, 20_000);
  links.forEach((each) => (each.loss = 0.1));
  const flapping = setInterval(() => (link('eu', 'us').isCut = !link('eu', 'us').isCut), 150);
  for (let at = 0; at < 25; at++) await Promise.all(world.regions.map((region) => add(region, page, `${at}`)));
  clearInterval(flapping);
  link('eu', 'us').isCut = false;
  await converged(world.regions, 30_000);
  for (const region of world.regions) expect(await count(region, page)).toBe(77);
  heal();
});

it('a reader who hops between regions sees every event once, and ends at the same page', async () => {
  const random = seededRandom(5);
  const { page, api, web } = await makePage(world.regions[0]!.writer);
  await converged(world.regions, 20_000);
  let view: View = (await readView(world.regions[0]!.sql, page))!;
  const seen = new Set<string>();
  const work = { isOver: false };
  const writing = Promise.all(
    world.regions.map(async ({ writer, kit }) => {
      for (let at = 0; at < 25; at++) {
        await writer.write({ type: 'edit-component', page, component: at % 2 === 0 ? api : web, name: `${kit.region} ${at}` }, { actor });
      }
    }),
  ).finally(() => (work.isOver = true));
  const hop = async (region: TestRegion) => {
    const since = await readPageEventsSince(region.sql, page, decodeVersion(view.version)!, 1_000);
    if (since.kind !== 'events') return since.kind;
    for (const event of since.events) {
      const key = `${event.origin}:${event.seq}`;
      expect(seen.has(key)).toBe(false);
      seen.add(key);
      view = applyPatch(view, event.patch, event.version, event.at);
    }
    return since.kind;
  };
  while (!work.isOver) await hop(world.regions[Math.floor(random() * 3)]!);
  await writing;
  await converged(world.regions, 20_000);
  expect(await hop(world.regions[2]!)).toBe('events');
  const final = (await readView(world.regions[1]!.sql, page))!;
  expect({ ...view, at: '' }).toEqual({ ...final, at: '' });
  const told = decodeVersion(final.version) as Version;
  expect(encodeVersion(told)).toBe(view.version);
});
