import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { table } from '@pharos/core/table';
import { benchCrossing } from './crossing.ts';
import type { Line } from './measure.ts';
import { asDeployed } from './region-process.ts';
import { benchSizes } from './sizes.ts';

export interface MeshBench {
  at: string;
  machine: string;
  /** Others worked on this machine at the start: figures are worse than they would be alone. */
  isShared: boolean;
  lines: Line[];
}

// More than this share of the processors busy before we begin: somebody else works here.
const busyShare = 0.3;

/** Measures what the mesh promises, prints the table, and keeps it as JSON when a file is named. */
export async function runMeshBench({ json }: { json?: string } = {}): Promise<MeshBench> {
  const isShared = loadavg()[0]! / cpus().length > busyShare;
  const lines = [...benchSizes(), ...(await writesByThemselves()), ...(await benchCrossing())];
  const machine = `${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'}), all regions, their databases and NATS on them; each region a process`;
  const result: MeshBench = { at: new Date().toISOString(), machine, isShared, lines };
  const rows = lines.map(({ what, demand, measured, isMet }) => [isMet ? 'yes' : 'NO', what, demand, measured]);
  process.stdout.write(
    `${machine}${isShared ? '; the machine was shared' : ''}\n\n${table(['met', 'what', 'demand', 'measured'], rows)}\n`,
  );
  if (json) {
    await mkdir(dirname(json), { recursive: true });
    await writeFile(json, `${JSON.stringify(result, undefined, 2)}\n`);
  }
  return result;
}

async function writesByThemselves(): Promise<Line[]> {
  const file = fileURLToPath(new URL('writes-main.ts', import.meta.url));
  const child = fork(file, [], { execArgv: [...process.execArgv, ...asDeployed], stdio: ['ignore', 2, 2, 'ipc'] });
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the bench of writes ended with ${code}`)));
  const [lines] = (await Promise.race([once(child, 'message'), ended])) as [Line[]];
  await ended.catch(() => undefined); // it has told all it had to tell
  return lines;
}
