import { commandNames, runCli } from '@pharos/cli';
import { systemClock } from '@pharos/core/clock';
import { readConfig } from '@pharos/core/config';
import { settle } from '@pharos/core/process';
import { keyConfig, runKeyCommand } from './keys.ts';
import { migrateAll, migrateConfig } from './migrate.ts';
import { regionEnvironment } from './region/environment.ts';

const usage = `Usage: npx pharos <command>

  incident <command>      what is going on: list, show, open, update, resolve
  maintenance <command>   what is planned: list, schedule, start, complete, cancel
  component <command>     the parts of a page: list, set
  subscribers <command>   who is told: count, list, add, remove, import, export
  page <command>          pages: list, show, create, import
  login, logout           whose APIs these speak to, and with which key; completion: for shells

Beside the database of a region, which REGION, REGION_NUMBER and DATABASE_URL name; key, person, mesh and notify also of the world that runs
here (--in <region>):

  migrate                 brings the tables of DATABASE_URL to this version
  key <command>           API keys: create (--name, --scope read|write|admin, --page <id>), list, revoke <id>
  person <command>        people: invite (--email, --name, --role, --organisation), link (--email): a way in without mail
  config                  prints the table of every variable
  openapi                 prints the description of the API
  mesh <command>          the mesh: status, digest, join, leave, declare-dead, purge, resync
  notify takeover <region> this region goes on with the notices of another one, or with its own without the others
  backup <command>        backups: setup, make, dump, files, list, rehearse
  region rebuild          makes this region again from the code and its peers
  live <command>          live streams: haproxy, simulate, churn, fuzz

Each says more with --help. Exit 0: done, or true. Exit 1: not.
`;

const [command = '', ...rest] = process.argv.slice(2);
try {
  process.exitCode = await dispatch();
} catch (error) {
  settle(() => {
    throw error;
  });
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function dispatch(): Promise<number> {
  if ((commandNames as readonly string[]).includes(command)) {
    const { env, stdin, stdout, stderr } = process;
    return runCli(process.argv.slice(2), { env, stdin, stdout, stderr, fetch, clock: systemClock });
  }
  switch (command) {
    case 'key': {
      const { words, env } = await regionEnvironment(rest, process.env, say);
      return runKeyCommand(words, () => readConfig(keyConfig, env), systemClock);
    }
    case 'person': {
      const { personConfig, runPersonCommand } = await import('./people.ts');
      const { words, env } = await regionEnvironment(rest, process.env, say);
      return runPersonCommand(words, () => readConfig(personConfig, env), systemClock);
    }
    case 'mesh': {
      const { words, env } = await regionEnvironment(rest, process.env, say);
      return (await import('@pharos/crdt-sync/commands')).runMeshCommand(words, env);
    }
    case 'notify': {
      const { words, env } = await regionEnvironment(rest, process.env, say);
      return (await import('@pharos/crdt-sync/commands')).runNotifyCommand(words, env);
    }
    case 'migrate':
      return migrateAll(readConfig(migrateConfig, process.env));
    case 'config':
      process.stdout.write((await import('./config-table.ts')).configPage());
      return 0;
    case 'openapi':
      process.stdout.write((await import('./openapi.ts')).openApiText());
      return 0;
    case 'backup': {
      const { runBackupCommand } = await import('./backup/commands.ts');
      const { backupConfig } = await import('./backup/config.ts');
      return runBackupCommand(rest, () => readConfig(backupConfig, process.env), systemClock);
    }
    case 'region':
      return (await import('./region/rebuild.ts')).runRegionCommand(rest, process.env, systemClock);
    case 'live':
      return (await import('../proof/live-model/commands.ts')).runLiveCommand(rest);
    default:
      process.stdout.write(usage);
      return command === '' || command === '--help' || command === '-h' ? 0 : 1;
  }
}
