import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Problem } from '@pharos/core/problem';
import { headTimeoutMs, stallMs, wordsMax, type Engine, type EngineOptions } from './engine.ts';
import * as libc from './libc.ts';
import { listenOn, portOf } from './linux-listen.ts';
import type { LetGo } from './movable.ts';
import { createWatch } from './linux-watch.ts';
import { statNames, type Command, type Report, type ThreadData } from './linux-messages.ts';

export interface LinuxEngineOptions extends EngineOptions {
  /** 0: one for each core. */
  threads: number;
}

// A thread makes little that lasts. Left alone, Node lets its young objects take 48 MB of each thread before it tidies up.
const resourceLimits = { maxYoungGenerationSizeMb: 6 };
// Commands that wait for one another, at most: a thread that has nothing else to do begins with these.
const commandsMax = 256;

const usualThread = new URL('./linux-thread.ts', import.meta.url);

/**
 * The engine of threads over epoll. Commands of one turn travel together, in order; a thread is woken by its eventfd.
 * `thread`: the program of a thread, which may arrange what is around it before it runs ours.
 */
export async function createLinuxEngine(options: LinuxEngineOptions, thread = usualThread): Promise<Engine> {
  if (process.platform !== 'linux') throw new Problem('invalid', 'LIVE_ENGINE=linux runs on Linux with glibc only: use portable');
  const { handlers } = options;
  const count = options.threads || availableParallelism();
  const listener =
    options.listener === undefined ? await listenOn(options.host, options.port) : { fd: options.listener, port: portOf(options.listener) };
  const common = {
    sharers: count,
    isBehindProxy: options.isBehindProxy ?? false,
    connectionsMax: options.connectionsMax,
    headTimeoutMs: options.headTimeoutMs ?? headTimeoutMs,
    stallMs: options.stallMs ?? stallMs,
    headers: ['accept', 'last-event-id', ...(options.keepHeaders ?? [])],
    fullAnswers: Array.from({ length: wordsMax }, () => whole(options.fullAnswer())),
  };
  const wakes = Array.from({ length: count }, () => libc.eventfd(0, libc.nonBlocking | libc.closeOnExec));
  const held = new SharedArrayBuffer(8);
  const threads = wakes.map((wake) => startThread(thread, { ...common, wake, wakes, listener: listener.fd, held }));
  let isClosed = false;
  let next = 0;

  for (const [index, thread] of threads.entries()) {
    const outward = (connection: number) => connection * count + index;
    thread.worker.on('message', (report: Report) => {
      if (isClosed) return;
      for (const { connection, method, path, query, headers, address } of report.requests) {
        const request = { method, path, query: new URLSearchParams(query), headers: new Map(headers) };
        handlers.onRequest(outward(connection), request, address, engine);
      }
      for (const connection of report.abandoned) handlers.onAbandoned(outward(connection));
      for (const { topic, tag } of report.left) {
        thread.count(topic, -1);
        handlers.onLeft(topic, tag);
      }
      for (const { at, readers } of report.passed) handlers.onPassed(at, readers);
      if (report.letGo) thread.letGone?.(report.letGo);
    });
    thread.worker.on('error', (error) => {
      // A thread that fails takes its readers with it: better a clean start than half a gateway.
      if (!isClosed) throw error;
    });
  }
  const oneOf = (fd: number) => threads[fd % count]!;
  const of = (connection: number) => threads[connection % count]!;
  const inward = (connection: number) => Math.floor(connection / count);

  const close = async () => {
    isClosed = true;
    await Promise.all(threads.map((thread) => thread.close()));
    libc.close(listener.fd);
  };
  let closed: Promise<void> | undefined;

  const engine: Engine = {
    port: listener.port,
    admit: (connection, topic, tag, head) => {
      const thread = of(connection);
      thread.count(topic, 1);
      thread.tell({ do: 'admit', connection: inward(connection), topic, tag, head: whole(head) });
    },
    answer: (connection, bytes) => of(connection).tell({ do: 'answer', connection: inward(connection), bytes }),
    publish: (topic, frame, reset, at) => {
      const [ownFrame, ownReset] = [whole(frame), whole(reset)];
      for (const thread of threads)
        if (thread.readersOf(topic) > 0) thread.tell({ do: 'publish', topic, frame: ownFrame, reset: ownReset, at });
    },
    shed: async (most, lastWord) => {
      const words = Array.from({ length: Math.min(wordsMax, most) }, lastWord);
      let left = most;
      for (let turn = 0; turn < count && left > 0; turn++) {
        const thread = threads[(next += 1) % count]!;
        const here = Math.min(left, thread.stat('readers'));
        if (here > 0) thread.tell({ do: 'shed', most: here, words });
        left -= here;
      }
      return most - left;
    },
    shedFrom: (topic, most, lastWord) => {
      const words = Array.from({ length: Math.min(wordsMax, most) }, lastWord);
      let [left, among] = [most, threads.reduce((sum, thread) => sum + thread.readersOf(topic), 0)];
      const total = Math.min(left, among);
      // Of each thread its share: a topic's readers are spread over the threads as they came.
      for (const thread of threads) {
        const here = thread.readersOf(topic);
        if (here === 0) continue;
        const share = Math.min(here, Math.ceil(left * (here / among)));
        if (share > 0) thread.tell({ do: 'shed', most: share, words, topic });
        left -= share;
        among -= here;
      }
      return total;
    },
    shedTagged: (topic, tags, lastWord) => {
      const words = Array.from({ length: Math.min(wordsMax, tags.size) }, lastWord);
      for (const thread of threads) if (thread.readersOf(topic) > 0) thread.tell({ do: 'shed', most: Infinity, words, topic, tags });
    },
    stopListening: async () => {
      for (const thread of threads) thread.tell({ do: 'stop-listening' });
    },
    movable: {
      listener: listener.fd,
      letGo: async () => {
        const all = await Promise.all(threads.map((thread) => thread.letGo()));
        return { readers: all.flatMap(({ readers }) => readers), guests: all.flatMap(({ guests }) => guests) };
      },
      adopt: (reader) => {
        const thread = oneOf(reader.fd);
        thread.count(reader.topic, 1);
        thread.tell({ do: 'adopt', reader });
      },
      adoptGuest: (guest) => oneOf(guest.fd).tell({ do: 'adopt-guest', guest }),
      farewell: (fd, lastWord) => oneOf(fd).tell({ do: 'adopt-guest', guest: { fd, head: lastWord, address: '' }, lastWord }),
    },
    stats: () => {
      const sum = (name: (typeof statNames)[number]) => threads.reduce((total, thread) => total + thread.stat(name), 0);
      return {
        connections: sum('connections'),
        readers: sum('readers'),
        blocked: sum('blocked'),
        resets: sum('resets'),
        dropped: sum('dropped'),
        merged: sum('merged'),
        turnedAway: sum('turnedAway'),
        threads: threads.map((thread) => thread.stat('readers')),
      };
    },
    [Symbol.asyncDispose]: () => (closed ??= close()),
  };
  return engine;
}

/**
 * Bytes that share their memory with nothing else. A message copies all of the memory behind what it carries, and small
 * buffers of Node's are cut from large pieces. The same bytes are the same object again: a message carries them once.
 */
const wholes = new WeakMap<Uint8Array, Uint8Array>();
function whole(bytes: Uint8Array): Uint8Array {
  if (bytes.byteLength === bytes.buffer.byteLength) return bytes;
  let own = wholes.get(bytes);
  if (!own) wholes.set(bytes, (own = new Uint8Array(bytes)));
  return own;
}

function startThread(program: URL, given: Omit<ThreadData, 'epoll' | 'stats'>) {
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
    stat: (name: (typeof statNames)[number]) => stats[statNames.indexOf(name)]!,
    close: async () => {
      tell({ do: 'close' });
      await exited;
      libc.close(wake);
    },
  };
}
