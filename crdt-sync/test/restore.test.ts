import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '@pharos/core/id';
import { launchPostgres, type LaunchedPostgres } from '@pharos/core/launch/launch-postgres';
import { migrate } from '@pharos/core/outside/migrate';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { openPostgres, type Sql } from '@pharos/core/outside/postgres';
import { until } from '@pharos/core/testing/until';
import { createWriter, type Writer } from '../src/mod.ts';
import { migrationsFolder } from '@pharos/region/migrations';
import { startSync } from '../src/role.ts';
import { converged, createWorld, makePage, peersOf, kitAt, type TestRegion, type TestWorld } from './world.ts';

const actor = 'test';
let world: TestWorld;
beforeAll(async () => {
  world = await createWorld(2);
});
afterAll(() => world[Symbol.asyncDispose]());

async function writeMany(writer: Writer, page: string, from: number, count: number): Promise<void> {
  for (let at = from; at < from + count; at++) {
    await writer.write(
      { type: 'create-component', page, component: newId(), name: `c${at}`, description: '', group: null, status: 'operational' },
      { actor },
    );
  }
}
const names = async (sql: Sql, page: string) =>
  (await sql<{ name: string }[]>`select name from component where page = ${page} order by created_at, name`).map(({ name }) => name);
const origins = async (sql: Sql) =>
  (await sql<{ origin: number }[]>`select origin from incarnation order by minted_at`).map(({ origin }) => origin);

it(
  'a database restored from a volume snapshot writes under a new origin, and gets its lost tail back from its peers',
  { timeout: 120_000 },
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'pharos-restore-'));
    const others = world.regions;
    const bus = createMemoryBus();
    const kit = kitAt(2);
    let server: LaunchedPostgres | undefined;
    let ap: TestRegion | undefined;
    const start = async (): Promise<TestRegion> => {
      server = await launchPostgres({ dataDir: join(dir, 'data'), logFile: join(dir, 'postgres.log') });
      const sql = openPostgres({ url: server.url, max: 8, name: 'test' });
      await migrate(sql, 'region', migrationsFolder);
      const region = { kit, sql, bus, writer: createWriter(kit, { sql, bus }), sync: undefined, database: world.regions[0]!.database };
      return { ...region, sync: await startSync(kit, { sql, bus, peers: peersOf(region, others) }) };
    };
    const stop = async () => {
      await ap?.sync?.[Symbol.asyncDispose]();
      await ap?.writer[Symbol.asyncDispose]();
      await ap?.sql.end({ timeout: 1 });
      await server?.stop();
    };
    try {
      ap = await start();
      const all = () => [...others, ap!];
      for (const other of others)
        other.sync = await startSync(other.kit, {
          sql: other.sql,
          bus: other.bus,
          peers: [...peersOf(other, others), { region: 'ap', number: 3, bus }],
        });
      const { page } = await makePage(ap.writer);
      await writeMany(ap.writer, page, 0, 10);
      await converged(all());
      await stop();
      await cp(join(dir, 'data'), join(dir, 'snapshot'), { recursive: true });

      ap = await start();
      await writeMany(ap.writer, page, 10, 10);
      await converged(all());
      await stop();
      await rm(join(dir, 'data'), { recursive: true });
      await cp(join(dir, 'snapshot'), join(dir, 'data'), { recursive: true });

      ap = await start();
      await writeMany(ap.writer, page, 20, 10);
      await converged(all(), 20_000);
      for (const { sql } of all()) expect(await names(sql, page)).toHaveLength(32);
      expect((await origins(ap.sql)).length).toBe(2);
      expect(await ap.sql`select 1 from quarantine`).toHaveLength(0);
    } finally {
      await stop();
      for (const other of others) {
        await other.sync?.[Symbol.asyncDispose]();
        other.sync = undefined;
      }
      await rm(dir, { recursive: true, force: true });
    }
  },
);

it('a database rolled back without any trace is found out by its peers, and writes under a new origin', async () => {
  await world.start();
  const [us, eu] = world.regions as [TestRegion, TestRegion];
  const { page } = await makePage(us.writer);
  await converged(world.regions);
  const tables = ['doc', 'log', 'vv', 'outbox', 'page_version', 'page_event', 'page', 'slug', 'component'];
  await us.sync?.[Symbol.asyncDispose]();
  for (const table of tables) await us.sql.unsafe(`create table kept_${table} as table ${table}`);
  us.sync = await startSync(us.kit, { sql: us.sql, bus: us.bus, peers: peersOf(us, world.regions) });
  await writeMany(us.writer, page, 0, 5);
  await converged(world.regions);
  await us.sync[Symbol.asyncDispose]();
  for (const table of tables) await us.sql.unsafe(`delete from ${table}; insert into ${table} select * from kept_${table}`).simple();

  const before = await origins(us.sql);
  us.sync = await startSync(us.kit, { sql: us.sql, bus: us.bus, peers: peersOf(us, world.regions) });
  await until('us has a new origin', async () => (await origins(us.sql)).at(-1) !== before.at(-1));
  await writeMany(us.writer, page, 5, 5);
  await converged(world.regions);
  for (const { sql } of [us, eu]) expect(await names(sql, page)).toHaveLength(12);
});

it('an older copy put back under a running sync process gets back what it had of the others', async () => {
  const [us, eu] = world.regions as [TestRegion, TestRegion];
  const { page } = await makePage(eu.writer);
  await converged(world.regions);
  const tables = ['doc', 'log', 'vv', 'outbox', 'page_version', 'page_event', 'page', 'slug', 'component'];
  for (const table of tables) await us.sql.unsafe(`create table older_${table} as table ${table}`);
  await writeMany(eu.writer, page, 0, 5);
  await writeMany(us.writer, page, 5, 5);
  await converged(world.regions);
  const restore = tables.map((table) => `delete from ${table}; insert into ${table} select * from older_${table};`);
  await us.sql.unsafe(restore.join('\n')).simple();
  await writeMany(eu.writer, page, 10, 2);
  await converged(world.regions);
  for (const { sql } of [us, eu]) expect(await names(sql, page)).toHaveLength(14);
});

it('a notice that comes back to who wrote it says so, and no other does', async () => {
  const [us, eu] = world.regions as [TestRegion, TestRegion];
  const { page } = await makePage(us.writer);
  const open = async (region: TestRegion) => {
    const update = newId();
    const incident = { page, incident: newId(), update, title: 'Down', impact: 'minor', status: 'investigating', body: 'x' } as const;
    await region.writer.write({ type: 'open-incident', ...incident, components: [], notify: true }, { actor });
    return update;
  };
  const kept = await open(us);
  await converged(world.regions);
  const tables = [
    'doc',
    'log',
    'vv',
    'outbox',
    'page_version',
    'page_event',
    'page',
    'slug',
    'component',
    'incident',
    'incident_update',
    'notify_job',
  ];
  for (const table of tables) await us.sql.unsafe(`create table copied_${table} as table ${table}`);
  const lost = await open(us);
  const others = await open(eu);
  await converged(world.regions);
  await us.sql
    .unsafe(tables.map((table) => `delete from ${table}; insert into ${table} select * from copied_${table};`).join('\n'))
    .simple();
  await until('what was lost is back', async () => (await us.sql`select 1 from notify_job where update = ${lost}`).length === 1);
  const written = await open(us);
  await converged(world.regions);
  const returned = async ({ sql }: TestRegion) =>
    (await sql<{ update: string }[]>`select update from notify_job where returned and page = ${page}`).map(({ update }) => update);
  expect(await returned(us)).toEqual([lost]);
  expect(await returned(eu)).toEqual([]);
  expect(await us.sql`select update from notify_job where page = ${page} order by at, update`).toMatchObject(
    [kept, lost, others, written].map((update) => ({ update })),
  );
});
