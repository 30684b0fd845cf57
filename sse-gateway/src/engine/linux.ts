import { availableParallelism } from 'node:os';
import { Problem } from '@pharos/core/problem';
import { headTimeoutMs, stallMs, wordsMax, type Engine, type EngineHandlers, type EngineOptions } from './engine.ts';
import { sumStats } from './engine-stats.ts';
import * as libc from './libc.ts';
import { listenOn, portOf } from './linux-listen.ts';
import type { Report } from './linux-messages.ts';
import { createShed } from './linux-shed.ts';
import { startThread, type EngineThread } from './linux-start.ts';
import { whole } from './whole.ts';

export interface LinuxEngineOptions extends EngineOptions {
  /** 0: one for each core. */
  threads: number;
}

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

  for (const [index, thread] of threads.entries()) {
    const outward = (connection: number) => connection * count + index;
    thread.worker.on('message', (report: Report) => {
      if (!isClosed) passOn(report, thread, handlers, outward, engine);
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
    ...createShed(threads),
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
    stats: () =>
      sumStats(
        threads.map((thread) => thread.stats()),
        threads.map((thread) => thread.stat('readers')),
      ),
    [Symbol.asyncDispose]: () => (closed ??= close()),
  };
  return engine;
}

/** What a thread has told, to whoever acts on it. `outward`: a connection's number among those of all threads. */
function passOn(
  report: Report,
  thread: EngineThread,
  handlers: EngineHandlers,
  outward: (connection: number) => number,
  engine: Engine,
): void {
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
}
