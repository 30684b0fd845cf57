import type { CreateEngine, EngineName } from './engine.ts';
import { createPortableEngine } from './portable.ts';

export interface ChosenEngine {
  create: CreateEngine;
  /** Its sockets can go to another process. */
  isMovable: boolean;
}

/** Which engine runs here, before anything depends on it: `linux` is loaded only when it is wanted, its library is there with glibc only. */
export async function chooseEngine(wanted: EngineName | CreateEngine, threads: number): Promise<ChosenEngine> {
  const portable = { create: createPortableEngine, isMovable: false };
  if (typeof wanted === 'function') return { create: wanted, isMovable: false };
  if (wanted === 'portable' || (wanted === 'auto' && process.platform !== 'linux')) return portable;
  const linux = await import('./linux.ts').catch((error: unknown) => {
    if (wanted === 'linux') throw error;
    return undefined;
  });
  return linux ? { create: (options) => linux.createLinuxEngine({ ...options, threads }), isMovable: true } : portable;
}
