import { afterEach, beforeEach, expect, it } from 'vitest';
import { readView } from '@pharos/region/reading/view';
import { subject } from '@pharos/core/subject';
import { until } from '@pharos/core/testing/until';
import { quarantineCommand } from '../src/commands/quarantine.ts';
import { createWriter } from '../src/mod.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import { converged, createWorld, makePage, peersOf, type TestRegion, type TestWorld } from './world.ts';

const actor = 'test';
let world: TestWorld;
let us: TestRegion;
let eu: TestRegion;
let page: string;
let other: string;
let api: string;
let otherApi: string;
beforeEach(async () => {
  world = await createWorld(3);
  await world.start();
  [us, eu] = world.regions as [TestRegion, TestRegion];
  ({ page, api } = await makePage(us.writer));
  ({ page: other, api: otherApi } = await makePage(us.writer));
  await converged(world.regions);
});
afterEach(() => world[Symbol.asyncDispose]());

const rename = (name: string, { writer }: Pick<TestRegion, 'writer'> = us) =>
  writer.write({ type: 'edit-component', page, component: api, name }, { actor });
const renameOther = (name: string) => us.writer.write({ type: 'edit-component', page: other, component: otherApi, name }, { actor });
const nameIn = async ({ sql }: TestRegion, of: string, id: string) =>
  (await readView(sql, of))!.components.find((component) => component.id === id)!.name;
const rows = ({ sql }: TestRegion) =>
  sql<{ id: number; reason: string; seq: number; detail: string }[]>`select id, reason, seq, detail from quarantine order by id`;
const versionIn = async ({ sql }: TestRegion) => (await readView(sql, page))!.version;

/** A table that refuses a value: as a fault of ours would, which nobody foresaw. */
const refusing = async ({ sql }: TestRegion, tableName: string, check: string) =>
  sql.unsafe(`alter table ${tableName} add constraint refusing check (${check}) not valid`);
const refusingNoMore = ({ sql }: TestRegion, tableName: string) => sql.unsafe(`alter table ${tableName} drop constraint refusing`);

async function command(region: TestRegion, ...args: string[]): Promise<{ code: number; text: string }> {
  const printed: string[] = [];
  const code = await quarantineCommand({
    kit: region.kit,
    sql: region.sql,
    store: createPostgresStore(region.sql),
    peers: () => peersOf(region, world.regions),
    archive: async () => undefined,
    args,
    options: { yes: true },
    print: (text) => printed.push(text),
  });
  return { code, text: printed.join('\n') };
}

it('a change that readers cannot be told of holds up no other, and readers hear that there is something', async () => {
  await refusing(us, 'page_event', `patch::text not like '%poison%'`);
  const before = await versionIn(us);
  // It waits for its relay as long as a busy machine needs.
  await using patient = createWriter(us.kit, { sql: us.sql, bus: us.bus, relayWaitMs: 60_000 });
  const answered = await rename('poison', { writer: patient });
  await Promise.all(Array.from({ length: 20 }, (_, at) => renameOther(`fine ${at}`)));
  await converged(world.regions);
  for (const region of world.regions) {
    expect(await nameIn(region, other, otherApi)).toMatch(/^fine/);
    expect(await nameIn(region, page, api)).toBe('poison');
  }
  expect(await rows(us)).toMatchObject([{ reason: 'untold', detail: expect.stringContaining('refusing') }]);
  expect(await versionIn(us)).not.toBe(before);
  expect(answered.relayed).toBe(true);
  expect(await us.kit.metrics.text()).toMatch(/mesh_quarantined_total\{[^}]*reason="untold"[^}]*\} 1/);
  // Mended: readers of every region are told.
  await refusingNoMore(us, 'page_event');
  expect((await command(us, 'retry', 'all')).code).toBe(0);
  await converged(world.regions);
  for (const { sql } of world.regions) {
    const [last] = await sql<{ name: string }[]>`
      select patch -> 'components' -> 0 ->> 'name' as name from page_event where page = ${page} order by local_id desc limit 1`;
    expect(last!.name).toBe('poison');
  }
  expect(await rows(us)).toEqual([]);
});

it('a change that one region’s tables refuse is in its documents all the same, and what comes behind it goes on', async () => {
  await refusing(eu, 'component', `name <> 'poison'`);
  await rename('poison');
  await Promise.all(Array.from({ length: 20 }, (_, at) => renameOther(`fine ${at}`)));
  await rename('and on', world.regions[2]).catch(() => undefined);
  await converged(world.regions); // digests are equal
  expect(await nameIn(eu, other, otherApi)).toMatch(/^fine/);
  expect(await rows(eu)).toMatchObject([{ reason: 'unread' }]);
  expect(await rows(us)).toEqual([]);
  expect((await command(eu, 'list')).text).toContain('unread');
  expect((await command(eu, 'show', String((await rows(eu))[0]!.id))).text).toContain('poison');
  await refusingNoMore(eu, 'component');
  expect((await command(eu, 'retry', 'all')).code).toBe(0);
  await converged(world.regions);
  expect(await nameIn(eu, page, api)).toBe(await nameIn(us, page, api));
  expect((await command(eu, 'list')).code).toBe(0);
});

it('an envelope that this version cannot read is set aside in every region, and what comes behind it goes on', async () => {
  const [own] = await us.sql<{ origin: number }[]>`select origin from incarnation`;
  const later = new TextEncoder().encode(JSON.stringify({ v: 2, region: 'us', says: 'what nobody here can read' }));
  await us.sql`insert into outbox (origin, page, env) values (${own!.origin}, ${page}, ${Buffer.from(later)})`;
  us.bus.publish(subject.outbox, '');
  await rename('behind it');
  await converged(world.regions);
  for (const region of world.regions) {
    expect(await nameIn(region, page, api)).toBe('behind it');
    await until('it is set aside', async () => (await rows(region)).some(({ reason }) => reason === 'set-aside'));
    const { code, text } = await command(region, 'retry', String((await rows(region)).find(({ reason }) => reason === 'set-aside')!.id));
    expect([code, text]).toEqual([1, expect.stringContaining('v: ')]);
    for (const { id } of await rows(region)) expect((await command(region, 'drop', String(id))).code).toBe(0);
  }
});
