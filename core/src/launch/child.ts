import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { Problem } from '../problem.ts';

/** A process of ours: it can be stopped politely, killed, and frozen. All signals go to its whole group. */
export interface Child extends AsyncDisposable {
  pid: number;
  isAlive(): boolean;
  /** Resolves with a sentence when it has ended, however that came. */
  ended: Promise<string>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
}

export interface ChildOptions {
  command: string;
  args: string[];
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** Its stdout and stderr. */
  logFile: string;
  /** Gone politely by then, or killed. */
  stopMs: number;
  stopSignal?: NodeJS.Signals;
  /** Lets a Node child tell us things through `process.send`. */
  onMessage?(message: unknown): void;
}

export function startChild(options: ChildOptions): Child {
  const log = openSync(options.logFile, 'a');
  const [command, args] = endingWithUs(options.command, options.args, options.stopSignal ?? 'SIGTERM');
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    detached: true,
    stdio: options.onMessage ? ['ignore', log, log, 'ipc'] : ['ignore', log, log],
  });
  closeSync(log);
  if (options.onMessage) child.on('message', options.onMessage);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`${options.command} did not start: ${error.message}`));
    child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`));
  });
  const isAlive = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  const end = async (first: NodeJS.Signals, limitMs: number) => {
    if (!isAlive()) return;
    signalGroup(child, 'SIGCONT'); // a frozen process hears nothing else
    signalGroup(child, first);
    const late = setTimeout(() => signalGroup(child, 'SIGKILL'), limitMs);
    await ended;
    clearTimeout(late);
  };
  const stop = () => end(options.stopSignal ?? 'SIGTERM', options.stopMs);
  return {
    pid: child.pid ?? -1,
    isAlive,
    ended,
    stop,
    kill: () => end('SIGKILL', options.stopMs),
    freeze: () => signalGroup(child, 'SIGSTOP'),
    thaw: () => signalGroup(child, 'SIGCONT'),
    [Symbol.asyncDispose]: stop,
  };
}

/** Waits until `isUp` says so; a child that ends before is told with the last lines of its log. */
export async function untilUp(child: Child, isUp: () => Promise<boolean>, what: string, logFile: string, limitMs: number): Promise<void> {
  const until = performance.now() + limitMs;
  while (performance.now() < until) {
    if (!child.isAlive()) throw new Problem('unavailable', `${what} ${await child.ended}: ${lastLines(logFile)}`);
    if (await isUp()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await child.kill();
  throw new Problem('unavailable', `${what} was not up within ${limitMs} ms: ${lastLines(logFile)}`);
}

export function lastLines(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-3).join(' | ').slice(-600);
  } catch {
    return '(no log)';
  }
}

// Who is killed cannot stop what it started: on Linux the kernel does it instead, so that nothing is left behind.
function endingWithUs(command: string, args: string[], signal: NodeJS.Signals): [string, string[]] {
  if (process.platform !== 'linux') return [command, args];
  const death = `--pdeathsig=${signal.slice(3)}`;
  return command === 'setpriv' ? [command, [death, ...args]] : ['setpriv', [death, command, ...args]];
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // gone in between
  }
}
