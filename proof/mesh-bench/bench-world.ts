import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchNats } from '@pharos/core/launch/launch-nats';
import { launchPostgres } from '@pharos/core/launch/launch-postgres';
import { migrate } from '@pharos/core/outside/migrate';
import { openPostgres, type Sql } from '@pharos/core/outside/postgres';
import { createReleasers } from '@pharos/core/run';
import { migrationsFolder } from '@pharos/region/migrations';
import { readDigest } from '../../crdt-sync/src/mod.ts';
import { startRegion, type RegionProcess } from './region-process.ts';

export interface BenchDatabase {
  region: string;
  url: string;
  sql: Sql;
}

export interface BenchDatabases extends AsyncDisposable {
  databases: BenchDatabase[];
  /** Where servers keep their files and logs. */
  dir: string;
  /** The server's first process. */
  pid: number;
}

/** One real Postgres with a database for each region, with the durability of production. */
export async function createDatabases(names: string[]): Promise<BenchDatabases> {
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
  const databases: BenchDatabase[] = [];
  for (const region of names) {
    await admin.unsafe(`create database ${region}`);
    const url = server.database(region);
    const sql = openPostgres({ url, max: 2, name: 'bench-judge' });
    releasers.push(() => sql.end({ timeout: 1 }));
    await migrate(sql, 'region', migrationsFolder);
    databases.push({ region, url, sql });
  }
  return { databases, dir, pid: server.pid, [Symbol.asyncDispose]: () => releasers.release() };
}

export interface BenchMesh extends AsyncDisposable {
  regions: RegionProcess[];
  /** Everything is everywhere, and all say the same. */
  untilLevel(limitMs: number): Promise<boolean>;
}

/** Regions in a process each, with a database and a NATS each, and links that can be slow, lossy and cut. */
export async function createBenchMesh(names: string[], delayMs: number): Promise<BenchMesh> {
  const releasers = createReleasers();
  const { databases, dir, ...database } = await createDatabases(names);
  releasers.push(() => database[Symbol.asyncDispose]());
  const sites: { region: string; number: number; natsUrl: string }[] = [];
  for (const [at, region] of names.entries()) {
    const nats = await launchNats({ logFile: join(dir, `nats-${region}.log`) });
    releasers.push(() => nats.stop());
    sites.push({ region, number: at + 1, natsUrl: nats.url });
  }
  const regions = await Promise.all(
    sites.map(async (site, at) => {
      const peers = sites.filter((other) => other !== site);
      const region = await startRegion({ ...site, databaseUrl: databases[at]!.url, peers, delayMs });
      releasers.push(() => region[Symbol.asyncDispose]());
      return region;
    }),
  );
  return {
    regions,
    untilLevel: (limitMs) =>
      untilLevel(
        databases.map(({ sql }) => sql),
        limitMs,
      ),
    [Symbol.asyncDispose]: () => releasers.release(),
  };
}

async function untilLevel(databases: Sql[], limitMs: number): Promise<boolean> {
  const end = performance.now() + limitMs;
  while (performance.now() < end) {
    if (await areAtOnePlace(databases)) {
      const states = await Promise.all(databases.map(readState));
      // A claim that is confirmed meanwhile moves one of them on: then they are read again.
      const isLevel = states.every(({ waiting }) => waiting === 0) && new Set(states.map(({ vv }) => JSON.stringify(vv))).size === 1;
      if (isLevel) return new Set(states.map(({ digest }) => digest)).size === 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

// In one snapshot: what is said, what is counted, and what is said and not counted yet.
function readState(sql: Sql) {
  return sql.begin('isolation level repeatable read read only', async (tx) => {
    const [row] = await tx<{ waiting: number }[]>`select count(*)::int as waiting from outbox`;
    return { ...(await readDigest(tx)), waiting: row!.waiting };
  });
}

async function areAtOnePlace(databases: Sql[]): Promise<boolean> {
  const vectors = await Promise.all(databases.map((sql) => sql`select origin, seq from vv where seq > 0 order by origin`));
  return new Set(vectors.map((rows) => JSON.stringify(rows))).size === 1;
}
