import { fork, spawn, type ChildProcess, type ForkOptions } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, isListening } from '@pharos/core/launch/port';
import { Problem } from '@pharos/core/problem';
import type { Ask, Told } from './server.ts';

export interface Usage {
  cpuSeconds: number;
  rssBytes: number;
}

/** A server under measure, alone on core 0. */
export interface Served extends AsyncDisposable {
  name: string;
  port: number;
  /** `#` stands for a page's number, as twelve hexadecimal digits. */
  path: string;
  /** One event of `bytes` with all that the server puts around it, and the mark in it. */
  publish(page: number, mark: string, bytes: number): void;
  usage(): Promise<Usage>;
}

export interface ServeWishes {
  /** So many descriptor tables, where one is too small: threads of the engine with a table of their own, or worker processes. */
  tables?: number;
  /** More than one page is read. */
  isManyPages?: boolean;
}

export type Serve = (wishes?: ServeWishes) => Promise<Served>;

const serverCore = '0';
// As docs/live.md says that a gateway is to be run: else Node sets aside up to 134 MB for young objects.
const asDeployed = ['--max-semi-space-size=4'];
const nchanModule = '/usr/lib/nginx/modules/ngx_nchan_module.so';
export const hasNchan = existsSync(nchanModule);

/** What each server adds to the text it is given, so that every reader is sent the same number of bytes. */
const around: Record<string, number> = { linux: 271, portable: 271, nchan: 25 };

export const serveOurs =
  (engine: 'portable' | 'linux'): Serve =>
  async ({ tables = 1 } = {}) => {
    const file = fileURLToPath(new URL('./server.ts', import.meta.url));
    const child = fork(file, [engine, String(tables)], { ...pinned(serverCore, asDeployed), stdio: ['ignore', 2, 2, 'ipc'] });
    const url = await new Promise<string>((resolve, reject) => {
      child.once('message', (told: Told) => resolve(told.url));
      child.once('exit', (code) => reject(new Problem('unavailable', `the ${engine} gateway ended with ${code}`)));
    });
    return {
      name: engine,
      port: Number(new URL(url).port),
      path: '/live/0192f0c4-0000-7000-8000-#',
      publish: (page, mark, bytes) => void child.send({ page, text: padded(mark, bytes - around[engine]!) } satisfies Ask),
      usage: () => usageOf([child.pid!]),
      [Symbol.asyncDispose]: () => stop(child),
    };
  };

/** Nchan from Debian (`libnginx-mod-nchan`), as its own documentation sets it up for EventSource. */
export const serveNchan: Serve = async ({ tables = 1 } = {}) => {
  const dir = await mkdtemp(join(tmpdir(), 'pharos-nchan-'));
  const port = await freePort();
  const config = `
user root; worker_processes ${tables}; worker_rlimit_nofile 19900; daemon off; pid ${dir}/pid; error_log ${dir}/error.log;
load_module ${nchanModule};
events { worker_connections 19800; }
http { access_log off; client_body_temp_path ${dir}/body; nchan_shared_memory_size 1024M;
  server { listen 0.0.0.0:${port} backlog=4096${tables > 1 ? ' reuseport' : ''}; tcp_nodelay on;
  location ~ ^/pub/(\\w+)$ { nchan_publisher; nchan_channel_id $1; nchan_message_buffer_length 64; }
  location ~ ^/sub/(\\w+)$ { nchan_subscriber eventsource; nchan_channel_id $1; nchan_subscriber_first_message newest; } } }`;
  await writeFile(join(dir, 'nginx.conf'), config);
  const child = spawn('taskset', ['-c', serverCore, 'nginx', '-c', join(dir, 'nginx.conf'), '-p', dir], { stdio: ['ignore', 2, 2] });
  const failed = new Promise<never>((_, reject) => child.once('error', () => reject(new Problem('unavailable', 'nginx is not here'))));
  await Promise.race([untilListening(port), failed]);
  const workers = await workersOf(child.pid!, tables);
  const headers = { 'content-type': 'text/plain' };
  return {
    name: 'nchan',
    port,
    path: '/sub/#',
    // It answers once the fan-out is done: nobody waits for that.
    publish: (page, mark, bytes) =>
      void fetch(`http://127.0.0.1:${port}/pub/${page.toString(16).padStart(12, '0')}`, {
        method: 'POST',
        headers,
        body: padded(mark, bytes - around['nchan']!),
      })
        .then((answer) => answer.text())
        .catch(() => undefined),
    usage: () => usageOf(workers),
    [Symbol.asyncDispose]: async () => {
      // Its workers outlive a master that is killed.
      await stop(child, 'SIGTERM');
      await rm(dir, { recursive: true, force: true });
    },
  };
};

/** For `fork`: the script on this core, from its first instruction on. */
export function pinned(core: string, nodeOptions: string[] = []): ForkOptions {
  return { execPath: 'taskset', execArgv: ['-c', core, process.execPath, ...nodeOptions] };
}

export function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill(signal);
    return undefined;
  });
}

function padded(mark: string, bytes: number): string {
  return `${'x'.repeat(Math.max(0, bytes - mark.length))}${mark}`;
}

async function usageOf(pids: number[]): Promise<Usage> {
  const usage: Usage = { cpuSeconds: 0, rssBytes: 0 };
  for (const pid of pids) {
    for (const task of await readdir(`/proc/${pid}/task`)) {
      // Nanoseconds on a core, exactly; `stat` rounds to hundredths of a second.
      const text = await readFile(`/proc/${pid}/task/${task}/schedstat`, 'utf8').catch(() => '0');
      usage.cpuSeconds += Number(text.split(' ')[0]) / 1e9;
    }
    const text = await readFile(`/proc/${pid}/statm`, 'utf8');
    usage.rssBytes += Number(text.split(' ')[1]) * 4_096;
  }
  usage.cpuSeconds += await softirqSeconds();
  return usage;
}

let softirqPid: number | undefined;

/** What the kernel does for the server outside its system calls: its network thread of that core. */
async function softirqSeconds(): Promise<number> {
  if (softirqPid === undefined) {
    for (const pid of await readdir('/proc')) {
      const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
      if (name.trim() === `ksoftirqd/${serverCore}`) softirqPid = Number(pid);
    }
  }
  const text = await readFile(`/proc/${softirqPid ?? 0}/schedstat`, 'utf8').catch(() => '0');
  return Number(text.split(' ')[0]) / 1e9;
}

async function workersOf(master: number, count: number): Promise<number[]> {
  for (;;) {
    const children = await readFile(`/proc/${master}/task/${master}/children`, 'utf8');
    const pids = children.trim().split(' ').filter(Boolean).map(Number);
    if (pids.length >= count) return pids;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function untilListening(port: number): Promise<void> {
  while (!(await isListening(port))) await new Promise((resolve) => setTimeout(resolve, 20));
}
