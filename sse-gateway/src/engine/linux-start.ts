import { Worker } from 'node:worker_threads';
import * as libc from './libc.ts';
import { statNames, type Command, type StatName, type ThreadData } from './linux-messages.ts';
import { createWatch } from './linux-watch.ts';
import type { LetGo } from './movable.ts';

// A thread makes little that lasts. Left alone, Node lets its young objects take 48 MB of each thread before it tidies up.
const resourceLimits = { maxYoungGenerationSizeMb: 6 };
// Commands that wait for one another, at most: a thread that has nothing else to do begins with these.
const commandsMax = 256;

/** A thread as the main one sees it. Commands of one turn travel together, in order, and wake it once, by its eventfd. */
export type EngineThread = ReturnType<typeof startThread>;

export function startThread(program: URL, given: Omit<ThreadData, 'epoll' | 'stats'>) {
  const { wake } = given;
  const epoll = libc.epollCreate1(libc.closeOnExec);
  createWatch(epoll).watch(wake, libc.epollIn);
  const shared = new SharedArrayBuffer(8 * statNames.length);
  const stats = new Float64Array(shared);
  const workerData: ThreadData = { ...given, epoll, stats: shared };
  const worker = new Worker(program, { workerData, execArgv: [], resourceLimits });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const one = Buffer.alloc(8);
  one.writeBigUInt64LE(1n);
  let commands: Command[] = [];
  const flush = () => {
    if (commands.length === 0) return;
    worker.postMessage(commands, []);
    commands = [];
    libc.write(wake, one, 8);
  };
  // After all that this turn of the loop brings: under load many commands share one message and one waking.
  const tell = (command: Command) => {
    commands.push(command);
    if (commands.length === 1) setImmediate(flush);
    else if (commands.length >= commandsMax) flush();
  };
  /** Readers here, by topic: a thread is told nothing of pages that nobody reads there. */
  const readersOf = new Map<number, number>();
  const stat = (name: StatName) => stats[statNames.indexOf(name)]!;
  let letGone: ((sockets: LetGo) => void) | undefined;
  return {
    worker,
    tell,
    count: (topic: number, more: 1 | -1) => {
      const now = (readersOf.get(topic) ?? 0) + more;
      if (now > 0) readersOf.set(topic, now);
      else readersOf.delete(topic);
    },
    readersOf: (topic: number) => readersOf.get(topic) ?? 0,
    get letGone() {
      return letGone;
    },
    /** Asked once; what is told after it reaches no socket. */
    letGo: () =>
      new Promise<LetGo>((resolve) => {
        letGone = resolve;
        tell({ do: 'stop-listening' });
        tell({ do: 'let-go' });
      }),
    stat,
    stats: () => Object.fromEntries(statNames.map((name) => [name, stat(name)])) as Record<StatName, number>,
    close: async () => {
      tell({ do: 'close' });
      await exited;
      libc.close(wake);
    },
  };
}
