import { mkdir } from 'node:fs/promises';
import { startChild, untilUp, type Child } from './child.ts';
import { freePort, isListening } from './port.ts';

export interface LaunchedNats extends Child {
  url: string;
  port: number;
}

export interface LaunchNatsOptions {
  logFile: string;
  port?: number;
  /** JetStream's files; without it the server keeps nothing. */
  storeDir?: string;
  /** More of its configuration: TLS, accounts. */
  configFile?: string;
}

/** A real `nats-server` from the system (Debian: package `nats-server`). */
export async function launchNats(options: LaunchNatsOptions): Promise<LaunchedNats> {
  const port = options.port || (await freePort());
  if (options.storeDir) await mkdir(options.storeDir, { recursive: true });
  const child = startChild({
    command: 'nats-server',
    args: [
      '-a',
      '127.0.0.1',
      '-p',
      String(port),
      ...(options.storeDir ? ['-js', '-sd', options.storeDir] : []),
      ...(options.configFile ? ['-c', options.configFile] : []),
    ],
    logFile: options.logFile,
    stopMs: 3_000,
  });
  await untilUp(child, () => isListening(port), `nats-server on port ${port}`, options.logFile, 10_000);
  return { ...child, url: `nats://127.0.0.1:${port}`, port };
}
