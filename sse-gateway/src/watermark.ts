import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';

// Memory, as a state: below the mark -> open; above it -> full (new readers are sent to polling, until it is well below again);
// above it by a tenth -> full, and readers who are there are sent to polling too, at a pace.

export interface WatermarkOptions {
  kit: Kit;
  maxBytes: number;
  /** What the process holds now. */
  bytes(): number;
  readers(): number;
  /** Closes so many readers, any of them. */
  shed(most: number): void;
}

export interface Watermark extends Disposable {
  isFull(): boolean;
}

const lookMs = 500;
// Open again only below this part of the mark: what is freed is not filled again at once.
const openBelow = 0.95;
const shedAbove = 1.1;
// Of those who are there, so many at each look: half of them in some twenty seconds, and none together.
const shedPart = 0.02;

/** Keeps a gateway from being killed for its memory: polling costs none. */
export function startWatermark({ kit, maxBytes, bytes, readers, shed }: WatermarkOptions): Watermark {
  const stopped = new AbortController();
  const gauge = kit.metrics.gauge('live_memory_bytes', 'What the process holds, against the mark above which readers are sent to polling');
  let isFull = false;

  const look = () => {
    const now = bytes();
    gauge.set(now);
    if (isFull ? now < maxBytes * openBelow : now >= maxBytes) {
      isFull = !isFull;
      kit.log.warn({ bytes: now, maxBytes }, isFull ? 'memory is full: new readers are sent to polling' : 'memory is free again');
    }
    if (now >= maxBytes * shedAbove) shed(Math.ceil(readers() * shedPart));
  };
  const follow = async () => {
    while (!stopped.signal.aborted) {
      look();
      await kit.clock.sleep(lookMs, stopped.signal);
    }
  };
  run(follow(), (error) => kit.log.error({ err: error }, 'memory is not looked at any more'), stopped.signal);
  return { isFull: () => isFull, [Symbol.dispose]: () => stopped.abort() };
}
