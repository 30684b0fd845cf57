import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PageEvent } from '@pharos/resources/fact';
import { lastLines, startChild, type Child } from '@pharos/core/launch/child';
import { launchNats, type LaunchedNats } from '@pharos/core/launch/launch-nats';
import { launchRedis, type LaunchedRedis } from '@pharos/core/launch/launch-redis';
import type { Bus } from '@pharos/core/outside/bus';
import { connectNats } from '@pharos/core/outside/bus-nats';
import { subject } from '@pharos/core/subject';
import type { FreshDatabase } from '@pharos/core/testing/fresh-database';
import { commitEvent, regionDatabase } from './region.ts';

export interface GatewayProcess {
  child: Child;
  port: number;
  admin: string;
  log: string;
}

interface Bounds {
  openFilesMax?: number;
}

export interface RealRegion extends AsyncDisposable {
  dir: string;
  database: FreshDatabase;
  nats: LaunchedNats;
  redis: LaunchedRedis;
  bus: Bus;
  /** Answers once the gateway says that it is ready. */
  start(name: string, env?: Record<string, string>, bounds?: Bounds): Promise<GatewayProcess>;
  /** The same, without waiting: `ready` resolves when it says so. */
  spawn(name: string, env?: Record<string, string>, bounds?: Bounds): { child: Child; ready: Promise<GatewayProcess> };
  /** Commits an event as the relay does, and tells the bus. */
  change(page: string, words: string): Promise<PageEvent>;
}

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** A region of real servers, and gateways in processes of their own. */
export async function openRealRegion(): Promise<RealRegion> {
  const dir = await mkdtemp(join(tmpdir(), 'pharos-live-'));
  const database = await regionDatabase();
  const nats = await launchNats({ logFile: join(dir, 'nats.log') });
  const redis = await launchRedis({ dir: join(dir, 'redis'), logFile: join(dir, 'redis.log') });
  const bus = connectNats({ url: nats.url, name: 'drill', onError: () => undefined });
  await bus.flush();
  const children: Child[] = [];

  const spawn = (name: string, env: Record<string, string> = {}, { openFilesMax }: Bounds = {}) => {
    const said = Promise.withResolvers<{ url: string; admin: string }>();
    const log = join(dir, `${name}.log`);
    const child = startChild({
      ...(openFilesMax
        ? { command: 'prlimit', args: [`--nofile=${openFilesMax}`, process.execPath, main] }
        : { command: process.execPath, args: [main] }),
      env: {
        REGION: 'eu',
        REGION_NUMBER: '1',
        ADMIN_PORT: '0',
        LIVE_PORT: '0',
        LIVE_THREADS: '1',
        READERS_PER_ADDRESS_MAX: '20000',
        DATABASE_URL: database.url,
        DATABASE_POOL: '4',
        NATS_URL: nats.url,
        REDIS_URL: redis.url,
        LOG_LEVEL: 'info',
        ...env,
      },
      logFile: log,
      stopMs: 5_000,
      onMessage: (message) => said.resolve(message as { url: string; admin: string }),
    });
    children.push(child);
    const ended = child.ended.then((how) => Promise.reject(new Error(`${name} ${how}: ${lastLines(log)}`)));
    const ready = Promise.race([said.promise, ended]).then(({ url, admin }) => ({ child, port: Number(new URL(url).port), admin, log }));
    ready.catch(() => undefined); // whoever waits for it hears of it
    return { child, ready };
  };

  const region: RealRegion = {
    dir,
    database,
    nats,
    redis,
    bus,
    spawn,
    start: (name, env, bounds) => spawn(name, env, bounds).ready,
    change: async (page, words) => {
      const event = await commitEvent(database.sql, page, 7, words);
      bus.publish(subject.page(page), JSON.stringify(event));
      return event;
    },
    [Symbol.asyncDispose]: async () => {
      for (const child of children) await child.kill();
      await bus[Symbol.asyncDispose]();
      await region.nats.stop();
      await region.redis.stop();
      await database[Symbol.asyncDispose]();
      await rm(dir, { recursive: true, force: true });
    },
  };
  return region;
}
