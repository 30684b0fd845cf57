import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startChild, type Child } from '@pharos/core/launch/child';
import { launchNats } from '@pharos/core/launch/launch-nats';
import { launchRedis } from '@pharos/core/launch/launch-redis';
import { freePort } from '@pharos/core/launch/port';
import { freshDatabase } from '@pharos/core/testing/fresh-database';
import { prepareDatabase } from '@pharos/lab/prepare-database';
import { serviceOf } from '../src/unit-file.ts';

// What systemd and PM2 would start is started by hand, with their variables, their commands, their signal and their patience.
const folder = join(import.meta.dirname, '..');
const root = join(folder, '..');
const roles = ['sync', 'api', 'gateway', 'notifier', 'edge'];
const closing = new AsyncDisposableStack();
// Ports and folders that a test may take, in place of those of a host.
const givenPorts = new Map<string, string>();
let dir: string;
let etc: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-one-host-'));
  etc = join(dir, 'etc');
  await mkdir(etc);
  const database = closing.use(await freshDatabase());
  await prepareDatabase({ databaseUrl: database.url });
  const nats = closing.use(await launchNats({ logFile: join(dir, 'nats.log') }));
  const redis = closing.use(await launchRedis({ dir: join(dir, 'redis'), logFile: join(dir, 'redis.log') }));
  for (const file of await readdir(join(folder, 'env'))) {
    const example = await readFile(join(folder, 'env', file), 'utf8');
    const here = example
      .replace(/^DATABASE_URL=.*$/m, `DATABASE_URL=${database.url}`)
      .replace(/^NATS_URL=.*$/m, `NATS_URL=${nats.url}`)
      .replace(/^REDIS_URL=.*$/m, `REDIS_URL=${redis.url}`);
    await writeFile(join(etc, basename(file, '.example')), here);
  }
});
afterAll(async () => {
  await closing.disposeAsync();
  await rm(dir, { recursive: true });
});

interface Started {
  name: string;
  child: Child;
  env: Record<string, string>;
}

it('every unit starts its role, says when it is ready, and stops it in time', { timeout: 120_000 }, async () => {
  const services = await Promise.all(
    roles.map(async (role) => ({
      role,
      ...serviceOf(await readFile(join(folder, `systemd/pharos-${role}@.service`), 'utf8'), 1, root),
    })),
  );
  const started = await Promise.all(
    services.map(async ({ role, command, env, killSignal, stopMs }) => {
      const files = await Promise.all(['region', role].map(async (file) => parseEnv(await readFile(join(etc, `${file}.env`), 'utf8'))));
      // systemd takes what stands in a file over what stands in the unit.
      return start(role, command, { ...env, ...files[0], ...files[1] } as Record<string, string>, { stopMs, stopSignal: killSignal });
    }),
  );
  const waits = await Promise.all(
    started.map(async ({ name, child, env }, at) => {
      const [command, ...args] = services[at]!.readyCommand;
      const waiting = startChild({ command: command!, args, env, ...quiet(name) });
      return `${name} ${await waiting.ended}, ${child.isAlive()}`;
    }),
  );
  expect(waits).toEqual(started.map(({ name }) => `${name} ended with code 0, true`));
  await everybodyStops(started);
});

it('PM2 starts every role by its file, hears that it is ready, and stops it in time', { timeout: 120_000 }, async () => {
  process.env.PHAROS_ETC = etc;
  closing.defer(() => void delete process.env.PHAROS_ETC);
  const path = createRequire(import.meta.url).resolve('../pm2/ecosystem.config.cjs');
  delete createRequire(import.meta.url).cache[path]; // another test may have read it with other files
  const { apps } = createRequire(import.meta.url)(path) as { apps: App[] };
  const first = apps.filter(({ name }) => name.endsWith('-1'));
  expect(first.map(({ name }) => name).toSorted()).toEqual(roles.map((role) => `${role}-1`).toSorted());
  const started = await Promise.all(
    first.map(async ({ name, interpreter, node_args: nodeArgs, script, env, kill_timeout: stopMs }) => {
      const said = Promise.withResolvers<undefined>();
      const how = { stopMs, stopSignal: 'SIGINT' as const, onMessage: (word: unknown) => word === 'ready' && said.resolve(undefined) };
      const one = await start(name, [interpreter, ...nodeArgs, script], env, how); // PM2 stops by SIGINT
      expect(await Promise.race([said.promise, one.child.ended]), `${name} is ready`).toBeUndefined();
      return one;
    }),
  );
  await everybodyStops(started);
});

interface App {
  name: string;
  interpreter: string;
  node_args: string[];
  script: string;
  env: Record<string, string>;
  kill_timeout: number;
}

type How = Pick<Parameters<typeof startChild>[0], 'stopMs' | 'stopSignal' | 'onMessage'>;

async function start(name: string, [command, ...args]: string[], env: Record<string, string>, how: How): Promise<Started> {
  const here = { ...env, LOG_LEVEL: 'warn' } as Record<string, string>;
  for (const [key, port] of Object.entries(env)) if (key.endsWith('_PORT')) here[key] = await portFor(port);
  if (here.LIVE_RUN_DIR) here.LIVE_RUN_DIR = join(dir, 'run');
  const child = closing.use(startChild({ command: command!, args, env: here, ...quiet(name), ...how }));
  return { name, child, env: here };
}

/** With 0 and without a word: nothing had to be cut, and nobody had to be killed. */
async function everybodyStops(started: Started[]): Promise<void> {
  const ends = await Promise.all(started.map(async ({ name, child }) => (await child.stop(), `${name} ${await child.ended}`)));
  expect(ends).toEqual(started.map(({ name }) => `${name} ended with code 0`));
}

const quiet = (name: string) => ({ logFile: join(dir, `${name}.log`), stopMs: 90_000 });

async function portFor(port: string): Promise<string> {
  const given = givenPorts.get(port) ?? String(await freePort());
  givenPorts.set(port, given);
  return given;
}
