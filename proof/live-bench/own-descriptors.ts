import type { CreateEngine, Engine } from '../../sse-gateway/src/engine/engine.ts';
import { sumStats } from '../../sse-gateway/src/engine/engine-stats.ts';
import { createLinuxEngine } from '../../sse-gateway/src/engine/linux.ts';
import { listenOn } from '../../sse-gateway/src/engine/linux-listen.ts';

const thread = new URL('./own-descriptors-thread.ts', import.meta.url);

/**
 * Several linux engines of one thread each, with a table of descriptors for each of them: where a process may have few and the
 * limit cannot be raised, so many times as many readers. Each listens at the same port with a socket of its own: one whose
 * table is full must not be offered what another has room for.
 */
export function ownDescriptors(tables: number): CreateEngine {
  return async (options) => {
    const first = await listenOn(options.host, options.port, true);
    const listeners = [first.fd];
    for (let at = 1; at < tables; at++) listeners.push((await listenOn(options.host, first.port, true)).fd);
    const engines: Engine[] = [];
    const of = (connection: number) => engines[connection % tables]!;
    const inward = (connection: number) => Math.floor(connection / tables);
    const { handlers, connectionsMax } = options;
    const all: Engine = {
      port: first.port,
      admit: (connection, ...rest) => of(connection).admit(inward(connection), ...rest),
      answer: (connection, bytes) => of(connection).answer(inward(connection), bytes),
      publish: (...frame) => engines.forEach((engine) => engine.publish(...frame)),
      shed: async (most, lastWord) => {
        let left = most;
        for (const engine of engines) left -= await engine.shed(left, lastWord);
        return most - left;
      },
      shedFrom: (topic, most, lastWord) => {
        let left = most;
        for (const engine of engines) left -= engine.shedFrom(topic, left, lastWord);
        return most - left;
      },
      shedTagged: (...tagged) => engines.forEach((engine) => engine.shedTagged(...tagged)),
      stopListening: async () => void (await Promise.all(engines.map((engine) => engine.stopListening()))),
      stats: () => {
        const each = engines.map((engine) => engine.stats());
        return sumStats(
          each,
          each.flatMap(({ threads }) => threads),
        );
      },
      [Symbol.asyncDispose]: async () => void (await Promise.all(engines.map((engine) => engine[Symbol.asyncDispose]()))),
    };
    for (const [at, listener] of listeners.entries()) {
      const outward = (connection: number) => connection * tables + at;
      const own = {
        ...options,
        threads: 1,
        listener,
        connectionsMax: Math.ceil(connectionsMax / tables),
        handlers: {
          ...handlers,
          onRequest: (connection, request, address) => handlers.onRequest(outward(connection), request, address, all),
          onAbandoned: (connection) => handlers.onAbandoned(outward(connection)),
        } satisfies typeof handlers,
      };
      engines.push(await createLinuxEngine(own, thread));
    }
    return all;
  };
}
