import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild, untilUp, type Child } from '@pharos/core/launch/child';
import { nobody, signalFamily, unprivileged } from '@pharos/core/launch/launch-postgres';
import { systemRandom } from '@pharos/core/random';
import { createLink } from '../link/link.ts';
import { openTcpLink } from '../link/tcp-link.ts';
import { host } from '../host.ts';
import { render } from './render.ts';
import { dataDir, settingsOf, volumeDir, type NodeOptions } from './settings.ts';

/** One machine of a cluster: a Postgres under Patroni, its member of etcd, and the guard of its disk. */
export interface ClusterNode extends AsyncDisposable {
  name: string;
  /** Where others reach its Postgres, and its Patroni. */
  postgresPort: number;
  restPort: number;
  volumeDir: string;
  start(): Promise<void>;
  /** All but its member of etcd, that the others need to stop in order. */
  stopPostgres(): Promise<void>;
  stop(): Promise<void>;
  /** kill -9 of all of it, as when its power is cut. */
  kill(): Promise<void>;
  /** All of it, as when a hypervisor stops its machine. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Nobody reaches it, and it reaches nobody. */
  cut(): void;
  heal(): void;
  isRunning(): boolean;
}

// Patroni stops its Postgres, which finishes what is under way and writes a checkpoint.
const stopMs = 20_000;
const etcdMsMax = 30_000;
// Of the small disk of a drill; production's is 256.
const leastFreeMb = 24;

const templates = new URL('../../../deploy/patroni/', import.meta.url);

export async function createNode(options: NodeOptions): Promise<ClusterNode> {
  const { name, dir, ports } = options;
  const there = createLink('', name);
  const back = createLink(name, '');
  await using opened = new AsyncDisposableStack();
  const door = async (port: number, to: number) =>
    void opened.use(await openTcpLink({ out: there, back, target: { host, port: to }, port, random: systemRandom }));
  await door(ports.postgresDoor, ports.postgres);
  await door(ports.restDoor, ports.rest);
  await door(ports.etcdDoor, ports.etcd);
  for (const folder of [dir, volumeDir(options)]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (process.getuid?.() === 0) await chown(folder, nobody, nobody);
  }
  const settings = settingsOf(options);
  for (const file of ['patroni.yml', 'etcd.yml']) {
    await writeFile(join(dir, file), render(await readFile(new URL(file, templates), 'utf8'), settings), { mode: 0o644 });
  }
  let children: Child[] = [];

  const run = (program: string, args: string[]) => {
    const [command, all] = unprivileged(program, args);
    return startChild({ command, args: all, cwd: dir, logFile: join(dir, `${program.split('/').at(-1)}.log`), stopMs });
  };
  const postmaster = async () => Number((await readFile(join(dataDir(options), 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0]);
  const guard = new URL('disk-guard.sh', templates).pathname;
  const stopPostgres = async () => {
    for (const child of children.slice(1).toReversed()) await child.stop();
  };
  const stop = async () => {
    await stopPostgres();
    await children[0]?.stop();
    children = [];
  };
  const kept = opened.move();
  return {
    name,
    postgresPort: ports.postgresDoor,
    restPort: ports.restDoor,
    volumeDir: volumeDir(options),
    start: async () => {
      if (children.length > 0) return;
      const etcd = run('etcd', ['--config-file', join(dir, 'etcd.yml')]);
      children = [etcd];
      // Patroni ends where etcd's members have not found each other yet. Elsewhere its supervisor starts it again.
      await untilUp(etcd, () => isDecided(ports.etcd), `etcd of ${name}`, join(dir, 'etcd.log'), etcdMsMax);
      children = [
        etcd,
        run('patroni', [join(dir, 'patroni.yml')]),
        run('/bin/sh', [guard, volumeDir(options), settings['REST_LISTEN']!, name, String(leastFreeMb)]),
      ];
    },
    stopPostgres,
    stop,
    kill: async () => {
      const pid = await postmaster();
      const ending = children;
      children = [];
      await Promise.all(ending.map((child) => child.kill()));
      if (pid) signalFamily(pid, 'SIGKILL');
    },
    freeze: async () => {
      const pid = await postmaster();
      for (const child of children) child.freeze();
      if (pid) signalFamily(pid, 'SIGSTOP');
    },
    thaw: async () => {
      const pid = await postmaster();
      if (pid) signalFamily(pid, 'SIGCONT');
      for (const child of children) child.thaw();
    },
    cut: () => [there, back].forEach((way) => way.set({ cut: 'drop' })),
    heal: () => [there, back].forEach((way) => way.set({ cut: 'none' })),
    isRunning: () => children.length > 0,
    [Symbol.asyncDispose]: async () => {
      await stop();
      await kept.disposeAsync();
    },
  };
}

async function isDecided(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://${host}:${port}/version`, { signal: AbortSignal.timeout(1_000) });
    const version = (await answer.json()) as { etcdserver: string; etcdcluster: string };
    // It begins with the least of all versions, and Patroni would go on with the API of that.
    return version.etcdcluster.startsWith(version.etcdserver.replace(/\.\d+$/, '.'));
  } catch {
    return false; // not yet
  }
}
