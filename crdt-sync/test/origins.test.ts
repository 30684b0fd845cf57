import { setTimeout as pause } from 'node:timers/promises';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '@pharos/core/id';
import { freePort } from '@pharos/core/launch/port';
import { launchPostgres, type LaunchedPostgres } from '@pharos/core/launch/launch-postgres';
import { migrate } from '@pharos/core/outside/migrate';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { openPostgres, type Sql } from '@pharos/core/outside/postgres';
import { readPageEventsSince } from '@pharos/region/reading/page-events';
import { decodeVersion, type Version } from '@pharos/core/version';
import { until } from '@pharos/core/testing/until';
import { createWriter } from '../src/mod.ts';
import { migrationsFolder } from '@pharos/region/migrations';
import { startSync } from '../src/role.ts';
import { converged, createWorld, makePage, peersOf, kitAt, type TestRegion, type TestWorld } from './world.ts';

const actor = 'test';
// Two thousand of them say the same, and take three minutes.
const restarts = 60;
// So short that a test need not wait for it.
const retireAfterMs = 20;

let world: TestWorld;
beforeAll(async () => {
  world = await createWorld(3);
  for (const region of world.regions)
    region.sync = await startSync(region.kit, { sql: region.sql, bus: region.bus, peers: peersOf(region, world.regions), retireAfterMs });
});
afterAll(() => world[Symbol.asyncDispose]());

// As after a start that nobody vouches for.
const forgetName = (sql: Sql) => sql`update incarnation set ident = gen_random_uuid()`;
const rename = ({ writer }: TestRegion, page: string, component: string, name: string) =>
  writer.write({ type: 'edit-component', page, component, name }, { actor });

it(
  'a page whose databases were started again all the time has a version as short as any other, and readers who stayed away are told all they missed',
  { timeout: 120_000 },
  async () => {
    const [us] = world.regions as [TestRegion];
    const { page } = await makePage(us.writer);
    const components = world.regions.map(() => newId());
    for (const [at, component] of components.entries())
      await us.writer.write(
        { type: 'create-component', page, component, name: `c${at}`, description: '', group: null, status: 'operational' },
        { actor },
      );
    await converged(world.regions);
    const away: string[] = [];
    let longest = 0;
    for (let at = 0; at < restarts; at++) {
      const region = world.regions[at % 3]!;
      await forgetName(region.sql);
      const { version } = await rename(region, page, components[at % 3]!, `n${at}`);
      away.push(version);
      longest = Math.max(longest, version.length);
    }
    await until('what was written before is retired everywhere', async () => {
      const counts = await Promise.all(world.regions.map(({ sql }) => sql`select 1 from reached where seq < 9007199254740991`));

      return counts.every((rows) => rows.length === 3);
    });
    for (const [at, region] of world.regions.entries()) await rename(region, page, components[at]!, 'last');
    await converged(world.regions);
    expect(longest).toBeLessThan(300);
    for (const { sql } of world.regions) {
      const [row] = await sql<{ version: Version }[]>`select version from page_version where page = ${page}`;
      expect(Object.keys(row!.version)).toHaveLength(6); // of each region what it writes under, and one in the place of all before
      expect(await sql`select 1 from incarnation`).toHaveLength(1);
      // Each of those who left somewhere on the way is told what he missed, to the end, in any region.
      for (const version of away.slice(-60)) {
        const since = await readPageEventsSince(sql, page, decodeVersion(version)!, 200);
        expect(since.kind).toBe('events');
        const last = since.kind === 'events' ? since.events.at(-1)! : undefined;
        expect(decodeVersion(last!.version)).toEqual(row!.version);
        expect(last!.patch.components[0]?.name).toBe('last');
      }
    }
  },
);

it(
  'a database that is started again under its processes goes on under its name; one that an older copy is put in place of does not',
  { timeout: 120_000 },
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'pharos-origins-'));
    const port = await freePort();
    const launch = () => launchPostgres({ dataDir: join(dir, 'data'), logFile: join(dir, 'postgres.log'), port });
    let server: LaunchedPostgres = await launch();
    const kit = kitAt(3);
    const bus = createMemoryBus();
    const sql = openPostgres({ url: server.url, max: 6, name: 'test' });
    await migrate(sql, 'region', migrationsFolder);
    const writer = createWriter(kit, { sql, bus });
    const sync = await startSync(kit, { sql, bus, peers: [] });
    const write = async (page: string, component: string, name: string) => {
      const asked = () => writer.write({ type: 'edit-component', page, component, name }, { actor }).catch(() => undefined);
      let written = await asked();
      while (!written) {
        await pause(20); // its database is not there yet
        written = await asked();
      }
      return written.origin;
    };
    try {
      const { page, api } = await makePage(writer);
      const origin = await write(page, api, 'first');
      await server.stop();
      server = await launch();
      expect(await write(page, api, 'after a clean end')).toBe(origin);
      await server.kill();
      server = await launch();
      expect(await write(page, api, 'after a crash')).toBe(origin);
      await server.stop();
      await cp(join(dir, 'data'), join(dir, 'copy'), { recursive: true });
      server = await launch();
      expect(await write(page, api, 'lost')).toBe(origin);
      await server.stop();
      await rm(join(dir, 'data'), { recursive: true });
      await cp(join(dir, 'copy'), join(dir, 'data'), { recursive: true });
      server = await launch();
      expect(await write(page, api, 'after the copy')).not.toBe(origin);
    } finally {
      await sync[Symbol.asyncDispose]();
      await writer[Symbol.asyncDispose]();
      await sql.end({ timeout: 1 });
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    }
  },
);
