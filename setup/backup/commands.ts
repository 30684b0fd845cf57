import { parseArgs } from 'node:util';
import type { ObjectStore } from '@pharos/core/outside/object-store';
import { openObjectStore } from '@pharos/core/outside/open-object-store';
import { Problem } from '@pharos/core/problem';
import type { Clock } from '@pharos/core/clock';
import { advice } from './advice.ts';
import type { BackupSettings } from './config.ts';
import { makeDump } from './dump.ts';
import { demandNoHole } from './log-holes.ts';
import { makeFiles, restoreFiles } from './files.ts';
import { demandKey, fetchSealed, listWhole, prune } from './parts.ts';
import { archiveSettings, pgbackrestConfig } from './pgbackrest-config.ts';
import { rehearse } from './rehearse.ts';
import { stampOf } from './retention.ts';
import { openPgbackrest, ownerOf, type Owner } from './tools.ts';

const usage = `Usage: npx pharos backup <command>

  config                      prints pgBackRest's configuration: put it at /etc/pgbackrest/pgbackrest.conf, mode 0600
  settings [--config <path>]  prints what Postgres needs to hand its log over
  setup                       makes the beginning of the store, and checks that the log arrives there
  make [--full]               a backup of the database: what has changed since the last whole one, or a whole one
  dump                        a logical dump, encrypted
  files                       the files of BACKUP_FILES, encrypted
  list                        what there is
  rehearse                    restores all of it beside the running database and compares. Exit 0: it says the same
  restore [--at <time>] [--from <backup>] [--to-the-hole]
                              puts the stopped database back, to its end or to a moment: 2026-11-29 11:58:00+00; from the
                              newest backup or one by its name. A log with a hole is refused, unless asked for as far as that
  fetch dump|files <stamp> --into <file or folder>
                              decrypts a dump (for pg_restore), or the files, into a place of your own

It speaks for the region of REGION and DATABASE_URL; BACKUP_URL and the other variables: docs/config.md. runbooks/backups.md says what to do.
`;

const names = ['config', 'settings', 'setup', 'make', 'dump', 'files', 'list', 'rehearse', 'restore', 'fetch'] as const;
type Name = (typeof names)[number];

export interface Asked {
  command: Name;
  rest: string[];
  isFull: boolean;
  into: string | undefined;
  at: string | undefined;
  from: string | undefined;
  isToTheHole: boolean;
  config: string;
}

/** What was asked for on the command line, `help`, or undefined for what there is not. */
export function readCommand(words: string[]): Asked | 'help' | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        full: { type: 'boolean', default: false },
        into: { type: 'string' },
        at: { type: 'string' },
        from: { type: 'string' },
        'to-the-hole': { type: 'boolean', default: false },
        config: { type: 'string', default: '/etc/pgbackrest/pgbackrest.conf' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help || words.length === 0) return 'help';
    const command = names.find((each) => each === positionals[0]);
    const rest = positionals.slice(1);
    if (!command || rest.length > (command === 'fetch' ? 2 : 0)) return undefined;
    if (command === 'fetch' && (!['dump', 'files'].includes(rest[0] ?? '') || rest.length !== 2 || values.into === undefined))
      return undefined;
    const { full: isFull, 'to-the-hole': isToTheHole, into, at, from, config } = values;
    return { command, rest, isFull, into, at, from, isToTheHole, config };
  } catch {
    return undefined; // a word that there is not
  }
}

/** `pharos backup ...`; answers the exit code. */
export async function runBackupCommand(words: string[], settings: () => BackupSettings, clock: Clock): Promise<number> {
  const asked = readCommand(words);
  if (asked === undefined || asked === 'help') {
    process.stdout.write(usage);
    return asked === 'help' ? 0 : 1;
  }
  const read = settings();
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  if (asked.command === 'config') process.stdout.write(pgbackrestConfig(read));
  else if (asked.command === 'settings')
    for (const [name, value] of Object.entries(archiveSettings(read.REGION, asked.config))) say(`${name} = '${value}'`);
  else {
    await using store = await openStore(read);
    return run(asked, { settings: read, owner: await ownerOf(read.BACKUP_PG_DATA), store, now: clock.now(), say });
  }
  return 0;
}

interface Context {
  settings: BackupSettings;
  owner: Owner;
  store: ObjectStore;
  now: number;
  say(line: string): void;
}

async function run(asked: Asked, context: Context): Promise<number> {
  const { settings, owner, store, now, say } = context;
  const { REGION, BACKUP_KEY, BACKUP_DUMP_DAYS, BACKUP_DAYS } = settings;
  const [dumps, files] = [`dumps/${REGION}`, `files/${REGION}`];
  const stamp = stampOf(now);
  switch (asked.command) {
    case 'setup': {
      await using pgbackrest = await openPgbackrest(settings, owner);
      await pgbackrest.run('stanza-create');
      await pgbackrest.run('check');
      say(`${REGION}: the log arrives in ${settings.BACKUP_URL}; now: npx pharos backup make --full`);
      return 0;
    }
    case 'make': {
      await using pgbackrest = await openPgbackrest(settings, owner);
      await pgbackrest.run('backup', `--type=${asked.isFull ? 'full' : 'diff'}`);
      say(`${REGION}: backed up to ${settings.BACKUP_URL}`);
      return 0;
    }
    case 'dump': {
      await demandKey(store, BACKUP_KEY, dumps);
      const { bytes, parts, about } = await makeDump(settings, owner, store, `${dumps}/${stamp}`);
      const gone = await prune(store, dumps, now, BACKUP_DUMP_DAYS);
      say(
        `${stamp}: ${bytes} bytes in ${parts} parts, ${String(about['docs'])} documents; ${gone.length} older than ${BACKUP_DUMP_DAYS} days removed`,
      );
      return 0;
    }
    case 'files': {
      if (settings.BACKUP_FILES.length === 0)
        throw new Problem('invalid', 'set BACKUP_FILES to the files of configuration and secrets, spaces between');
      await demandKey(store, BACKUP_KEY, files);
      await makeFiles(settings.BACKUP_FILES, BACKUP_KEY, store, `${files}/${stamp}`);
      const gone = await prune(store, files, now, BACKUP_DUMP_DAYS);
      say(`${stamp}: ${settings.BACKUP_FILES.length} files; ${gone.length} older than ${BACKUP_DUMP_DAYS} days removed`);
      return 0;
    }
    case 'list': {
      await using pgbackrest = await openPgbackrest(settings, owner);
      const info = await pgbackrest.run('info');
      // It tells of a key that does not fit, and ends as if all were well.
      if (/FormatError|CryptoError/.test(info)) throw new Problem('invalid', advice('pgbackrest info failed: [029]', settings));
      say(info.trimEnd());
      for (const [what, prefix] of [
        ['dumps', dumps],
        ['files', files],
      ] as const)
        say(`${what}: ${(await listWhole(store, prefix)).join(', ') || 'none'}`);
      say(
        `kept: any moment of ${settings.BACKUP_POINT_DAYS} days, daily ones ${BACKUP_DAYS} days, dumps and files ${BACKUP_DUMP_DAYS} days`,
      );
      return 0;
    }
    case 'rehearse':
      return (await rehearse(context)) ? 0 : 1;
    case 'restore': {
      // Postgres asks for its log by this configuration, long after we have ended.
      await using pgbackrest = await openPgbackrest(settings, owner, asked.config);
      if (asked.at === undefined && !asked.isToTheHole) await demandNoHole(pgbackrest, asked.from);
      await pgbackrest.run(
        'restore',
        ...(asked.from === undefined ? [] : [`--set=${asked.from}`]),
        ...(asked.at === undefined ? [] : ['--type=time', `--target=${asked.at}`, '--target-action=promote']),
      );
      say(`${REGION}: restored to ${settings.BACKUP_PG_DATA}; start Postgres, and then runbooks/database-restored.md`);
      return 0;
    }
    case 'fetch': {
      const [what, when] = asked.rest as [string, string];
      const folder = `${what === 'dump' ? dumps : files}/${when}`;
      if (what === 'dump') await fetchSealed(store, BACKUP_KEY, folder, asked.into!);
      else for (const path of await restoreFiles(BACKUP_KEY, store, folder, asked.into!)) say(path);
      say(`${what} of ${when} is in ${asked.into!}`);
      return 0;
    }
    case 'config':
    case 'settings':
      return 0;
  }
}

function openStore(settings: BackupSettings): Promise<ObjectStore> {
  return openObjectStore({
    url: settings.BACKUP_URL,
    region: settings.BACKUP_S3_REGION,
    endpoint: settings.BACKUP_S3_ENDPOINT,
    accessKeyId: settings.BACKUP_S3_ACCESS_KEY_ID,
    secretAccessKey: settings.BACKUP_S3_SECRET_ACCESS_KEY,
  });
}
