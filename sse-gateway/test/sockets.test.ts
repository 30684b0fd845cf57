import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import koffi from 'koffi';
import { afterEach, describe, expect, it } from 'vitest';
import { stallMs, type Engine } from '../src/engine/engine.ts';
import { portOf } from '../src/engine/linux-listen.ts';
import { openEngine, type EngineKind } from './engines.ts';
import { openReader } from './reader.ts';

// What a stranger's socket can do to us, at real sockets; the limits are short here.

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});
const dial = (port: number): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => resolve(socket));
    socket.on('error', () => socket.destroy());
    sockets.push(socket);
  });
const frame = (size: number) => Buffer.from(`event: change\ndata: "${'x'.repeat(size)}"\n\n`);
const reset = Buffer.from('event: reset\ndata: {}\n\n');
const request = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

describe.each<[EngineKind]>([['portable'], ['linux']])('sockets of the %s engine', (kind) => {
  it('closes one that sends its head too slowly, a byte at a time, and not one that is only slow', async () => {
    await using engine = await openEngine(kind, { headTimeoutMs: 1_000 });
    const slow = await dial(engine.port);
    const late = openReader(engine.port, '', { raw: [request.slice(0, 9), request.slice(9)] });
    sockets.push(late.socket);
    const since = performance.now();
    let at = 0;
    const dripping = setInterval(() => void slow.write(request[at++ % 5]!), 50);
    slow.resume();
    await new Promise((resolve) => slow.once('close', resolve));
    clearInterval(dripping);
    // Looked for once a second.
    expect(performance.now() - since).toBeGreaterThan(900);
    expect(performance.now() - since).toBeLessThan(4_000);
    expect(late.isClosed).toBe(false);
    expect(engine.stats()).toMatchObject({ connections: 1, readers: 1 });
  });

  it('lets go of a reader who has ended his half', async () => {
    await using engine = await openEngine(kind);
    const half = await dial(engine.port);
    half.write(request);
    await expect.poll(() => engine.stats().readers).toBe(1);
    half.resume().end();
    await expect.poll(() => engine.stats().connections).toBe(0);
  });

  it('drops one that takes nothing for as long as it may, and not one that takes a little', async () => {
    await using engine = await openEngine(kind, { stallMs: 1_500 });
    const [asleep, awake] = [await dial(engine.port), await dial(engine.port)];
    for (const socket of [asleep, awake]) socket.write(request);
    await expect.poll(() => engine.stats().readers).toBe(2);
    awake.resume();
    // Until the kernel takes no more for it, and no more than that: past the ring it would be dropped for being behind.
    let looks = 0;
    const isFull = () => {
      looks = engine.stats().blocked === 1 ? looks + 1 : 0;
      if (engine.stats().blocked === 0) engine.publish(1, frame(200_000), reset);
      return looks > 3; // the other one is full for a moment only
    };
    await expect.poll(isFull).toBe(true);
    const since = performance.now();
    await expect.poll(() => engine.stats().readers).toBe(1);
    // From when it was full, which was a few looks ago.
    expect(performance.now() - since).toBeGreaterThan(1_000);
    expect(engine.stats().dropped).toBe(1);
    expect(awake.destroyed).toBe(false);
  }, 20_000);

  it('answers one question of a connection, and reads no second', async () => {
    const asked: number[] = [];
    const answer = Buffer.from('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
    await using engine: Engine = await openEngine(kind, {
      handlers: {
        onRequest: (connection) => {
          asked.push(connection);
          setTimeout(() => engine.answer(connection, answer), 150);
        },
      },
    });
    const socket = await dial(engine.port);
    let told = '';
    socket.on('data', (data) => (told += data.toString()));
    // One more in the same piece, and one in a piece of its own while the first waits.
    socket.write(request.repeat(2));
    await expect.poll(() => asked.length, { interval: 5 }).toBe(1);
    socket.write(request);
    await new Promise((resolve) => socket.once('end', resolve));
    socket.end();
    expect(told).toBe(answer.toString());
    expect(asked.length).toBe(1);
    await expect.poll(() => engine.stats().connections).toBe(0);
  });

  it('takes in who comes while thousands are being sent to', async () => {
    let passed = Promise.withResolvers<void>();
    await using engine = await openEngine(kind, { handlers: { onPassed: () => passed.resolve() } });
    // They read nothing: the kernel holds the few frames for them, and the time is the server's alone.
    const crowd = await Promise.all(Array.from({ length: 4_000 }, () => dial(engine.port)));
    for (const socket of crowd) socket.write(request);
    await expect.poll(() => engine.stats().readers).toBe(crowd.length);
    // The newcomer comes when the first of the crowd have been sent to. Told by order and not by time: a busy machine may
    // keep it from the processor for a whole pass, and more than once; an engine that takes in nobody during a pass lets none of them be first.
    let before = 0;
    for (let turn = 0; turn < 40 && before < 5; turn++) {
      passed = Promise.withResolvers<void>();
      const begun = Promise.race(crowd.slice(0, 50).map((socket) => new Promise((resolve) => socket.once('data', resolve))));
      engine.publish(1, frame(300), reset, 1);
      await begun;
      const reader = openReader(engine.port, '/');
      sockets.push(reader.socket);
      const heard = new Promise((resolve) => reader.socket.once('data', resolve));
      if ((await Promise.race([heard.then(() => 'heard'), passed.promise])) === 'heard') before += 1;
      await Promise.all([heard, passed.promise]);
    }
    expect(before).toBe(5);
  }, 60_000);
});

it('asks the kernel to give up a reader who has gone without a word, and to keep little for each', async () => {
  await using engine = await openEngine('linux');
  const reader = openReader(engine.port, '/');
  sockets.push(reader.socket);
  await expect.poll(() => engine.stats().readers).toBe(1);
  const libc = koffi.load('libc.so.6');
  const getsockopt = libc.func('int getsockopt(int, int, int, void*, void*)') as (...words: (number | Uint8Array)[]) => number;
  const option = (fd: number, level: number, name: number) => {
    const value = Buffer.alloc(4);
    const size = Buffer.from([4, 0, 0, 0]);
    return getsockopt(fd, level, name, value, size) === 0 ? value.readInt32LE() : undefined;
  };
  const isStream = (fd: number) => option(fd, 1, 3) === 1 && option(fd, 1, 30) === 0; // SO_TYPE, SO_ACCEPTCONN
  const accepted = readdirSync('/proc/self/fd')
    .map(Number)
    .filter((fd) => isStream(fd) && portOf(fd) === engine.port);
  expect(accepted.length).toBe(1);
  const [fd] = accepted as [number];
  expect(option(fd, 6, 18)).toBe(stallMs); // TCP_USER_TIMEOUT
  expect(option(fd, 1, 9)).toBe(1); // SO_KEEPALIVE
  expect(option(fd, 1, 7)).toBe(131_072); // SO_SNDBUF, as the kernel counts it
});
