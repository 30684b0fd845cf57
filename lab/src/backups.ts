import { execFile } from 'node:child_process';
import { chownSync, mkdirSync } from 'node:fs';
import { chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { nobody } from '@pharos/core/launch/launch-postgres';
import { Problem } from '@pharos/core/problem';
import { host } from './host.ts';
import { systemPostgres } from './system-postgres.ts';

/** How a region's database is backed up: `npx pharos backup`, with what it is told by its environment. */
export interface Backups {
  /** What the server is started with: the system's binaries, and its log goes to the archive. */
  server(): Promise<{ bin: string; settings: string[] }>;
  /** Runs a command of `npx pharos backup`; answers what it printed. */
  run(...words: string[]): Promise<string>;
}

export interface BackupsOptions {
  region: string;
  dir: string;
  data: string;
  port: number;
  store: string;
  /** Another one than theirs, as somebody has it who looked in the wrong place. */
  key?: string;
}

// The longest one restores a database and compares it, on cores that carry everything else.
const commandMsMax = 300_000;
const pharos = fileURLToPath(new URL('../../setup/pharos.ts', import.meta.url));

export function createBackups({ region, dir, data, port, store, key }: BackupsOptions): Backups {
  const [sockets, space, files] = ['sockets', 'space', 'pgbackrest'].map((name) => join(dir, name)) as [string, string, string];
  for (const folder of [sockets, space, files, store]) {
    mkdirSync(folder, { recursive: true });
    if (process.getuid?.() === 0) chownSync(folder, nobody, nobody); // the server and its tools are not root
  }
  const config = join(files, 'pgbackrest.conf');
  const env = {
    REGION: region,
    DATABASE_URL: `postgres://pharos@${host}:${port}/pharos`,
    BACKUP_URL: pathToFileURL(store).href,
    BACKUP_KEY: key ?? 'the key of the lab, that everybody knows',
    BACKUP_PG_DATA: data,
    BACKUP_PG_SOCKETS: sockets,
    BACKUP_PG_USER: 'pharos',
    BACKUP_SPACE: space,
    BACKUP_FILES: config,
  };
  const run = (...words: string[]) =>
    new Promise<string>((resolve, reject) => {
      execFile(
        process.execPath,
        [pharos, 'backup', ...words],
        { env: { ...process.env, ...env }, timeout: commandMsMax },
        (error, out, complaint) => {
          if (error)
            reject(new Problem('unavailable', `pharos backup ${words.join(' ')}: ${out.trim()} ${complaint.trim()}`, { cause: error }));
          else resolve(out);
        },
      );
    });
  return {
    server: async () => {
      await writeFile(config, await run('config'), { mode: 0o600 });
      if (process.getuid?.() === 0) await chown(config, nobody, nobody);
      const settings = (await run('settings', '--config', config)).trim().split('\n');
      const unquoted = settings.map((line) => line.replace(/^(\w+) = '(.*)'$/, '$1=$2'));
      return { bin: systemPostgres(), settings: [`unix_socket_directories=${sockets}`, ...unquoted] };
    },
    run: (command, ...words) => run(command, ...words, ...(command === 'restore' ? ['--config', config] : [])),
  };
}
