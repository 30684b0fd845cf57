import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashKey, newKey } from '@pharos/api/key';
import { systemClock } from '@pharos/core/clock';
import { newId } from '@pharos/core/id';
import { startChild, untilUp, type Child } from '@pharos/core/launch/child';
import { signalFamily } from '@pharos/core/launch/launch-postgres';
import { launchNats } from '@pharos/core/launch/launch-nats';
import { launchRedis } from '@pharos/core/launch/launch-redis';
import { freePort, isListening } from '@pharos/core/launch/port';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import type { Sql } from '@pharos/core/outside/postgres';
import { openPostgres } from '@pharos/core/outside/postgres';
import { testKit } from '@pharos/core/testing/kit';
import { createWriter } from '../../crdt-sync/src/mod.ts';
import { createDatabases } from '../mesh-bench/bench-world.ts';

export interface ApiWorld extends AsyncDisposable {
  sql: Sql;
  databaseUrl: string;
  /** The first process of its server. */
  databasePid: number;
  /** What the server of the database writes down. */
  databaseLog: string;
  natsUrl: string;
  key: string;
  /** Another API of the same region, with what is said here instead of the usual. */
  start(more?: Record<string, string>): Promise<RoleProcess>;
  /** Another role of it, which listens on the port that this variable names. */
  startRole(program: string, portName: string, more: Record<string, string>): Promise<RoleProcess>;
  /** Postgres, NATS and Redis: gone, or there and silent. */
  endServers(how: 'kill' | 'freeze'): Promise<void>;
}

export interface RoleProcess extends AsyncDisposable {
  url: string;
  pid: number;
  /** What it has used of a processor, in milliseconds. */
  cpuMs(): number;
  memoryMb(): number;
  /** Stopped in the middle of what it does: it answers nobody, and its port still takes connections. */
  freeze(): void;
}

// The server on one core; who asks it on another one.
export const serverCore = 0;
export const clientCore = 1;
// More than anybody asks here: what is refused for being too much has a row of its own.
const noLimit = '1000000';
const upMs = 30_000;

/** A region as it is deployed: Postgres with the durability of production, NATS, Redis, and each role a process. */
export async function openApiWorld(): Promise<ApiWorld> {
  await using opened = new AsyncDisposableStack();
  const server = opened.use(await createDatabases(['us']));
  const { url, sql } = server.databases[0]!;
  const nats = await launchNats({ logFile: join(server.dir, 'nats.log') });
  opened.defer(() => nats.stop());
  const redis = await launchRedis({ dir: join(server.dir, 'redis'), logFile: join(server.dir, 'redis.log') });
  opened.defer(() => redis.stop());
  const common = {
    REGION: 'us',
    REGION_NUMBER: '1',
    STOP_MS: '1000',
    DATABASE_URL: url,
    NATS_URL: nats.url,
    READER_KEYS: 'r'.repeat(40),
    DOMAIN_PROOF: 'none',
    RATE_PER_KEY: noLimit,
    RATE_PER_ADDRESS: noLimit,
    LOG_LEVEL: 'info',
  };
  const launch = async (program: string, env: Record<string, string>, core?: number): Promise<Child> => {
    const file = fileURLToPath(new URL(`../../${program}/src/main.ts`, import.meta.url));
    const logFile = join(server.dir, `${program}-${newId()}.log`);
    const node = [process.execPath, '--max-semi-space-size=64', '--disable-warning=ExperimentalWarning', file];
    const [command, ...args] = core === undefined ? node : ['taskset', '-c', String(core), ...node];
    const adminPort = await freePort();
    const child = startChild({
      command: command!,
      args,
      env: { ...common, ADMIN_PORT: String(adminPort), ...env },
      logFile,
      stopMs: 2_000,
    });
    const isReady = () =>
      fetch(`http://127.0.0.1:${adminPort}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
    await untilUp(child, async () => (await isListening(adminPort)) && (await isReady()), program, logFile, upMs);
    return child;
  };
  opened.use(await launch('crdt-sync', {}));
  const key = newKey();
  await makeKey(url, key);
  const closing = opened.move();
  const startRole: ApiWorld['startRole'] = async (program, portName, more) => {
    const port = await freePort();
    const child = await launch(program, { [portName]: String(port), REDIS_URL: redis.url, ...more }, serverCore);
    return {
      url: `http://127.0.0.1:${port}`,
      pid: child.pid,
      cpuMs: () => cpuMs(child.pid),
      memoryMb: () => memoryMb(child.pid),
      freeze: () => child.freeze(),
      [Symbol.asyncDispose]: () => child.stop(),
    };
  };
  return {
    sql,
    databaseUrl: url,
    databasePid: server.pid,
    databaseLog: join(server.dir, 'postgres.log'),
    natsUrl: nats.url,
    key,
    start: (more = {}) => startRole('api', 'API_PORT', more),
    startRole,
    endServers: async (how) => {
      signalFamily(server.pid, how === 'kill' ? 'SIGKILL' : 'SIGSTOP');
      await Promise.all([nats[how](), redis[how]()]);
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

async function makeKey(url: string, secret: string): Promise<void> {
  const kit = testKit({ role: 'bench', region: 'us', clock: systemClock });
  await using bus = createMemoryBus();
  const sql = openPostgres({ url, max: 2, name: 'bench' });
  await using writer = createWriter(kit, { sql, bus });
  await writer.write(
    { type: 'create-api-key', key: newId(), page: null, name: 'bench', scopes: ['admin'], hash: hashKey(secret) },
    { actor: 'bench' },
  );
  await sql.end({ timeout: 1 });
}

// All of its threads, in nanoseconds: the kernel's own count.
export function cpuMs(pid: number): number {
  const ran = (thread: string) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + ran(thread), 0);
}

function memoryMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}
