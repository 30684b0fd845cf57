import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { asDeployed } from '../mesh-bench/region-process.ts';

/** Incident writes a second without HTTP: a process of its own, whose writer is asked directly. */
export async function rawWrites(databaseUrl: string): Promise<number> {
  const file = fileURLToPath(new URL('raw-main.ts', import.meta.url));
  const child = fork(file, [databaseUrl], { execArgv: [...process.execArgv, ...asDeployed], stdio: ['ignore', 2, 2, 'ipc'] });
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`raw writes ended with ${code}`)));
  const [perSecond] = (await Promise.race([once(child, 'message'), ended])) as [number];
  await ended.catch(() => undefined); // it has told all it had to tell
  return perSecond;
}
