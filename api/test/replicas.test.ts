import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { launchPostgres, type LaunchedPostgres } from '@pharos/core/launch/launch-postgres';
import { migrate } from '@pharos/core/outside/migrate';
import { openPostgres, type Sql } from '@pharos/core/outside/postgres';
import { until } from '@pharos/core/testing/until';
import { migrationsFolder } from '@pharos/region/migrations';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPools } from '../src/pools.ts';
import { openApi, type TestApi } from './open-api.ts';

// A real primary and a real streaming standby.
let dir: string;
let primary: LaunchedPostgres;
let standby: LaunchedPostgres;
let onPrimary: Sql;
let onStandby: Sql;
let api: TestApi;
let page: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-replica-'));
  const [first, second] = [join(dir, 'first'), join(dir, 'second')];
  primary = await launchPostgres({ dataDir: first, logFile: join(dir, 'first.log'), isThrowaway: true });
  onPrimary = openPostgres({ url: primary.url, max: 2, name: 'test' });
  await migrate(onPrimary, 'region', migrationsFolder);
  const session = await onPrimary.reserve();
  await session`select pg_backup_start('test', true)`;
  // With its owner and rights, as Postgres wants them.
  await promisify(execFile)('cp', ['-a', first, second]);
  const [backup] = await session<{ label: string }[]>`select labelfile as label from pg_backup_stop(false)`;
  session.release();
  await rm(join(second, 'postmaster.pid'), { force: true });
  await writeFile(join(second, 'backup_label'), backup!.label);
  await writeFile(join(second, 'standby.signal'), '');
  await appendFile(join(second, 'postgresql.auto.conf'), `primary_conninfo = 'host=127.0.0.1 port=${primary.port} user=pharos'\n`);
  standby = await launchPostgres({ dataDir: second, logFile: join(dir, 'second.log'), isThrowaway: true });
  onStandby = openPostgres({ url: standby.url, max: 1, name: 'test' });
  const both = `postgres://pharos@127.0.0.1:${primary.port},127.0.0.1:${standby.port}/postgres`;
  const pools = openPools(both, 20, undefined, { urls: [standby.url], max: 4 });
  api = await openApi(both, { pools });
  page = String((await api.ask('POST', '/v1/pages', { name: 'Acme', slug: 'acme' })).json['id']);
}, 90_000);

afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await onPrimary.end({ timeout: 1 });
  await onStandby.end({ timeout: 1 });
  await standby.stop();
  await primary.stop();
  await rm(dir, { recursive: true, force: true });
});

it('reads see each write at once, though the copy that answers them stands still for a while', async () => {
  await onStandby`select pg_wal_replay_pause()`;
  for (let at = 0; at < 3; at++) {
    const { json } = await api.ask('POST', `/v1/pages/${page}/incidents`, { title: `Down ${at}`, body: 'x' });
    expect((await api.ask('GET', `/v1/pages/${page}/incidents/${String(json['id'])}`)).status).toBe(200);
  }
  await onStandby`select pg_wal_replay_resume()`;
  const list = async () => ((await api.ask('GET', `/v1/pages/${page}/incidents`)).json['items'] as object[]).length;
  expect(await list()).toBe(3);
});

it('after a failover reads and writes go on at the new primary, without a restart', async () => {
  await until('the standby has it all', async () => {
    const [row] = await onStandby<{ count: number }[]>`select count(*)::int as count from incident`;
    return row!.count === 3;
  });
  await primary.kill();
  await onStandby`select pg_promote(true, 10)`;
  const write = () => api.ask('POST', `/v1/pages/${page}/incidents`, { title: 'After', body: 'x' });
  const began = performance.now();
  await until('a write is taken', async () => (await write()).status === 201, 20_000);
  expect(performance.now() - began).toBeLessThan(15_000);
  expect(((await api.ask('GET', `/v1/pages/${page}/incidents`)).json['items'] as object[]).length).toBeGreaterThanOrEqual(4);
});
