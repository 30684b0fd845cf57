import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PageEvent } from '@pharos/core/fact';
import { startChild, type Child } from '@pharos/core/launch/child';
import { launchNats, type LaunchedNats } from '@pharos/core/launch/launch-nats';
import { launchRedis, type LaunchedRedis } from '@pharos/core/launch/launch-redis';
import type { Bus } from '@pharos/core/outside/bus';
import { connectNats } from '@pharos/core/outside/bus-nats';
import { subject } from '@pharos/core/subject';
import type { FreshDatabase } from '@pharos/core/testing/fresh-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReader, type Reader } from './reader.ts';
import { commitEvent, createPage, regionDatabase } from './region.ts';

// Real gateways in processes of their own, over a real NATS, Redis and Postgres; readers that come back as a browser does.

const readersCount = 1_000;
let dir: string;
let database: FreshDatabase;
let nats: LaunchedNats;
let redis: LaunchedRedis;
let bus: Bus;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-drill-'));
  database = await regionDatabase();
  nats = await launchNats({ logFile: join(dir, 'nats.log') });
  redis = await launchRedis({ dir: join(dir, 'redis'), logFile: join(dir, 'redis.log') });
  bus = connectNats({ url: nats.url, name: 'drill', onError: () => undefined });
  await bus.flush();
});

afterAll(async () => {
  await bus[Symbol.asyncDispose]();
  await nats.stop();
  await redis.stop();
  await database[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

interface Process {
  child: Child;
  port: number;
}

async function startProcess(engine: 'portable' | 'linux', name: string): Promise<Process> {
  let onReady: (url: string) => void;
  const ready = new Promise<string>((resolve) => (onReady = resolve));
  const child = startChild({
    command: process.execPath,
    args: [fileURLToPath(new URL('../src/main.ts', import.meta.url))],
    env: {
      REGION: 'eu',
      REGION_NUMBER: '1',
      ADMIN_PORT: '0',
      LIVE_PORT: '0',
      LIVE_ENGINE: engine,
      LIVE_THREADS: '1',
      READERS_PER_ADDRESS_MAX: '20000',
      DATABASE_URL: database.url,
      DATABASE_POOL: '4',
      NATS_URL: nats.url,
      REDIS_URL: redis.url,
      LOG_LEVEL: 'warn',
    },
    logFile: join(dir, `${name}.log`),
    stopMs: 5_000,
    onMessage: (message) => onReady((message as { url: string }).url),
  });
  const url = await Promise.race([ready, child.ended.then((how) => Promise.reject(new Error(`${name} ${how}`)))]);
  return { child, port: Number(new URL(url).port) };
}

/** Readers who go to the next gateway when theirs is gone, with the id they saw last; each event they get is noted. */
function createCrowd(page: string, ports: number[]) {
  const seen = Array.from({ length: readersCount }, () => [] as string[]);
  const held = new Map<number, Reader>();
  let connected = 0;
  let isOver = false;
  const open = (at: number, turn: number, after: string | undefined) => {
    if (isOver) return;
    let last = after;
    const reader = openReader(ports[turn % ports.length]!, `/live/${page}${last ? `?after=${last}` : ''}`, {
      onEvent: ({ event, id }) => {
        last = id ?? last;
        if (event === 'hello') connected++;
        if (event === 'change' || event === 'reset') seen[at]!.push(event === 'change' ? id! : 'reset');
      },
    });
    held.set(at, reader);
    reader.socket.once('close', () => {
      if (reader.of('hello').length > 0) connected--;
      // A second or so, as browsers wait.
      setTimeout(() => open(at, turn + 1, last), 200 + Math.random() * 1_000).unref();
    });
  };
  for (let at = 0; at < readersCount; at++) open(at, at, undefined);
  return {
    seen,
    connected: () => connected,
    close: () => {
      isOver = true;
      for (const reader of held.values()) reader.socket.destroy();
    },
  };
}

describe.each<['portable' | 'linux']>([['portable'], ['linux']])('drills, %s engine', (engine) => {
  it('a gateway killed, the bus restarted, the cache wiped: every reader has every event once, and is back within 15 s', async () => {
    const page = await createPage(database.sql);
    const [first, second] = await Promise.all([startProcess(engine, `${engine}-1`), startProcess(engine, `${engine}-2`)]);
    const crowd = createCrowd(page, [first.port, second.port]);
    await expect.poll(crowd.connected, { timeout: 20_000 }).toBe(readersCount);
    const due: string[] = [];
    const change = async (words: string): Promise<PageEvent> => {
      const event = await commitEvent(database.sql, page, 7, words);
      bus.publish(subject.page(page), JSON.stringify(event));
      due.push(event.version);
      return event;
    };
    const everybodyHasAll = () => crowd.seen.every((each) => each.length >= due.length);

    for (let turn = 0; turn < 10; turn++) await change(`before ${turn}`);
    await expect.poll(everybodyHasAll, { timeout: 10_000 }).toBe(true);

    await first.child.kill();
    const killedAt = performance.now();
    for (let turn = 0; turn < 10; turn++) {
      await change(`while away ${turn}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await expect.poll(crowd.connected, { timeout: 15_000 }).toBeGreaterThanOrEqual(readersCount * 0.99);
    const backMs = performance.now() - killedAt;
    await expect.poll(everybodyHasAll, { timeout: 10_000 }).toBe(true);

    const { port } = nats;
    await nats.kill();
    await change('nobody is told');
    await redis.kill();
    await expect.poll(everybodyHasAll, { timeout: 10_000 }).toBe(true);
    nats = await launchNats({ logFile: join(dir, 'nats.log'), port });
    redis = await launchRedis({ dir: join(dir, 'redis'), logFile: join(dir, 'redis.log'), port: redis.port });
    await expect.poll(() => bus.isConnected(), { timeout: 10_000 }).toBe(true);
    await change('told again');
    await expect.poll(everybodyHasAll, { timeout: 10_000 }).toBe(true);

    expect(crowd.seen.filter((each) => each.join() !== due.join())).toEqual([]);
    expect(backMs).toBeLessThan(15_000);
    crowd.close();
    await second.child.stop();
    expect(await second.child.ended).toBe('ended with code 0');
  }, 120_000);
});
