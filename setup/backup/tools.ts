import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '@pharos/core/problem';
import { advice } from './advice.ts';
import type { BackupSettings } from './config.ts';
import { pgbackrestConfig } from './pgbackrest-config.ts';

/** Whom the data folder of Postgres belongs to: as him its tools run, whoever started us. */
export interface Owner {
  uid: number;
  gid: number;
}

export async function ownerOf(folder: string): Promise<Owner> {
  try {
    const { uid, gid } = await stat(folder);
    return { uid, gid };
  } catch (cause) {
    throw new Problem('not-found', `there is no ${folder}: set BACKUP_PG_DATA to the data folder of Postgres`, { cause });
  }
}

/** Postgres' own programs, as Debian lays them out; of one version, or the newest. */
export function postgresBin(version?: string): string {
  const folder = '/usr/lib/postgresql';
  const versions = existsSync(folder) ? readdirSync(folder).filter((name) => existsSync(join(folder, name, 'bin', 'pg_dump'))) : [];
  const found = version ?? versions.toSorted((a, b) => Number(b) - Number(a))[0];
  if (found === undefined || !versions.includes(found)) {
    throw new Problem(
      'unavailable',
      `this needs the programs of Postgres ${version ?? ''}: apt-get install postgresql${version ? `-${version}` : ''}`,
    );
  }
  return join(folder, found, 'bin');
}

export function start(
  owner: Owner,
  command: string,
  args: string[],
  stdio: ('pipe' | 'ignore')[],
  env: NodeJS.ProcessEnv = {},
): ChildProcess {
  const isOther = process.getuid?.() === 0 && owner.uid !== 0;
  const drop = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups', command];
  return spawn(isOther ? 'setpriv' : command, isOther ? [...drop, ...args] : args, { stdio, cwd: '/', env: { ...process.env, ...env } });
}

/**
 * An address as Postgres' own programs take it: the password in their environment, because everybody on a machine sees its command lines;
 * and of several servers the primary, which is the one that we ask.
 */
export function connectionOf(url: string): { url: string; env: NodeJS.ProcessEnv } {
  const found = /^(\w+:\/\/[^:@/]*):([^@/]*)@(.*)$/.exec(url);
  const env = { PGTARGETSESSIONATTRS: 'primary' };
  return found ? { url: `${found[1]}@${found[3]}`, env: { ...env, PGPASSWORD: decodeURIComponent(found[2]!) } } : { url, env };
}

/** Runs it to its end; answers what it printed, or a Problem with the last thing it complained of. */
export async function finish(child: ChildProcess, what: string): Promise<string> {
  let out = '';
  let complaint = '';
  child.stdout?.on('data', (data: Buffer) => void (out += data.toString()));
  child.stderr?.on('data', (data: Buffer) => void (complaint = (complaint + data.toString()).slice(-4_000)));
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', (cause) => reject(new Problem('unavailable', `${what} did not start: ${cause.message}`, { cause })));
    child.once('close', (status) => resolve(status ?? 1));
  });
  if (code !== 0) throw new Problem('unavailable', `${what} failed: ${sayingOf(complaint)}`);
  return out;
}

/** Of all that a tool wrote, the sentence that says what is wrong. */
export function sayingOf(complaint: string): string {
  const lines = complaint.trim().split('\n');
  const first = lines.find((line) => /\b(ERROR|FATAL|error):/.test(line)) ?? lines.at(-1) ?? '';
  return first.replace(/^.*?\b(?:ERROR|FATAL|error):\s*/, '').trim() || 'it said nothing';
}

export interface Pgbackrest extends AsyncDisposable {
  stanza: string;
  run(command: string, ...more: string[]): Promise<string>;
  /** Everything below a folder of the store. */
  list(folder: string): Promise<string[]>;
}

/** With a configuration that lasts as long as this; or with one that stays, where Postgres will ask for it itself. */
export async function openPgbackrest(settings: BackupSettings, owner: Owner, lasting?: string): Promise<Pgbackrest> {
  const dir = await mkdtemp(join(tmpdir(), 'pharos-backup-'));
  const config = join(dir, 'pgbackrest.conf');
  await writeFile(config, pgbackrestConfig(settings), { mode: 0o600 });
  for (const path of [dir, config]) await chown(path, owner.uid, owner.gid);
  const ask = async (command: string, options: string[], words: string[] = []) => {
    const args = [`--config=${lasting ?? config}`, `--stanza=${settings.REGION}`, ...options, command, ...words];
    try {
      return await finish(start(owner, 'pgbackrest', args, ['ignore', 'pipe', 'pipe']), `pgbackrest ${command}`);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      throw new Problem(error.code, advice(error.message, settings), { cause: error });
    }
  };
  return {
    stanza: settings.REGION,
    run: (command, ...more) => ask(command, more),
    list: async (folder) => Object.keys(JSON.parse(await ask('repo-ls', ['--output=json', '--recurse'], [folder])) as object),
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}
