import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@pharos/core/id';
import { decodeVersion } from '@pharos/core/version';
import { openFileStore } from '@pharos/core/outside/object-store-files';
import { freshDatabase } from '@pharos/core/testing/fresh-database';
import { migrationsFolder } from '@pharos/region/migrations';
import { readPageEventsSince } from '@pharos/region/reading/page-events';
import { readView } from '@pharos/region/reading/view';
import { applyPatch, type View } from '@pharos/resources/view';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rebuild } from '../src/archive/rebuild.ts';
import { purge } from '../src/mesh/purge.ts';
import { verifyTables } from '../src/mesh/verify-tables.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import { converged, createWorld, makePage, type TestRegion, type TestWorld } from './world.ts';

const actor = 'test';
let world: TestWorld;
let [us, eu]: TestRegion[] = [];

beforeAll(async () => {
  world = await createWorld(2);
  [us, eu] = world.regions;
});
afterAll(() => world[Symbol.asyncDispose]());

const said = { description: '', isOpen: true };
const makeGroup = async (region: TestRegion, page: string, name: string, parent: string | null = null) => {
  const group = newId();
  await region.writer.write({ type: 'create-group', page, group, name, parent, ...said }, { actor });
  return group;
};
const viewOf = async ({ sql }: TestRegion, page: string): Promise<View> => (await readView(sql, page))!;
/** What stands where, in names. */
const treeOf = ({ groups = [], components }: View) => {
  const names = new Map(groups.map(({ id, name }) => [id, name]));
  const place = (id: string | null | undefined) => (id ? names.get(id) : 'top');
  const all = [
    ...groups.map(({ name, parent }) => [name, place(parent)]),
    ...components.map(({ name, groupId }) => [name, place(groupId)]),
  ];
  return Object.fromEntries(all) as Record<string, string>;
};

it('groups that two regions put into each other at once stand at the top in both, and every reader comes to the same page', async () => {
  const { page, api, web } = await makePage(us!.writer);
  const [a, b] = [await makeGroup(us!, page, 'A'), await makeGroup(us!, page, 'B')];
  const c = await makeGroup(us!, page, 'C', a);
  await us!.writer.write({ type: 'edit-component', page, component: api, groupId: c }, { actor });
  // Nothing went between them so far: both start from here.
  await world.start();
  await converged(world.regions);
  const start = { us: await viewOf(us!, page), eu: await viewOf(eu!, page) };
  expect(treeOf(start.eu)).toEqual({ A: 'top', B: 'top', C: 'A', API: 'C', Web: 'top' });
  expect(start.eu.groups).toEqual(start.us.groups);

  // Neither has heard of the other: the syncs are stopped meanwhile.
  for (const region of world.regions) {
    await region.sync![Symbol.asyncDispose]();
    region.sync = undefined;
  }
  await us!.writer.write({ type: 'edit-group', page, group: a, parent: b }, { actor });
  await eu!.writer.write({ type: 'edit-group', page, group: b, parent: a }, { actor });
  await eu!.writer.write({ type: 'edit-component', page, component: web, groupId: b, status: 'major_outage' }, { actor });
  await world.start();
  await converged(world.regions);
  const both = [await viewOf(us!, page), await viewOf(eu!, page)];
  for (const view of both) expect(treeOf(view)).toEqual({ A: 'top', B: 'top', C: 'A', API: 'C', Web: 'B' });
  expect(both[0]!.groups).toEqual(both[1]!.groups);

  // A component that an incident names moves its groups; a removed group and a purged one leave what stood in them.
  const incident = { title: 'x', impact: 'major', status: 'investigating', body: 'x', notify: false } as const;
  const components = [{ id: api, status: 'partial_outage' as const }];
  await eu!.writer.write({ type: 'open-incident', page, incident: newId(), update: newId(), ...incident, components }, { actor });
  await converged(world.regions);
  expect((await viewOf(us!, page)).groups?.map(({ name, status }) => `${name} ${status}`)).toEqual([
    'A partial_outage',
    'B major_outage',
    'C partial_outage',
  ]);
  await us!.writer.write({ type: 'remove-group', page, group: c }, { actor });
  await converged(world.regions);
  expect(treeOf(await viewOf(eu!, page))).toMatchObject({ API: 'A' });

  // Who followed the events, here or by hopping over, has what a new reader is given.
  for (const [from, region] of [
    [start.us, us!],
    [start.eu, eu!],
    [both[0]!, eu!],
    [both[1]!, us!],
  ] as const) {
    const since = await readPageEventsSince(region.sql, page, decodeVersion(from.version)!, 100);
    if (since.kind !== 'events') throw new Error(since.kind);
    let view = from;
    for (const event of since.events) view = applyPatch(view, event.patch, event.version, event.at);
    expect({ ...view, at: '' }).toEqual({ ...(await viewOf(region, page)), at: '' });
  }

  await purge(createPostgresStore(us!.sql), us!.kit, `group:${b}`);
  await converged(world.regions);
  for (const region of world.regions) expect(treeOf(await viewOf(region, page))).toEqual({ A: 'top', API: 'A', Web: 'top' });
});

it('live readers are told of groups with what moved them, and of no others', async () => {
  const { page, api } = await makePage(us!.writer);
  const [a, b] = [await makeGroup(us!, page, 'A'), await makeGroup(us!, page, 'B')];
  await us!.writer.write({ type: 'edit-component', page, component: api, groupId: a }, { actor });
  await converged(world.regions);
  const start = await viewOf(eu!, page);
  const follow = async () => {
    await converged(world.regions);
    const since = await readPageEventsSince(eu!.sql, page, decodeVersion(start.version)!, 100);
    return since.kind === 'events' ? since.events : [];
  };
  const incident = { title: 'x', impact: 'major', status: 'investigating', body: 'x', notify: false } as const;
  const components = [{ id: api, status: 'partial_outage' as const }];
  await us!.writer.write({ type: 'open-incident', page, incident: newId(), update: newId(), ...incident, components }, { actor });
  expect((await follow()).at(-1)!.patch.groups).toMatchObject([{ id: a, status: 'partial_outage' }]);
  await us!.writer.write({ type: 'edit-group', page, group: a, parent: b }, { actor });
  await us!.writer.write({ type: 'edit-page', page, name: 'New' }, { actor });
  await us!.writer.write({ type: 'remove-group', page, group: a }, { actor });
  const events = await follow();
  expect(events.map(({ patch }) => patch.groups?.length)).toEqual([1, 2, undefined, 1]);
  expect(events.at(-1)!.patch).toMatchObject({ removed: [a], components: [{ id: api, groupId: b }] });
  let view = start;
  for (const event of events) view = applyPatch(view, event.patch, event.version, event.at);
  expect({ ...view, at: '' }).toEqual({ ...(await viewOf(eu!, page)), at: '' });
});

it('tables are what the documents say of groups, and all of them can be made of the log again', async () => {
  for (const region of world.regions) {
    for (let after: string | undefined = ''; after !== undefined;) {
      const { mended, next } = await verifyTables(region.sql, after);
      expect(mended).toEqual([]);
      after = next === '' ? undefined : next;
    }
  }
  await us!.sql`update component_group set parent = null, name = 'wrong'`;
  const mended: string[] = [];
  for (let after: string | undefined = ''; after !== undefined;) {
    const found = await verifyTables(us!.sql, after);
    mended.push(...found.mended);
    after = found.next === '' ? undefined : found.next;
  }
  expect(mended.length).toBeGreaterThan(2);
  expect(new Set(mended.map((id) => id.split(':')[0]))).toEqual(new Set(['group']));

  const dir = await mkdtemp(join(tmpdir(), 'pharos-groups-'));
  await using empty = await freshDatabase([['region', migrationsFolder]]);
  const rebuilt = await rebuild({ sql: us!.sql, store: openFileStore(dir), region: 'us' }, empty.sql);
  expect(rebuilt.digest).toBe(rebuilt.expected);
  const rows = (sql: TestRegion['sql']) => sql`select id, name, parent, removed from component_group order by id`;
  expect([...(await rows(empty.sql))]).toEqual([...(await rows(us!.sql))]);
  await rm(dir, { recursive: true });
});
