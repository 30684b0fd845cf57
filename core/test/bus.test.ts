import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../src/launch/port.ts';
import { launchNats, type LaunchedNats } from '../src/launch/launch-nats.ts';
import { createMemoryBus } from '../src/outside/bus-memory.ts';
import { connectNats } from '../src/outside/bus-nats.ts';
import { busMessageMax, text, type Bus, type BusMessage } from '../src/outside/bus.ts';
import { Problem } from '../src/problem.ts';

let dir: string;
let server: LaunchedNats;
const fail = (error: unknown) => expect.unreachable(String(error));

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-bus-'));
  server = await launchNats({ logFile: join(dir, 'nats.log') });
});

afterAll(async () => {
  await server.stop();
  await rm(dir, { recursive: true, force: true });
});

describe.each<[string, () => Promise<Bus>]>([
  ['memory', async () => createMemoryBus(fail)],
  ['nats', async () => connectNats({ url: server.url, name: 'test', onError: fail })],
])('the bus contract, %s', (_name, open) => {
  it('brings each message to every listener, in order', async () => {
    await using bus = await open();
    const first = listen(bus, 'page.*.event');
    const second = listen(bus, 'page.>');
    await bus.flush();
    for (let n = 0; n < 100; n++) bus.publish('page.a.event', `${n}`);
    await expect.poll(() => second.texts.length).toBe(100);
    expect(first.texts).toEqual(Array.from({ length: 100 }, (_, n) => `${n}`));
    expect(second.texts).toEqual(first.texts);
  });

  it('matches whole words only', async () => {
    await using bus = await open();
    const one = listen(bus, 'page.*');
    const all = listen(bus, '>');
    await bus.flush();
    for (const subject of ['page', 'page.a', 'page.a.b', 'pages.a', 'page.b']) bus.publish(subject, subject);
    await expect.poll(() => all.texts.length).toBe(5);
    expect(one.texts).toEqual(['page.a', 'page.b']);
  });

  it('gives each message to one of a queue group', async () => {
    await using bus = await open();
    const got: string[][] = [[], [], []];
    for (const each of got) bus.subscribe('work', (message) => void each.push(text(message.data)), { queue: 'workers' });
    const watcher = listen(bus, 'work');
    await bus.flush();
    for (let n = 0; n < 300; n++) bus.publish('work', `${n}`);
    await expect.poll(() => got.flat().length).toBe(300);
    await expect.poll(() => watcher.texts.length).toBe(300);
    expect(new Set(got.flat()).size).toBe(300);
    expect(got.every((each) => each.length > 0)).toBe(true);
  });

  it('answers a request, and says unavailable when nobody does', async () => {
    await using bus = await open();
    bus.subscribe('echo', (message) => message.respond(`re: ${text(message.data)}`));
    bus.subscribe('mute', () => undefined);
    await bus.flush();
    expect(text(await bus.request('echo', 'hello', { timeoutMs: 1_000 }))).toBe('re: hello');
    for (const subject of ['mute', 'nobody']) {
      const error = await bus.request(subject, 'hello', { timeoutMs: 100 }).catch((failure: unknown) => failure);
      expect(error).toBeInstanceOf(Problem);
      expect(error).toMatchObject({ code: 'unavailable' });
    }
  });

  it('does not deliver after unsubscribe', async () => {
    await using bus = await open();
    const got: string[] = [];
    const subscription = bus.subscribe('s', (message) => void got.push(text(message.data)));
    const watcher = listen(bus, 's');
    await bus.flush();
    bus.publish('s', '1');
    await expect.poll(() => watcher.texts.length).toBe(1);
    subscription.unsubscribe();
    await bus.flush();
    bus.publish('s', '2');
    await expect.poll(() => watcher.texts.length).toBe(2);
    expect(got).toEqual(['1']);
  });

  it('keeps what it was given: a buffer that changes later does not change the message', async () => {
    await using bus = await open();
    const watcher = listen(bus, 's');
    await bus.flush();
    const data = new TextEncoder().encode('before');
    bus.publish('s', data);
    data.fill(0);
    await expect.poll(() => watcher.texts).toEqual(['before']);
  });

  it('refuses a message that is too large, and a closed bus', async () => {
    const bus = await open();
    expect(() => bus.publish('s', new Uint8Array(busMessageMax + 1))).toThrow(Problem);
    await bus[Symbol.asyncDispose]();
    await bus[Symbol.asyncDispose]();
    expect(bus.isConnected()).toBe(false);
    expect(() => bus.publish('s', 'late')).toThrow(Problem);
  });
});

it('a NATS that goes and comes back is told, and listeners live on', async () => {
  const port = server.port;
  await using bus = connectNats({ url: server.url, name: 'test', onError: () => undefined });
  const watcher = listen(bus, 's');
  await bus.flush();
  await server.kill();
  await expect.poll(() => bus.isConnected()).toBe(false);
  server = await launchNats({ logFile: join(dir, 'nats.log'), port });
  await expect.poll(() => bus.isConnected()).toBe(true);
  await bus.flush();
  bus.publish('s', 'again');
  await expect.poll(() => watcher.texts).toContain('again');
});

it('a bus is closed without complaint at the very moment its server goes', async () => {
  const going = await launchNats({ logFile: join(dir, 'going.log') });
  const bus = connectNats({ url: going.url, name: 'test', onError: () => undefined });
  await bus.flush();
  const closed = bus[Symbol.asyncDispose]();
  await going.kill();
  await closed;
  expect(bus.isConnected()).toBe(false);
});

it('a NATS that is not there yet costs no start: what was subscribed before is in force after', async () => {
  const port = await freePort();
  await using bus = connectNats({ url: `nats://127.0.0.1:${port}`, name: 'test', onError: () => undefined });
  const watcher = listen(bus, 's');
  bus.publish('s', 'lost');
  await expect(bus.request('s', 'x', { timeoutMs: 50 })).rejects.toThrow(Problem);
  const late = await launchNats({ logFile: join(dir, 'late.log'), port });
  // A server that has just come up may drop its first connection once more: at most once is what the bus promises.
  await expect
    .poll(
      () =>
        bus.flush().then(
          () => true,
          () => false,
        ),
      { timeout: 5_000 },
    )
    .toBe(true);
  await expect.poll(() => (bus.publish('s', 'there'), watcher.texts)).toContain('there');
  expect(watcher.texts).not.toContain('lost');
  await late.stop();
});

function listen(bus: Bus, subject: string): { texts: string[] } {
  const texts: string[] = [];
  bus.subscribe(subject, (message: BusMessage) => void texts.push(text(message.data)));
  return { texts };
}
