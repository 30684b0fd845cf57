import { streamHead } from '../src/door/answer.ts';
import type { Engine, EngineHandlers } from '../src/engine/engine.ts';
import { createLinuxEngine, type LinuxEngineOptions } from '../src/engine/linux.ts';
import { createPortableEngine } from '../src/engine/portable.ts';

export type EngineKind = 'portable' | 'linux';
type Options = Partial<Omit<LinuxEngineOptions, 'handlers'>> & { handlers?: Partial<EngineHandlers> };

/** An engine by itself: who comes to `/` listens to topic 1, at `/2` to topic 2. */
export async function openEngine(kind: EngineKind, { handlers, ...options }: Options = {}): Promise<Engine> {
  let tag = 0;
  const given: LinuxEngineOptions = {
    host: '127.0.0.1',
    port: 0,
    threads: 1,
    connectionsMax: 15_000,
    fullAnswer: () => streamHead,
    ...options,
    handlers: {
      onRequest: (connection, { path }, _address, engine) => engine.admit(connection, Number(path.slice(1) || 1), tag++, streamHead),
      onLeft: () => undefined,
      onAbandoned: () => undefined,
      onPassed: () => undefined,
      ...handlers,
    },
  };
  return kind === 'linux' ? createLinuxEngine(given) : createPortableEngine(given);
}
