import { fork, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
  path: string;
  publish(mark: string, padding: number): void;
  usage(): Promise<Usage>;
}

const serverCore = '0';
export const page = '0192f0c4-0000-7000-8000-000000000000';

export async function serveOurs(engine: 'portable' | 'linux'): Promise<Served> {
  const child = fork(fileURLToPath(new URL('./server.ts', import.meta.url)), [engine, '1'], {
    execArgv: [],
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (told: Told) => (told.told === 'url' ? resolve(told.url) : undefined));
    child.once('exit', (code) => reject(new Problem('unavailable', `the ${engine} gateway ended with ${code}`)));
  });
  await pin(child.pid!);
  const ask = (asked: Ask) => void child.send(asked);
  return {
    name: engine,
    port: Number(new URL(url).port),
    path: `/live/${page}`,
    publish: (mark, padding) => ask({ ask: 'publish', page, mark, padding }),
    usage: () => usageOf(child.pid!),
    [Symbol.asyncDispose]: () => end(child),
  };
}

/** Nchan from Debian (`libnginx-mod-nchan`), one worker, as its own documentation sets it up for EventSource. */
export async function serveNchan(): Promise<Served> {
  const dir = await mkdtemp(join(tmpdir(), 'pharos-nchan-'));
  const port = await freePort();
  const config = `
user root; worker_processes 1; worker_rlimit_nofile 19900; daemon off; pid ${dir}/pid; error_log ${dir}/error.log;
load_module /usr/lib/nginx/modules/ngx_nchan_module.so;
events { worker_connections 19800; }
http { access_log off; client_body_temp_path ${dir}/body; server { listen 0.0.0.0:${port} backlog=4096; tcp_nodelay on;
  location = /pub { nchan_publisher; nchan_channel_id bench; nchan_message_buffer_length 64; }
  location = /sub { nchan_subscriber eventsource; nchan_channel_id bench; } } }`;
  await writeFile(join(dir, 'nginx.conf'), config);
  const child = spawn('nginx', ['-c', join(dir, 'nginx.conf'), '-p', dir], { stdio: ['ignore', 2, 2] });
  const failed = new Promise<never>((_, reject) => child.once('error', () => reject(new Problem('unavailable', 'nginx is not here'))));
  await Promise.race([untilListening(port), failed]);
  const worker = await workerOf(child.pid!);
  await pin(worker);
  const bodies = { 'content-type': 'text/plain' };
  return {
    name: 'nchan',
    port,
    path: '/sub',
    // It answers once the fan-out is done: nobody waits for that.
    publish: (mark, padding) =>
      void fetch(`http://127.0.0.1:${port}/pub`, { method: 'POST', headers: bodies, body: mark + 'x'.repeat(padding) })
        .then((answer) => answer.text())
        .catch(() => undefined),
    usage: () => usageOf(worker),
    [Symbol.asyncDispose]: async () => {
      // Its worker outlives a master that is killed.
      await end(child, 'SIGTERM');
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export async function pin(pid: number, core = serverCore): Promise<void> {
  await new Promise<void>((resolve) => spawn('taskset', ['-acp', core, String(pid)], { stdio: 'ignore' }).once('exit', () => resolve()));
}

async function usageOf(pid: number): Promise<Usage> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  const words = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // In hundredths of a second, and in pages of 4 KiB.
  return { cpuSeconds: (Number(words[11]) + Number(words[12])) / 100, rssBytes: Number(words[21]) * 4_096 };
}

async function workerOf(master: number): Promise<number> {
  for (;;) {
    const children = await readFile(`/proc/${master}/task/${master}/children`, 'utf8');
    const first = Number(children.trim().split(' ')[0]);
    if (first > 0) return first;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function untilListening(port: number): Promise<void> {
  while (!(await isListening(port))) await new Promise((resolve) => setTimeout(resolve, 20));
}

function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill(signal);
    return undefined;
  });
}
