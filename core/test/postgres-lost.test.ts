import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { launchPostgres } from '../src/launch/launch-postgres.ts';
import { isPostgresOutage, openPostgres } from '../src/outside/postgres.ts';

it('a server that only reads, as a standby does until it is promoted, is an outage and not a bug', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'pharos-reads-'));
  const settings = ['default_transaction_read_only=on'];
  const server = await launchPostgres({ dataDir: join(dir, 'postgres'), logFile: join(dir, 'postgres.log'), isThrowaway: true, settings });
  const sql = openPostgres({ url: server.url, max: 1, name: 'test' });
  expect(isPostgresOutage(await sql`create table never (n int)`.catch((error: unknown) => error))).toBe(true);
  await sql.end();
  await server.stop();
  await rm(dir, { recursive: true });
});

it('a Postgres that dies within transactions is told to each, and the pool is whole again when it is back', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'pharos-lost-'));
  const options = { dataDir: join(dir, 'postgres'), logFile: join(dir, 'postgres.log'), isThrowaway: true };
  let server = await launchPostgres(options);
  const sql = openPostgres({ url: server.url, max: 3, name: 'test' });
  const asleep = Array.from({ length: 3 }, () =>
    sql
      .begin(async (tx) => {
        await tx`select 1`;
        await tx`select pg_sleep(5)`;
      })
      .catch((error: unknown) => error),
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  await server.kill();
  for (const ended of asleep) expect(isPostgresOutage(await ended)).toBe(true);

  server = await launchPostgres({ ...options, port: server.port });
  await expect
    .poll(
      () =>
        Promise.all([1, 2, 3, 4, 5, 6].map(() => sql.begin((tx) => tx`select 1`))).then(
          (all) => all.length,
          () => 0,
        ),
      { timeout: 2_000 },
    )
    .toBe(6);
  await sql.end();
  await server.stop();
  await rm(dir, { recursive: true });
});
