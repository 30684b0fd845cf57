import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild, untilUp } from '@pharos/core/launch/child';
import { freePort, isListening } from '@pharos/core/launch/port';
import { cpuMs, serverCore } from '../api-bench/world.ts';
import type { RawAnswer } from './world.ts';

export interface Measured {
  url: string;
  cpuMs(): number;
}

// What a server says by itself of every answer.
const own = new Set(['date', 'server', 'connection', 'keep-alive', 'content-length', 'content-type', 'transfer-encoding', 'etag']);

/** nginx from Debian with one file, on the core of servers: the same bytes with the same headers, set up for it as its own guide says. */
export async function startNginx(opened: AsyncDisposableStack, { bytes, headers }: RawAnswer): Promise<Measured> {
  const dir = await folder(opened);
  const port = await freePort();
  await writeFile(join(dir, 'page'), bytes);
  const type = headers.find(([name]) => name === 'content-type')![1];
  const more = headers.filter(([name]) => !own.has(name)).map(([name, value]) => `add_header ${name} "${value.replaceAll('"', '\\"')}";`);
  await writeFile(
    join(dir, 'nginx.conf'),
    `user root; worker_processes 1; daemon off; pid ${dir}/pid; error_log ${dir}/error.log;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=100;
  client_body_temp_path ${dir}/body; types {} default_type "${type}";
  server { listen 127.0.0.1:${port}; root ${dir}; location = /page { ${more.join(' ')} } }
}`,
  );
  const logFile = join(dir, 'nginx.log');
  const args = ['-c', String(serverCore), 'nginx', '-c', join(dir, 'nginx.conf'), '-p', dir];
  const child = startChild({ command: 'taskset', args, logFile, stopMs: 1_000 });
  opened.use(child);
  await untilUp(child, () => isListening(port), 'nginx', logFile, 10_000);
  const worker = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ')[0]);
  return { url: `http://127.0.0.1:${port}/page`, cpuMs: () => cpuMs(worker) };
}

/** A route of Express that renders the page for each who asks, from a View that it has in memory. */
export async function startExpress(opened: AsyncDisposableStack, view: string, assets: string): Promise<Measured> {
  const dir = await folder(opened);
  const [file, port] = [join(dir, 'view.json'), await freePort()];
  await writeFile(file, view);
  const program = fileURLToPath(new URL('express-main.mjs', import.meta.url));
  const args = ['-c', String(serverCore), process.execPath, '--max-semi-space-size=64', program, file, assets, String(port)];
  const logFile = join(dir, 'express.log');
  const child = startChild({ command: 'taskset', args, env: { NODE_ENV: 'production' }, logFile, stopMs: 1_000 });
  opened.use(child);
  await untilUp(child, () => isListening(port), 'the route of Express', logFile, 10_000);
  return { url: `http://127.0.0.1:${port}/page`, cpuMs: () => cpuMs(child.pid) };
}

async function folder(opened: AsyncDisposableStack): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'pharos-beside-'));
  opened.defer(() => rm(dir, { recursive: true, force: true }));
  return dir;
}
