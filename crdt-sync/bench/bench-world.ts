import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@pharos/core/clock';
import { newId } from '@pharos/core/id';
import { launchPostgres } from '@pharos/core/launch/launch-postgres';
import { silentLog } from '@pharos/core/log';
import { createMetrics } from '@pharos/core/metrics';
import type { Bus } from '@pharos/core/outside/bus';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { migrate } from '@pharos/core/outside/migrate';
import { openPostgres, type Sql } from '@pharos/core/outside/postgres';
import { seededRandom, systemRandom } from '@pharos/core/random';
import type { Kit } from '@pharos/core/role';
import { createReleasers } from '@pharos/core/run';
import { createWriter, migrationsFolder, readDigest, type Writer } from '../src/mod.ts';
import { startSync } from '../src/role.ts';
import { linkBus, type Link } from './link-bus.ts';

export interface BenchRegion {
  kit: Kit;
  sql: Sql;
  bus: Bus;
  writer: Writer;
}

export interface BenchWorld extends AsyncDisposable {
  regions: BenchRegion[];
  /** The link over which `to` hears `from`. */
  link(from: number, to: number): Link;
  links(): Link[];
}

/** Regions on one real Postgres each a database of its own, with the durability of production, and links that can be slow, lossy and cut. */
export async function createBenchWorld(names: string[], delayMs: number): Promise<BenchWorld> {
  const releasers = createReleasers();
  const dir = await mkdtemp(join(tmpdir(), 'pharos-bench-'));
  releasers.push(() => rm(dir, { recursive: true, force: true }));
  const server = await launchPostgres({
    dataDir: join(dir, 'postgres'),
    logFile: join(dir, 'postgres.log'),
    settings: ['shared_buffers=128MB'],
  });
  releasers.push(() => server.stop());
  const admin = openPostgres({ url: server.url, max: 1, name: 'bench' });
  releasers.push(() => admin.end({ timeout: 1 }));
  const regions: BenchRegion[] = [];
  for (const [at, region] of names.entries()) {
    await admin.unsafe(`create database ${region}`);
    const sql = openPostgres({ url: server.database(region), max: 6, name: 'bench', hasFixedPlans: true });
    releasers.push(() => sql.end({ timeout: 1 }));
    await migrate(sql, 'region', migrationsFolder);
    const kit: Kit = {
      role: 'sync',
      region,
      regionNumber: at + 1,
      clock: systemClock,
      random: systemRandom,
      log: silentLog,
      metrics: createMetrics({ role: 'sync', region }),
    };
    const bus = createMemoryBus();
    regions.push({ kit, sql, bus, writer: createWriter(kit, { sql, bus }) });
  }
  const links = new Map<string, Link>();
  const link = (from: number, to: number): Link => {
    const key = `${from}>${to}`;
    const known = links.get(key) ?? { delayMs, loss: 0, isCut: false, random: seededRandom(from * 10 + to + 1) };
    links.set(key, known);
    return known;
  };
  for (const [at, { kit, bus }] of regions.entries()) {
    // As in production: the relay does not stand in the writers' queue for a connection.
    const sql = openPostgres({ url: server.database(kit.region), max: 4, name: 'bench-sync', hasFixedPlans: true });
    releasers.push(() => sql.end({ timeout: 1 }));
    const others = [...regions.keys()].filter((other) => other !== at);
    const peers = others.map((other) => ({
      region: regions[other]!.kit.region,
      number: other + 1,
      bus: linkBus(regions[other]!.bus, link(other, at)),
    }));
    const sync = await startSync(kit, { sql, bus, peers });
    releasers.push(() => sync[Symbol.asyncDispose]());
  }
  return { regions, link, links: () => [...links.values()], [Symbol.asyncDispose]: () => releasers.release() };
}

export interface BenchPage {
  page: string;
  component: string;
  incident: string;
}

export async function makeBenchPage({ writer }: BenchRegion): Promise<BenchPage> {
  const [page, component, incident] = [newId(), newId(), newId()];
  const actor = 'bench';
  await writer.write({ type: 'create-page', page, name: 'Bench', slug: `b-${newId().slice(-12)}`, timeZone: 'UTC' }, { actor });
  await writer.write(
    { type: 'create-component', page, component, name: 'API', description: '', group: null, status: 'operational' },
    { actor },
  );
  await openIncident({ writer }, { page, component, incident });
  return { page, component, incident };
}

export async function openIncident({ writer }: Pick<BenchRegion, 'writer'>, { page, component, incident }: BenchPage): Promise<void> {
  await writer.write(
    {
      type: 'open-incident',
      page,
      incident,
      update: newId(),
      title: 'Slow',
      impact: 'major',
      status: 'investigating',
      body: 'x'.repeat(200),
      components: [{ id: component, status: 'partial_outage' }],
      notify: true,
    },
    { actor: 'bench' },
  );
}

/** An update to an incident that moves a component: what responders do most. Answers its id. */
export async function postUpdate(
  { writer }: Pick<BenchRegion, 'writer'>,
  { page, component, incident }: BenchPage,
  update = newId(),
): Promise<string> {
  await writer.write(
    {
      type: 'post-update',
      page,
      incident,
      update,
      status: 'identified',
      body: 'x'.repeat(200),
      components: [{ id: component, status: 'major_outage' }],
      notify: true,
    },
    { actor: 'bench' },
  );
  return update;
}

export async function untilLevel(regions: BenchRegion[], limitMs: number): Promise<boolean> {
  const end = performance.now() + limitMs;
  while (performance.now() < end) {
    const waiting = await Promise.all(regions.map(async ({ sql }) => (await sql`select 1 from outbox limit 1`).length));
    const vectors = await Promise.all(regions.map(({ sql }) => sql`select origin, seq from vv where seq > 0 order by origin`));
    if (waiting.every((count) => count === 0) && new Set(vectors.map((rows) => JSON.stringify(rows))).size === 1) {
      const digests = await Promise.all(regions.map(({ sql }) => readDigest(sql)));
      return new Set(digests.map(({ digest }) => digest)).size === 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
