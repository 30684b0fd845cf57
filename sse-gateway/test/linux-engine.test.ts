import { expect, it } from 'vitest';
import { mmap, openUring } from '../src/engine/uring.ts';
import { streamHead } from '../src/door/answer.ts';
import { createLinuxEngine } from '../src/engine/linux.ts';
import { openReader, type SseEvent } from './reader.ts';
import { engineWithoutUring } from './without-uring.ts';

// Many readers at one cursor are sent to in one system call: here some of them take all of it, some a part, some nothing.

const frames = 400;
const long = 'x'.repeat(16_000);
const numberIn = ({ data }: SseEvent) => (data as { n: number }).n;

it('goes without a ring where the kernel has no memory for it', () => {
  // Of no bytes there is no mapping: the kernel's own refusal.
  const none: typeof mmap = (at, _size, ...rest) => mmap(at, 0, ...rest);
  expect(openUring(none)).toBeUndefined();
});

it.each([
  ['together', createLinuxEngine],
  ['one by one, as where io_uring is forbidden', engineWithoutUring],
] as const)(
  'of many sent to at once, those who sleep are told the rest later or to start afresh, and the others miss nothing: %s',
  async (_how, create) => {
    await using engine = await create({
      host: '127.0.0.1',
      port: 0,
      threads: 1,
      connectionsMax: 100,
      fullAnswer: () => streamHead,
      handlers: {
        onRequest: (connection, _request, _address, asking) => asking.admit(connection, 1, 0, streamHead),
        onLeft: () => undefined,
        onAbandoned: () => undefined,
        onPassed: () => undefined,
      },
    });
    const readers = Array.from({ length: 16 }, () => openReader(engine.port, '/'));
    await expect.poll(() => engine.stats().readers).toBe(16);
    await expect.poll(() => readers.every(({ head }) => head.length > 0)).toBe(true);
    const [asleep, awake] = [readers.slice(0, 8), readers.slice(8)];
    for (const { socket } of asleep) socket.pause();
    const reset = Buffer.from('event: reset\ndata: {}\n\n');
    for (let n = 0; n < frames; n++) {
      engine.publish(1, Buffer.from(`event: change\ndata: ${JSON.stringify({ n, long })}\n\n`), reset);
      if (n % 4 === 3) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await expect.poll(() => awake.every((reader) => reader.of('change').length === frames)).toBe(true);
    for (const reader of awake) expect(reader.of('change').map(numberIn)).toEqual(Array.from({ length: frames }, (_, n) => n));
    expect(engine.stats().blocked).toBe(asleep.length);
    for (const { socket } of asleep) socket.resume();
    await expect.poll(() => asleep.every((reader) => reader.isClosed || reader.of('reset').length > 0)).toBe(true);
    engine.publish(1, Buffer.from(`event: change\ndata: {"n":${frames}}\n\n`), reset);
    for (const reader of asleep) {
      await expect.poll(() => reader.isClosed || reader.of('change').map(numberIn).at(-1) === frames).toBe(true);
      const seen = reader
        .of('change')
        .map(numberIn)
        .filter((n) => n < frames);
      expect(seen).toEqual(seen.map((_, n) => n));
    }
    for (const { socket } of readers) socket.destroy();
    await expect.poll(() => engine.stats().connections).toBe(0);
  },
  60_000,
);
