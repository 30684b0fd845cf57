import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startChild, lastLines } from '@pharos/core/launch/child';
import { openPostgres, socketPort, type Sql } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import { whyNotOpen } from './advice.ts';
import { postgresBin, type Owner } from './tools.ts';

/** A folder for a database that lives as long as a rehearsal; nothing of it stays. */
export async function openSpace(space: string, owner: Owner): Promise<AsyncDisposable & { dir: string }> {
  const dir = await mkdtemp(join(space, 'pharos-rehearsal-')).catch((cause: unknown) => {
    throw new Problem('unavailable', `${space} cannot be written: set BACKUP_SPACE to a folder with room for the database`, { cause });
  });
  await chown(dir, owner.uid, owner.gid);
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) };
}

export interface Restored extends AsyncDisposable {
  open(user: string, database: string): Sql;
  /** The address of a database on it, as Postgres' own programs take it. */
  url(user: string, database: string): string;
}

// A large database plays back the log of a day.
const playedBackMsMax = 30 * 60_000;
const lookMs = 200;

/**
 * Starts what was restored, with a configuration of its own: it archives nothing, waits for no standby, and listens at no port. Whoever
 * may enter the folder of its socket is let in without a password: its owner, who can read all of its files as well, and nobody else of this
 * machine. Returns when it has played its log back to the target and takes writes.
 */
export async function startRestored(dir: string, data: string, owner: Owner, database: string): Promise<Restored> {
  // Not in the space itself: a path of a socket has room for a hundred characters.
  const socketDir = await mkdtemp(join(tmpdir(), 'pharos-socket-'));
  await using opened = new AsyncDisposableStack();
  opened.defer(() => rm(socketDir, { recursive: true, force: true }));
  await chown(socketDir, owner.uid, owner.gid);
  const conf = join(dir, 'postgresql.conf');
  const hba = join(dir, 'pg_hba.conf');
  const settings = [
    `shared_preload_libraries = ''`,
    // Else it would insist on as many connections as the original allows.
    'hot_standby = off',
    'max_wal_size = 4GB',
  ];
  await writeFile(conf, `${settings.join('\n')}\n`);
  await writeFile(hba, 'local all all trust\n');
  const version = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  // On the command line, because what was restored says otherwise in its own postgresql.auto.conf.
  const over = {
    port: String(socketPort),
    listen_addresses: '',
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    hba_file: hba,
    archive_mode: 'off',
    synchronous_standby_names: '',
    primary_conninfo: '',
    ssl: 'off',
    log_destination: 'stderr',
    logging_collector: 'off',
  };
  const args = ['-D', data, '-c', `config_file=${conf}`, ...Object.entries(over).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const isOther = process.getuid?.() === 0 && owner.uid !== 0;
  const program = join(postgresBin(version), 'postgres');
  const logFile = join(dir, 'postgres.log');
  const child = startChild({
    command: isOther ? 'setpriv' : program,
    args: isOther ? [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups', program, ...args] : args,
    cwd: dir,
    logFile,
    stopMs: 30_000,
    stopSignal: 'SIGINT', // Postgres' fast shutdown
  });
  opened.defer(child.stop);
  const open = (user: string, name: string) =>
    openPostgres({ url: `postgres://${encodeURIComponent(user)}@localhost/${name}`, socketDir, max: 1, name: 'pharos backup' });
  const url = (user: string, name: string) =>
    `postgres://${encodeURIComponent(user)}@/${name}?host=${encodeURIComponent(socketDir)}&port=${socketPort}`;
  const until = performance.now() + playedBackMsMax;
  while (!(await isOpen(open('postgres', database)))) {
    if (!child.isAlive()) {
      const why = whyNotOpen(await readFile(logFile, 'utf8')) ?? `what was restored does not start: ${lastLines(logFile)}`;
      throw new Problem('unavailable', why);
    }
    if (performance.now() > until)
      throw new Problem('unavailable', `what was restored was not open within ${playedBackMsMax / 60_000} minutes`);
    await pause(lookMs);
  }
  const kept = opened.move();
  return { open, url, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function isOpen(sql: Sql): Promise<boolean> {
  try {
    return !(await sql<{ waits: boolean }[]>`select pg_is_in_recovery() as waits`)[0]!.waits;
  } catch (error) {
    // It answers: whoever it does not know is no reason to wait.
    return ['28000', '28P01', '3D000'].includes((error as { code?: string }).code ?? '');
  } finally {
    await sql.end({ timeout: 1 });
  }
}
