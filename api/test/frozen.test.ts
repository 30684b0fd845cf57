import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchPostgres, type LaunchedPostgres } from '@pharos/core/launch/launch-postgres';
import { migrate } from '@pharos/core/outside/migrate';
import { openPostgres } from '@pharos/core/outside/postgres';
import { migrationsFolder } from '@pharos/region/migrations';
import { watchOwnTime } from '@pharos/core/testing/lateness';
import { openApi, type TestApi } from './open-api.ts';

// A Postgres of its own: one that hangs would hang the others' tests.
let dir: string;
let postgres: LaunchedPostgres;
let api: TestApi;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-api-frozen-'));
  postgres = await launchPostgres({ dataDir: join(dir, 'postgres'), logFile: join(dir, 'postgres.log'), isThrowaway: true });
  const sql = openPostgres({ url: postgres.url, max: 1, name: 'test' });
  await migrate(sql, 'region', migrationsFolder);
  await sql.end();
  api = await openApi(postgres.url, { elsewhere: ['https://api.eu.example'] });
}, 60_000);
afterAll(async () => {
  postgres.thaw();
  await api[Symbol.asyncDispose]();
  await postgres.stop();
  await rm(dir, { recursive: true, force: true });
});

it('a Postgres that hangs is told to each who asks, in time and with where else to go, and all is well once it goes on', async () => {
  const page = (await api.ask('POST', '/v1/pages', { name: 'A', slug: 'a' })).json.id as string;
  const view = () => api.ask('GET', `/v1/pages/${page}/view`);
  const post = () => api.ask('POST', `/v1/pages/${page}/incidents`, { title: 'Down', body: 'x' });
  const takesWrites = async () => (await api.ask('GET', '/health/writes', undefined, { authorization: '' })).status;
  expect([(await view()).status, (await post()).status, await takesWrites()]).toEqual([200, 201, 200]);

  postgres.freeze();
  const ownMs = watchOwnTime();
  const crowd = Array.from({ length: 60 }, (_, at) => (at % 3 ? view() : post()));
  const [answers, checks] = await Promise.all([Promise.all(crowd), api.role.checks()]);
  expect(ownMs()).toBeLessThan(6_500);
  expect(await takesWrites()).toBe(503);
  expect(checks.postgres).toMatch(/does not answer within 1000 ms/);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
  for (const { json, headers } of answers) {
    expect({ json, after: headers.get('retry-after'), link: headers.get('link') }).toMatchObject({
      json: { code: 'unavailable', elsewhere: ['https://api.eu.example'] },
      after: '1',
      link: expect.stringMatching(`^<https://api.eu.example/v1/pages/${page}/(view|incidents)>; rel="alternate"$`) as string,
    });
  }
  // Connections that could not be opened are tried again: who comes meanwhile waits no longer than one question may take.
  const againMs = watchOwnTime();
  expect((await view()).status).toBe(503);
  expect(againMs()).toBeLessThan(4_000);

  postgres.thaw();
  await expect.poll(async () => (await view()).status).toBe(200);
  await expect.poll(async () => (await post()).status).toBe(201);
  await expect.poll(takesWrites).toBe(200);
  expect((await api.role.checks()).postgres).toBeUndefined();
});

it('a Postgres that answers and takes no writes, as a copy does, is well to readers and not to who leads writers', async () => {
  const takesWrites = async () => (await api.ask('GET', '/health/writes', undefined, { authorization: '' })).status;
  const sql = openPostgres({ url: postgres.url, max: 1, name: 'test' });
  const only = async (isReadOnly: boolean) => {
    await sql.unsafe(`alter system set default_transaction_read_only = ${isReadOnly ? 'on' : 'off'}`);
    await sql`select pg_reload_conf()`;
  };
  expect(await takesWrites()).toBe(200);
  await only(true);
  await expect.poll(takesWrites).toBe(503);
  expect((await api.role.checks()).postgres).toBeUndefined();
  await only(false);
  await expect.poll(takesWrites).toBe(200);
  await sql.end();
});
