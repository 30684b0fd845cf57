import { fork } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { launchPostgres } from '../src/launch/launch-postgres.ts';
import { openPostgres } from '../src/outside/postgres.ts';

it('a Postgres can be frozen whole, thawed, killed and started again with what was committed', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'pharos-launch-')); // mode 700 and owned by root, as a checkout under /root
  const options = { dataDir: join(dir, 'postgres'), logFile: join(dir, 'postgres.log') };
  let server = await launchPostgres(options);
  const sql = openPostgres({ url: server.url, max: 2, name: 'test' });
  await sql`create table t (n int)`;
  await sql`insert into t values (1)`;

  server.freeze();
  const answer = sql`select n from t`.then(() => 'answered');
  expect(await Promise.race([answer, new Promise((resolve) => setTimeout(() => resolve('silent'), 500))])).toBe('silent');
  server.thaw();
  expect(await answer).toBe('answered');

  await server.kill();
  expect(server.isAlive()).toBe(false);
  server = await launchPostgres({ ...options, port: server.port });
  await expect
    .poll(() =>
      sql`select n from t`.then(
        (rows) => rows.length,
        () => 0,
      ),
    )
    .toBe(1);
  expect((await stat(options.dataDir)).uid).not.toBe(0); // also when we are root

  await sql.end();
  await server.stop();
  await rm(dir, { recursive: true });
});

it('what a process started ends with it, however it ends', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'pharos-orphan-'));
  const launcher = new URL('../src/launch/', import.meta.url).pathname;
  const program = `
    import { launchPostgres } from '${launcher}launch-postgres.ts';
    import { launchNats } from '${launcher}launch-nats.ts';
    const postgres = await launchPostgres({ dataDir: '${dir}/postgres', logFile: '${dir}/postgres.log' });
    const nats = await launchNats({ logFile: '${dir}/nats.log' });
    process.send([postgres.pid, nats.pid]);`;
  await writeFile(join(dir, 'program.ts'), program);
  const child = fork(join(dir, 'program.ts'), { execPath: process.execPath });
  const pids = await new Promise<number[]>((resolve) => child.once('message', (message) => resolve(message as number[])));
  child.kill('SIGKILL');
  await expect.poll(() => pids.filter(isRunning)).toEqual([]);
  await rm(dir, { recursive: true });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
