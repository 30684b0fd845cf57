import { readdirSync, readFileSync } from 'node:fs';

/** What processes of this machine have used of its processors, in milliseconds, and of its memory. */

const tickMs = 10;

/** With those of its children that have ended. Zero: it is gone. */
export function usedMs(pid: number): number {
  const fields = statOf(pid);
  // The processor for itself and for the kernel, and both of those it has waited for.
  return fields ? [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0) * tickMs : 0;
}

/** With those of its children that run now, as a server of Postgres has them. */
export function usedByServerMs(pid: number): number {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((each) => statOf(each)?.[1] === String(pid));
  return [pid, ...children].reduce((sum, each) => sum + usedMs(each), 0);
}

// Behind the name, which may hold anything: the state, then the parent.
function statOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** The most that it has had. */
export function mostMb(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
