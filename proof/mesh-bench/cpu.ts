import { readFileSync } from 'node:fs';

/** Milliseconds of processor: this process, and a Postgres server with all that it has started. */
export interface Cpu {
  nodeMs: number;
  postgresMs: number;
}

/** What some work took of the processors: a measure that others on the machine move less than they move the writes of a second. */
export async function cpuOf<T>(postmaster: number, work: () => Promise<T>): Promise<{ value: T; cpu: Cpu }> {
  const before = readCpu(postmaster);
  const value = await work();
  const now = readCpu(postmaster);
  return { value, cpu: { nodeMs: now.nodeMs - before.nodeMs, postgresMs: now.postgresMs - before.postgresMs } };
}

export function cpuEach({ nodeMs, postgresMs }: Cpu, writes: number): number {
  return (nodeMs + postgresMs) / writes;
}

export function perWrite({ nodeMs, postgresMs }: Cpu, writes: number): string {
  const each = (ms: number) => (ms / writes).toFixed(2);
  return `${each(nodeMs)} ms of Node and ${each(postgresMs)} ms of Postgres a write`;
}

// The server's are read from the kernel, which counts them in nanoseconds: a stage of some milliseconds is seen.
function readCpu(postmaster: number): Cpu {
  const { user, system } = process.cpuUsage();
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').split(' ').filter(Boolean);
  return { nodeMs: (user + system) / 1_000, postgresMs: children.reduce((sum, pid) => sum + ranMs(pid), 0) };
}

function ranMs(pid: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return 0; // it has ended since it was named
  }
}
