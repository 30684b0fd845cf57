import { mkdir } from 'node:fs/promises';
import { startChild, untilUp, type Child } from './child.ts';
import { freePort, isListening } from './port.ts';

export interface LaunchedRedis extends Child {
  url: string;
  port: number;
}

export interface LaunchRedisOptions {
  dir: string;
  logFile: string;
  port?: number;
}

/** A real `redis-server` from the system (Debian: package `redis-server`), as a cache: it writes nothing to disk. */
export async function launchRedis(options: LaunchRedisOptions): Promise<LaunchedRedis> {
  const port = options.port || (await freePort());
  await mkdir(options.dir, { recursive: true });
  const child = startChild({
    command: 'redis-server',
    args: [
      '--bind',
      '127.0.0.1',
      '--port',
      String(port),
      '--dir',
      options.dir,
      '--save',
      '',
      '--appendonly',
      'no',
      '--maxmemory',
      '256mb',
      '--maxmemory-policy',
      'allkeys-lru',
    ],
    logFile: options.logFile,
    stopMs: 3_000,
  });
  await untilUp(child, () => isListening(port), `redis-server on port ${port}`, options.logFile, 10_000);
  return { ...child, url: `redis://127.0.0.1:${port}`, port };
}
