import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isListening } from '@pharos/core/launch/port';
import { launchPostgres, type LaunchedPostgres } from '@pharos/core/launch/launch-postgres';
import { openPostgres } from '@pharos/core/outside/postgres';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openSpace, startRestored } from '../backup/restored.ts';
import { postgresBin } from '../backup/tools.ts';

const opened = new AsyncDisposableStack();
let data: string;
let running: LaunchedPostgres;

// A database as production has it: nobody is let in without a password.
beforeAll(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'pharos-restored-'));
  opened.defer(() => rm(dir, { recursive: true, force: true }));
  await chmod(dir, 0o711); // its owner must pass through
  // A folder of sockets of its own, to see what stays.
  vi.stubEnv('TMPDIR', dir);
  opened.defer(() => void vi.unstubAllEnvs());
  data = join(dir, 'data');
  // By Debian's programs, as a host has them: those that come with npm stand in the checkout, whose folder may be closed to others.
  running = await launchPostgres({ dataDir: data, logFile: join(dir, 'log'), isThrowaway: true, bin: postgresBin() });
  const sql = openPostgres({ url: running.url, max: 1, name: 'test' });
  await sql`alter role pharos password 'secret'`;
  await sql`create role postgres superuser login password 'secret'`;
  await sql`create database kept`;
  // What was restored says otherwise in its own file, and must not be heard.
  await sql`alter system set listen_addresses = '127.0.0.1'`;
  await writeFile(join(data, 'pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n');
  await sql`select pg_reload_conf()`;
  await sql.end({ timeout: 1 });
}, 60_000);
afterAll(() => opened.disposeAsync());

it('the original lets nobody in without a password', async () => {
  const stranger = openPostgres({ url: running.url, max: 1, name: 'test' });
  // It reads its rules a moment after it was told to.
  await vi.waitFor(async () => expect(await stranger`select 1`.then(() => 'let in', codeOf)).toBe('28P01'), { timeout: 30_000 });
  await stranger.end({ timeout: 1 });
  await running.stop();
});

it("a rehearsal's copy is open to its owner alone: by a socket that nobody else reaches, and at no port", async () => {
  const { uid, gid } = await stat(data);
  await using space = await openSpace(tmpdir(), { uid, gid });
  await using restored = await startRestored(space.dir, data, { uid, gid }, 'kept');
  const [folder] = await socketFolders();

  const sql = restored.open('pharos', 'kept');
  const [row] = await sql<{ name: string; at: string; port: number }[]>`
    select current_database() as name, current_setting('listen_addresses') as at, current_setting('port')::int as port`;
  await sql.end({ timeout: 1 });
  expect(row).toMatchObject({ name: 'kept', at: '' });
  expect(await isListening(row!.port)).toBe(false);
  expect(await isListening(running.port)).toBe(false);
  expect(restored.url('pharos', 'kept')).toBe(`postgres://pharos@/kept?host=${encodeURIComponent(join(tmpdir(), folder!))}&port=5432`);

  expect((await stat(join(tmpdir(), folder!))).mode & 0o777).toBe(0o700);
  // Only root can be somebody else.
  const reason = process.getuid?.() === 0 ? reasonOfStranger(join(tmpdir(), folder!)) : 'Permission denied';
  expect(reason).toContain('Permission denied');
}, 60_000);

it('nothing is left of its socket', async () => {
  expect(await socketFolders()).toEqual([]);
});

const codeOf = (error: { code?: string }) => error.code;

async function socketFolders(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('pharos-socket-'));
}

/** What somebody else is told who asks at the socket: by a program that everybody may run, wherever this checkout stands. */
function reasonOfStranger(folder: string): string {
  const other = 54_321;
  const args = ['--host', folder, '--username', 'pharos', '--no-password', '--command', 'select 1', 'kept'];
  const how = { uid: other, gid: other, encoding: 'utf8', cwd: '/', env: { LC_ALL: 'C' } } as const;
  const { error, stdout, stderr } = spawnSync(join(postgresBin(), 'psql'), args, how);
  return error ? error.message : `${stdout}${stderr}`;
}
