import { readFileSync } from 'node:fs';
import { skewedClock, systemClock, type Clock } from '@pharos/core/clock';

// How often the file is read again: a drill's step is seen within half a second, and a busy writer reads it twice a second.
const readMs = 500;

/** The system's clock, ahead by the milliseconds that a file holds: whoever writes the file steps it while everything runs. */
export function clockFromFile(path: string): Clock {
  return skewedClock(offsetFromFile(path, systemClock.elapsed), systemClock);
}

/** What the file says now, in milliseconds. */
export function offsetFromFile(path: string, elapsed: () => number): () => number {
  let offset = 0;
  let readAt = -Infinity;
  return () => {
    if (elapsed() - readAt >= readMs) {
      readAt = elapsed();
      offset = readOffset(path);
    }
    return offset;
  };
}

function readOffset(path: string): number {
  try {
    const value = Number(readFileSync(path, 'utf8').trim());
    return Number.isFinite(value) ? value : 0;
  } catch {
    return 0; // no file: the clock is right
  }
}
