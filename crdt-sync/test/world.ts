import { systemClock, type Clock } from '@pharos/core/clock';
import { newId } from '@pharos/core/id';
import type { Bus } from '@pharos/core/outside/bus';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import type { Sql } from '@pharos/core/outside/postgres';
import { systemRandom } from '@pharos/core/random';
import type { Kit, Role } from '@pharos/core/role';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { testKit } from '@pharos/core/testing/kit';
import { until } from '@pharos/core/testing/until';
import { createWriter, readDigest, readMeshStatus, type Writer } from '../src/mod.ts';
import { migrationsFolder } from '@pharos/region/migrations';
import { startSync } from '../src/role.ts';

export interface TestRegion {
  kit: Kit;
  sql: Sql;
  database: FreshDatabase;
  bus: Bus;
  writer: Writer;
  sync: Role | undefined;
}

export interface TestWorld extends AsyncDisposable {
  regions: TestRegion[];
  start(): Promise<void>;
}

export const regionNames = ['us', 'eu', 'ap', 'sa', 'af', 'me', 'oc'];

export function kitAt(at: number, clock: Clock = systemClock): Kit {
  return testKit({ role: 'sync', region: regionNames[at]!, regionNumber: at + 1, clock, random: systemRandom });
}

/** Regions with a real database each; their buses are memory, or what `makeBus` opens. */
export async function createWorld(
  count: number,
  makeBus: (at: number) => Promise<Bus> = async () => createMemoryBus(),
): Promise<TestWorld> {
  const regions: TestRegion[] = [];
  for (let at = 0; at < count; at++) {
    const database = await freshDatabase([['region', migrationsFolder]]);
    const kit = kitAt(at);
    const bus = await makeBus(at);
    regions.push({ kit, sql: database.sql, database, bus, writer: createWriter(kit, { sql: database.sql, bus }), sync: undefined });
  }
  return {
    regions,
    start: async () => {
      for (const region of regions)
        region.sync ??= await startSync(region.kit, { sql: region.sql, bus: region.bus, peers: peersOf(region, regions) });
    },
    [Symbol.asyncDispose]: async () => {
      for (const { sync } of regions) await sync?.[Symbol.asyncDispose]();
      for (const { writer, bus, database } of regions) {
        await writer[Symbol.asyncDispose]();
        await bus[Symbol.asyncDispose]();
        await database[Symbol.asyncDispose]();
      }
    },
  };
}

/** A writer that hears nothing from the bus, and so leaves all that it writes to the relay. */
export function writerWithoutBus({ kit, sql, bus }: TestRegion): Writer {
  return createWriter(kit, { sql, bus: { ...bus, isConnected: () => false }, relayWaitMs: 1 });
}

export function peersOf(region: TestRegion, regions: TestRegion[]) {
  return regions.filter((other) => other !== region).map(({ kit, bus }) => ({ region: kit.region, number: kit.regionNumber, bus }));
}

/** Every region has everything, nothing waits, and all say the same. */
export async function converged(regions: TestRegion[], limitMs = 60_000): Promise<string> {
  let digests: string[] = [];
  const told = async () => {
    const states = await Promise.all(
      regions.map(async ({ sql }) => ({ status: await readMeshStatus(sql), digest: await readDigest(sql) })),
    );
    digests = states.map(({ digest }) => digest.digest);
    const vectors = new Set(states.map(({ digest }) => JSON.stringify(digest.vv)));
    return vectors.size === 1 && new Set(digests).size === 1 && states.every(({ status }) => status.outbox === 0);
  };
  await until('the regions say the same', told, limitMs);
  return digests[0]!;
}

export async function makePage(
  writer: Writer,
  slug = `p-${newId().slice(-8)}`,
): Promise<{ page: string; api: string; web: string; slug: string }> {
  const [page, api, web] = [newId(), newId(), newId()];
  await writer.write({ type: 'create-page', page, name: 'Acme', slug, timeZone: 'UTC' }, { actor: 'test' });
  for (const [component, name] of [
    [api, 'API'],
    [web, 'Web'],
  ] as const) {
    await writer.write(
      { type: 'create-component', page, component, name, description: '', group: null, status: 'operational' },
      { actor: 'test' },
    );
  }
  return { page, api, web, slug };
}
