import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@pharos/core/clock';
import { launchPostgres, type LaunchedPostgres } from '@pharos/core/launch/launch-postgres';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { createMemoryCache } from '@pharos/core/outside/cache-memory';
import { migrate } from '@pharos/core/outside/migrate';
import { openPostgres, type Sql } from '@pharos/core/outside/postgres';
import { mintReaderToken } from '@pharos/core/reader-token';
import { subject } from '@pharos/core/subject';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startGateway } from '../src/role.ts';
import { changesOf, lastBeat, openReader } from './reader.ts';
import { commitEvent, createPage, kitOf, regionMigrations } from './region.ts';

// A database that hangs neither answers nor fails: nothing ends by itself. Its connections are those of this file alone.

const connections = 4;
let dir: string;
let postgres: LaunchedPostgres;
let sql: Sql;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-frozen-'));
  postgres = await launchPostgres({ dataDir: join(dir, 'postgres'), logFile: join(dir, 'postgres.log'), isThrowaway: true });
  sql = openPostgres({ url: postgres.url, max: connections, name: 'gateway' });
  await migrate(sql, ...regionMigrations);
}, 60_000);
afterAll(async () => {
  postgres.thaw();
  await sql.end({ timeout: 1 });
  await postgres.stop();
  await rm(dir, { recursive: true, force: true });
});

/** The same, and how often it was asked. */
function counted(real: Sql): { sql: Sql; asked: () => number } {
  let asked = 0;
  const count = <T>(value: T): T => {
    asked++;
    return value;
  };
  const proxy = new Proxy(real, {
    apply: (target, self, args) => count(Reflect.apply(target, self, args) as unknown),
    get: (target, key) =>
      key === 'begin' ? (...args: Parameters<Sql['begin']>) => count(target.begin(...args)) : (Reflect.get(target, key) as unknown),
  });
  return { sql: proxy, asked: () => asked };
}

it('a database that hangs ends no stream but those whose token runs out, costs no more than its connections, and nothing is missed', async () => {
  const net = { isConnected: true };
  const bus = { ...createMemoryBus(), isConnected: () => net.isConnected };
  const table = counted(sql);
  const key = 'k'.repeat(32);
  const gateway = await startGateway(kitOf('eu'), {
    sql: table.sql,
    bus,
    cache: createMemoryCache(systemClock),
    host: '127.0.0.1',
    port: 0,
    checkMs: 200,
    heartbeatMs: 200,
    retryMs: 50,
    drainMs: 20,
    readerKeys: [key],
  });
  const port = Number(new URL(gateway.url).port);
  const [page, secret, ...strange] = await Promise.all(Array.from({ length: 60 }, () => createPage(sql)));
  await sql`update page set private = true where id = ${secret!}`;
  const token = await mintReaderToken({ page: secret!, issuedAt: Date.now(), expiresAt: Date.now() + 3_000 }, key);
  using reader = openReader(port, `/live/${page!}`);
  using brief = openReader(port, `/live/${secret!}?token=${token}`);
  for (const each of [reader, brief]) await expect.poll(() => lastBeat(each)).toBe('fresh');
  const told = await commitEvent(sql, page!, 7, 'told');
  bus.publish(subject.page(page!), JSON.stringify(told));
  await expect.poll(() => changesOf(reader)).toEqual([told.version]);

  const lost = await commitEvent(sql, page!, 7, 'lost'); // nobody is told
  postgres.freeze();
  const before = table.asked();
  // What is known here is served; who asks for more is told to come back.
  using back = openReader(port, `/live/${page!}?after=${told.prev}`);
  const strangers = strange.map((each) => openReader(port, `/live/${each}?after=${told.prev}`));
  await expect.poll(() => changesOf(back)[0]).toBe(told.version);
  await expect.poll(() => strangers.every(({ isClosed }) => isClosed)).toBe(true);
  for (const each of strangers) {
    expect(each.head).toMatch(/^HTTP\/1\.1 200 /);
    expect(each.of('hello')[0]!.data).toMatchObject({ full: 'unavailable' });
    expect(each.events.at(-1)).toHaveProperty('retry');
  }
  await expect.poll(() => brief.isClosed).toBe(true);
  await expect.poll(() => lastBeat(reader)).toBe('delayed');
  net.isConnected = false;
  await expect.poll(() => lastBeat(reader)).toBe('stale');
  expect((await gateway.checks())['source']).toContain('does not answer');
  expect(table.asked() - before).toBeLessThanOrEqual(connections);
  expect(reader.isClosed || back.isClosed).toBe(false);

  postgres.thaw();
  await expect.poll(() => changesOf(reader).at(-1)).toBe(lost.version);
  await expect.poll(() => lastBeat(reader)).toBe('delayed');
  net.isConnected = true;
  await expect.poll(() => lastBeat(reader)).toBe('fresh');
  using again = openReader(port, `/live/${page!}?after=${told.prev}`);
  for (const each of [reader, back, again]) await expect.poll(() => changesOf(each)).toEqual([told.version, lost.version]);
  using stranger = openReader(port, `/live/${strange[0]!}?after=${told.prev}`);
  await expect.poll(() => stranger.of('hello').length).toBe(1);
  expect(stranger.of('hello')[0]!.data).not.toHaveProperty('full');
  await gateway[Symbol.asyncDispose]();
}, 60_000);
