import { createLinuxEngine, type LinuxEngineOptions } from '../src/engine/linux.ts';
import type { EngineOptions } from '../src/engine/engine.ts';

const thread = new URL('./without-uring-thread.ts', import.meta.url);

/** The linux engine where io_uring is forbidden, as in Docker by default. */
export function engineWithoutUring(options: EngineOptions & Partial<LinuxEngineOptions>) {
  return createLinuxEngine({ threads: 0, ...options }, thread);
}
