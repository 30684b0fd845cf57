import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '@pharos/core/problem';

/** Keeps a second world off the same data: two Postgres on one folder would destroy it. */
export function lockData(dataDir: string): { release(): void } {
  const path = join(dataDir, 'lock');
  try {
    mkdirSync(dataDir, { recursive: true });
    const holder = holderOf(path);
    if (holder)
      throw new Problem(
        'conflict',
        `another Pharos (process ${holder}) uses ${dataDir}: stop it, or start this one with --data <folder> and --port <base>`,
      );
    rmSync(path, { force: true }); // of one that was killed
    const file = openSync(path, 'wx');
    writeSync(file, `${process.pid} ${startOf(process.pid)}`);
    closeSync(file);
  } catch (error) {
    throw told(error, dataDir);
  }
  return { release: () => rmSync(path, { force: true }) };
}

// A number alone may by now belong to somebody else: the start time tells.
function holderOf(path: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined; // nobody was here
  }
  const [pid, start] = text.split(' ');
  return start !== undefined && startOf(Number(pid)) === start ? Number(pid) : undefined;
}

function startOf(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return isRunning(pid) ? 'running' : undefined; // no /proc on this system
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function told(error: unknown, dataDir: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC')
    return new Problem('unavailable', `the disk under ${dataDir} is full: make room and start again; nothing was damaged`);
  if (code === 'EACCES' || code === 'EROFS')
    return new Problem('unavailable', `${dataDir} cannot be written: choose another folder with --data`);
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return new Problem('invalid', `${dataDir} cannot be the data folder: a file stands in its way; choose another with --data`);
  return error;
}
