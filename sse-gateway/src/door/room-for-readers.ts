import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';

// The rest is for the kernel's socket buffers, which no process is charged for, and for what else runs there.
const memoryPart = 0.75;
// Database, bus, cache, logs, and what comes when it is least expected.
const descriptorsSpare = 256;
// Of the descriptors, so many are for those who are asked, answered and turned away.
const guestsPart = 0.05;

/** Memory above which readers are sent to polling, when nobody says otherwise. */
export function usualMemoryMaxBytes(): number {
  const limit = process.constrainedMemory();
  const total = totalmem();
  return Math.floor(memoryPart * (limit > 0 && limit < total ? limit : total));
}

/** How many readers, and sockets of any kind, this process has descriptors for; undefined where it cannot be told. */
export function descriptorRoom(limits = readLimits()): { readers: number; connections: number } | undefined {
  const most = Number(/^Max open files\s+(\d+)/m.exec(limits ?? '')?.[1]);
  if (!most) return undefined;
  const connections = Math.max(1, most - descriptorsSpare);
  return { connections, readers: Math.max(1, Math.floor(connections * (1 - guestsPart))) };
}

function readLimits(): string | undefined {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return undefined; // not Linux
  }
}
