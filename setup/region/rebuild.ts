import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Clock } from '@pharos/core/clock';
import { commonConfig, readConfig } from '@pharos/core/config';
import { openPostgres } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import { runMeshCommand, stillMoving } from '@pharos/crdt-sync/commands';
import { syncConfig } from '@pharos/crdt-sync/config';
import { migrateAll } from '../migrate.ts';

const usage = `Usage: npx pharos region rebuild [--wait <seconds>]

Makes this region again from the code and its peers: the database and its tables, a copy of every document, and then the log, until it has
what they have and says the same. It speaks for the region of the variables of its sync process (REGION, REGION_NUMBER, DATABASE_URL, NATS_URL,
PEERS and so on), needs its Postgres and its NATS, and none of its roles. Exit 0: it is whole; start its roles.

  --wait <seconds>   how long it may take to have what its peers have      (900)
`;

// What is promised of a region of which nothing is left but its code.
const promisedS = 900;
const readyMsMax = 120_000;
const stopMsMax = 10_000;
const sync = fileURLToPath(import.meta.resolve('@pharos/crdt-sync/role').replace(/role\.ts$/, 'main.ts'));

/** What was asked for on the command line: for how long to wait; `help`; or undefined for what there is not. */
export function readRebuild(words: string[]): { waitS: number } | 'help' | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: { wait: { type: 'string', default: String(promisedS) }, help: { type: 'boolean', short: 'h', default: false } },
    });
    if (values.help || words.length === 0) return 'help';
    const waitS = Number(values.wait);
    return positionals.join(' ') === 'rebuild' && Number.isInteger(waitS) && waitS > 0 ? { waitS } : undefined;
  } catch {
    return undefined; // a word that there is not
  }
}

/** `pharos region ...`; answers the exit code. */
export async function runRegionCommand(words: string[], env: NodeJS.ProcessEnv, clock: Clock): Promise<number> {
  const asked = readRebuild(words);
  if (asked === undefined || asked === 'help') {
    process.stdout.write(usage);
    return asked === 'help' ? 0 : 1;
  }
  const settings = readConfig({ ...commonConfig, ...syncConfig }, env);
  if (settings.PEERS.length === 0)
    throw new Problem('invalid', 'set PEERS: a region is made again from what they have. Without any: npx pharos backup restore');
  const began = clock.elapsed();
  const done = (what: string) => process.stdout.write(`${((clock.elapsed() - began) / 1_000).toFixed(1).padStart(7)} s  ${what}\n`);
  await makeDatabase(settings.DATABASE_URL);
  await migrateAll(settings);
  done('the database and its tables are there');
  const relay = await startSync(env);
  try {
    const mesh = async (...argv: string[]) => {
      const code = await runMeshCommand(argv, env);
      if (code === 0 || code === stillMoving) return code;
      throw new Problem(
        'unavailable',
        `not whole: "npx pharos mesh ${argv.join(' ')}" says why. What is there stays, and this can be run again`,
      );
    };
    await mesh('join');
    done('every document is copied, and the region is a member');
    await mesh('status', '--wait', String(asked.waitS));
    done('it has what its peers have');
    const code = await mesh('digest');
    done(
      code === 0
        ? 'it says what they say'
        : 'nothing differs, but people write: once they pause, npx pharos mesh digest compares all of it',
    );
  } finally {
    await stop(relay);
  }
  done(`${settings.REGION} is whole; promised within ${promisedS / 60} minutes. Start its roles`);
  return 0;
}

async function makeDatabase(url: string): Promise<void> {
  const name = /\/([^/?]+)(?:\?|$)/.exec(url.replace(/^\w+:\/\//, ''))?.[1];
  if (name === undefined) throw new Problem('invalid', 'DATABASE_URL names no database');
  const admin = openPostgres({ url: url.replace(new RegExp(`/${name}(?=\\?|$)`), '/postgres'), max: 1, name: 'pharos region' });
  try {
    const [known] = await admin`select 1 from pg_database where datname = ${name}`;
    if (!known) await admin`create database ${admin(name)}`;
  } catch (error) {
    // Where the platform makes databases, its user may not even look: the migrations will tell.
    if (!['42501', '28P01', '28000', '3D000'].includes((error as { code?: string }).code ?? '')) throw error;
  } finally {
    await admin.end({ timeout: 1 });
  }
}

/** The region's own sync process, for as long as it takes: it brings the log. */
async function startSync(env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', sync], {
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr!.on('data', (data: Buffer) => void (complaint = (complaint + data.toString()).slice(-2_000)));
  const late = setTimeout(() => child.kill('SIGKILL'), readyMsMax);
  const isReady = await new Promise<boolean>((resolve) => {
    child.once('message', () => resolve(true));
    child.once('exit', () => resolve(false));
  });
  clearTimeout(late);
  if (!isReady) throw new Problem('unavailable', `the sync process did not start: ${complaint.trim().split('\n').at(-1) ?? ''}`);
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), stopMsMax);
  await ended;
  clearTimeout(late);
}
