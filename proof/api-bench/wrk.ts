import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { clientCore } from './world.ts';

export interface Wrk {
  perSecond: number;
  p99Ms: number;
  requests: number;
  /** Answered with an error, late, or not at all. */
  failed: number;
}

/** Debian's wrk on the core of those who ask: as many connections, each with one request at a time. */
export async function wrk(url: string, headers: Record<string, string> = {}, { seconds = 4, connections = 32 } = {}): Promise<Wrk> {
  const args = ['-c', String(clientCore), 'wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--latency'];
  for (const [name, value] of Object.entries(headers)) args.push('-H', `${name}: ${value}`);
  const { stdout } = await promisify(execFile)('taskset', [...args, url], { timeout: (seconds + 20) * 1_000 });
  const [, amount, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? [];
  const [, requests] = /(\d+) requests in/.exec(stdout) ?? [];
  return {
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p99Ms: Number(amount) * ({ us: 0.001, ms: 1, s: 1_000 }[unit!] ?? NaN),
    requests: Number(requests),
    failed: [...stdout.matchAll(/(?:Non-2xx or 3xx responses: |connect |read |write |timeout )(\d+)/g)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    ),
  };
}
