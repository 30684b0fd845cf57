import { startLoop } from '@pharos/core/loop';
import type { Kit } from '@pharos/core/role';
import { createSignal, type Signal } from '../signal.ts';

// Memory, as a state: below the mark -> open; above it -> full (new readers are sent to polling, until it is well below again);
// above it by a tenth -> full, and readers who are there are sent to polling too, at a pace.

export interface WatermarkOptions {
  kit: Kit;
  maxBytes: number;
  readers(): number;
}

export interface Watermark extends Disposable {
  /** So many readers, any of them, are to be sent away. */
  onOver: Signal<[readers: number]>['listen'];
  isFull(): boolean;
  /** What is wrong, if nobody looks any more. */
  check(): string | undefined;
}

const lookMs = 500;
// Open again only below this part of the mark: what is freed is not filled again at once.
const openBelow = 0.95;
const shedAbove = 1.1;
// Of those who are there, so many at each look: half of them in some twenty seconds, and none together.
const shedPart = 0.02;

/** Keeps a gateway from being killed for its memory: polling costs none. */
export function startWatermark({ kit, maxBytes, readers }: WatermarkOptions): Watermark {
  const gauge = kit.metrics.gauge('live_memory_bytes', 'What the process holds, against the mark above which readers are sent to polling');
  const over: Signal<[readers: number]> = createSignal();
  let isFull = false;

  const look = () => {
    const now = process.memoryUsage.rss();
    gauge.set(now);
    if (isFull ? now < maxBytes * openBelow : now >= maxBytes) {
      isFull = !isFull;
      kit.log.warn({ bytes: now, maxBytes }, isFull ? 'memory is full: new readers are sent to polling' : 'memory is free again');
    }
    if (now >= maxBytes * shedAbove) over.say(Math.ceil(readers() * shedPart));
  };
  const looking = startLoop(look, {
    kit,
    name: 'looking at memory',
    everyMs: lookMs,
  });
  return { onOver: over.listen, isFull: () => isFull, check: looking.check, [Symbol.dispose]: () => void looking.stop() };
}
