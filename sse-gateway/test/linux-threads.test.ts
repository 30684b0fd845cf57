import { Worker } from 'node:worker_threads';
import { expect, it, vi } from 'vitest';
import { watchOwnTime } from '@pharos/core/testing/lateness';
import type { Command } from '../src/engine/linux-messages.ts';
import { openEngine } from './engines.ts';
import { openReader, type Reader } from './reader.ts';

// Threads of one process: who comes is spread over them, and what concerns a topic reaches each that has readers of it, and no other.

const lastWord = () => Buffer.from('retry: 7\n\n');
const closed = (readers: Reader[]) => readers.filter(({ isClosed }) => isClosed);

const mean = ({ threads }: { threads: number[] }) => threads.reduce((a, b) => a + b) / threads.length;
const ask = async (port: number): Promise<Reader> => {
  const reader = openReader(port, '/');
  await expect.poll(() => reader.head, { interval: 1 }).not.toBe('');
  return reader;
};

it('spreads those who come over all threads, one after the other and all at once', async () => {
  await using engine = await openEngine('linux', { threads: 4 });
  const crowd: Reader[] = [];
  for (let at = 0; at < 400; at++) {
    crowd.push(openReader(engine.port, '/'));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  for (const there of [400, 2_000]) {
    while (crowd.length < there) crowd.push(openReader(engine.port, '/'));
    await expect.poll(() => mean(engine.stats()) * 4).toBe(there);
    const { threads } = engine.stats();
    expect(Math.max(...threads) / mean(engine.stats()), threads.join()).toBeLessThan(1.35);
  }
  for (const { socket } of crowd) socket.destroy();
}, 30_000);

it('lets nobody wait whom a thread with too many leaves to the others', async () => {
  await using engine = await openEngine('linux', { threads: 4 });
  const took: { reader: Reader; thread: number }[] = [];
  let last = -1;
  // Until the thread that takes those who come has many, but not too many yet.
  const isCalm = () => Math.abs(engine.stats().threads[last]! - mean(engine.stats())) < 10;
  while (took.length < 160 || !isCalm()) {
    const before = engine.stats().threads;
    const reader = await ask(engine.port);
    await expect
      .poll(() => (last = engine.stats().threads.findIndex((count, at) => count > before[at]!)), { interval: 1 })
      .toBeGreaterThan(-1);
    took.push({ reader, thread: last });
  }
  for (const { reader, thread } of took) if (thread !== last) reader.socket.destroy();
  const stay = took.filter(({ thread }) => thread === last);
  await expect.poll(() => engine.stats().threads.filter((count) => count > 0)).toEqual([stay.length]);
  const ownMs = watchOwnTime();
  const next = await ask(engine.port);
  expect(ownMs()).toBeLessThan(1_000);
  expect(engine.stats().threads[last]).toBe(stay.length);
  for (const { socket } of [next, ...stay.map(({ reader }) => reader)]) socket.destroy();
}, 30_000);

it('tells a thread only of topics that are read there, and none when their last reader has gone', async () => {
  const left: number[] = [];
  await using engine = await openEngine('linux', { threads: 4, handlers: { onLeft: (topic) => void left.push(topic) } });
  const told = vi.spyOn(Worker.prototype, 'postMessage');
  const tellsOf = async (topic: number): Promise<number> => {
    told.mockClear();
    engine.publish(topic, Buffer.from('event: change\ndata: {}\n\n'), Buffer.from('event: reset\ndata: {}\n\n'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const commands = told.mock.calls.flatMap(([message]) => message as Command[]);
    return commands.filter((each) => each.do === 'publish' && each.topic === topic).length;
  };
  const crowd = Array.from({ length: 200 }, () => openReader(engine.port, '/'));
  const alone = openReader(engine.port, '/2');
  await expect.poll(() => engine.stats().readers).toBe(201);
  expect(await tellsOf(1)).toBe(engine.stats().threads.filter((count) => count > 1).length);
  expect(await tellsOf(2)).toBe(1);
  expect(await tellsOf(3)).toBe(0);
  await expect.poll(() => alone.of('change').length).toBe(1);
  alone.socket.destroy();
  await expect.poll(() => left).toEqual([2]);
  expect(await tellsOf(2)).toBe(0);
  told.mockRestore();
  for (const { socket } of crowd) socket.destroy();
}, 30_000);

it('sheds as many of a topic as it says, however uneven they are spread', async () => {
  await using engine = await openEngine('linux', { threads: 4 });
  // By turns: those of topic 2 are on two of the threads, and few on one of these.
  const readers = { one: [] as Reader[], two: [] as Reader[] };
  for (let at = 0; at < 120; at++) {
    const isTwo = at % 4 === 0 || (at % 4 === 1 && at % 12 === 1);
    (isTwo ? readers.two : readers.one).push(openReader(engine.port, isTwo ? '/2' : '/'));
    await expect.poll(() => engine.stats().readers, { interval: 2 }).toBe(at + 1);
  }
  const before = readers.two.length;
  expect(engine.shedFrom(2, 25, lastWord)).toBe(25);
  await expect.poll(() => closed(readers.two).length).toBe(25);
  for (const each of closed(readers.two)) expect(each.events.at(-1)).toEqual({ retry: '7' });
  expect(engine.shedFrom(2, 1_000, lastWord)).toBe(before - 25);
  await expect.poll(() => closed(readers.two).length).toBe(before);
  expect(engine.shedFrom(2, 1, lastWord)).toBe(0);
  expect(closed(readers.one)).toEqual([]);
  for (const { socket } of readers.one) socket.destroy();
}, 30_000);

it.each<['portable' | 'linux']>([['portable'], ['linux']])(
  'closes thousands whose tokens run out in one moment by one command, tells them nothing more, and others go on (%s)',
  async (kind) => {
    const left: number[] = [];
    await using engine = await openEngine(kind, { threads: 2, handlers: { onLeft: (_channel, tag) => void left.push(tag) } });
    const readers = Array.from({ length: 2_000 }, () => openReader(engine.port, '/'));
    await expect.poll(() => engine.stats().readers).toBe(2_000);
    await expect.poll(() => readers.every(({ head }) => head)).toBe(true);
    const tags = new Set(Array.from({ length: 2_000 }, (_, tag) => tag).filter((tag) => tag % 4 !== 0));
    engine.shedTagged(1, tags, lastWord);
    engine.publish(1, Buffer.from('event: change\ndata: {}\n\n'), Buffer.from('event: reset\ndata: {}\n\n'));
    await expect.poll(() => closed(readers).length).toBe(1_500);
    for (const each of closed(readers)) expect(each.events).toEqual([{ retry: '7' }]);
    const there = readers.filter(({ isClosed }) => !isClosed);
    await expect.poll(() => there.every((each) => each.of('change').length === 1)).toBe(true);
    expect(left.toSorted((a, b) => a - b)).toEqual([...tags]);
    for (const { socket } of there) socket.destroy();
  },
  30_000,
);
