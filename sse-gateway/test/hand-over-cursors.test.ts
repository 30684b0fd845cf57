import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@pharos/core/clock';
import { afterEach, expect, it } from 'vitest';
import { streamHead } from '../src/door/answer.ts';
import { createLinuxEngine } from '../src/engine/linux.ts';
import { handOver } from '../src/moving/hand-over.ts';
import { succeed } from '../src/moving/succeed.ts';
import { openReader, type Reader, type SseEvent } from './reader.ts';

// Two engines, and all sockets of one go to the other: whoever is fast, sleeps in the middle of a frame, or has not been sent
// a tenth of what it missed, is handed over with the others and is sent no torn frame.

const fast = 1_000;
const asleep = 20;
const frames = 25;
const framesAfter = 5;
const page = '0192f0c4-0000-7000-8000-000000000001';
const dir = await mkdtemp(join(tmpdir(), 'pharos-cursors-'));
afterEach(() => rm(dir, { recursive: true, force: true }));

const change = (n: number, size: number) => Buffer.from(`event: change\ndata: ${JSON.stringify({ n, long: 'x'.repeat(size) })}\n\n`);
const reset = (words = 'ring') => Buffer.from(`event: reset\ndata: ${JSON.stringify({ words })}\n\n`);
const numbers = (reader: Reader) => reader.of('change').map(({ data }: SseEvent) => (data as { n: number }).n);
/** What each way of asking is sent first, and the topic it listens to. */
const replay = Buffer.concat([streamHead, ...Array.from({ length: 100 }, (_, n) => change(n - 100, 10_000))]);

async function start(listener?: number) {
  const left: number[] = [];
  return createLinuxEngine({
    host: '127.0.0.1',
    port: 0,
    listener,
    threads: 2,
    connectionsMax: 5_000,
    fullAnswer: () => streamHead,
    handlers: {
      onRequest: (connection, { path }, _address, engine) => {
        const topic = path === '/asleep' ? 2 : 1;
        engine.admit(connection, topic, 0, path === '/replay' ? replay : streamHead);
      },
      onLeft: (topic) => void left.push(topic),
      onAbandoned: () => undefined,
      onPassed: () => undefined,
    },
  });
}

it('of a thousand who are handed over one is owed too much, and some stand in the middle of a frame: nobody is closed, no frame is torn', async () => {
  const before = await start();
  const readers = Array.from({ length: fast }, () => openReader(before.port, '/fast'));
  const sleepers = Array.from({ length: asleep }, () => openReader(before.port, '/asleep'));
  const slow = openReader(before.port, '/replay');
  for (const { socket } of [...sleepers, slow]) socket.pause();
  await expect.poll(() => before.stats().readers).toBe(fast + asleep + 1);
  for (let n = 0; n < frames; n++) {
    before.publish(1, change(n, 300), reset());
    before.publish(2, change(n, 20_000), reset());
  }
  await expect.poll(() => readers.every((each) => numbers(each).length === frames)).toBe(true);
  await expect.poll(() => before.stats().blocked).toBe(asleep + 1);

  const path = join(dir, 'run', 'live.sock');
  const taking = succeed({ clock: systemClock, host: '127.0.0.1', port: before.port, path, region: 'eu', onWaiting: () => undefined });
  await new Promise((resolve) => setTimeout(resolve, 50));
  const handing = handOver({
    clock: systemClock,
    path,
    region: 'eu',
    gateway: 'eu-1',
    movable: before.movable!,
    limitMs: 10_000,
    lastWord: () => Buffer.from('retry: 1\n\n'),
    onLetGo: () => (topic) => ({ page: `${page.slice(0, -1)}${topic}`, version: 'v1.B', address: '127.0.0.1' }),
  });
  const succession = await taking;
  await using after = await start(succession.listener);
  const taken = await succession.takeOver(
    async (handed) => {
      for (const { fd, reader } of handed) {
        const ahead = Buffer.from(reader.ahead ?? '', 'base64');
        after.movable!.adopt({ fd, topic: Number(reader.page.at(-1)), tag: 0, ahead });
      }
    },
    () => undefined,
  );
  const all = fast + asleep + 1;
  expect([await handing, taken]).toEqual([{ handed: all, closed: 0, isConfirmed: true }, all]);
  await before[Symbol.asyncDispose]();

  for (let n = frames; n < frames + framesAfter; n++) for (const topic of [1, 2]) after.publish(topic, change(n, 300), reset());
  for (const { socket } of [...sleepers, slow]) socket.resume();
  const due = Array.from({ length: frames + framesAfter }, (_, n) => n);
  await expect.poll(() => readers.every((each) => numbers(each).length === due.length)).toBe(true);
  expect(readers.filter((each) => numbers(each).join() !== due.join())).toEqual([]);
  for (const each of [...sleepers, slow]) {
    await expect.poll(() => numbers(each).at(-1)).toBe(due.at(-1));
    const names = each.events.map(({ event }) => event);
    expect(each.of('reset').map(({ data }) => data)).toEqual([{ version: 'v1.B', reason: 'behind' }]);
    // Up to where it was cut it has everything, then it is told so, and then it hears what comes.
    const told = names.indexOf('reset');
    const first = each === slow ? -100 : 0;
    expect(numbers(each).slice(0, told)).toEqual(Array.from({ length: told }, (_, at) => first + at));
    expect(told).toBeGreaterThan(0);
    expect(numbers(each).slice(told)).toEqual(due.slice(-framesAfter));
  }
  expect([...readers, ...sleepers, slow].filter(({ isClosed }) => isClosed)).toEqual([]);
  for (const { socket } of [...readers, ...sleepers, slow]) socket.destroy();
  await expect.poll(() => after.stats().connections).toBe(0);
}, 60_000);
