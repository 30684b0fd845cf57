import { systemClock } from '@pharos/core/clock';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { createMemoryCache } from '@pharos/core/outside/cache-memory';
import type { FreshDatabase } from '@pharos/core/testing/fresh-database';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startGateway, type GatewayOptions } from '../src/role.ts';
import { openReader } from './reader.ts';
import { createPage, kitOf, regionDatabase } from './region.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await regionDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

describe.each<['portable' | 'linux']>([['portable'], ['linux']])('limits, %s engine', (engine) => {
  const open = async (options: Partial<GatewayOptions>) => {
    const kit = kitOf('eu');
    const gateway = await startGateway(kit, {
      sql: database.sql,
      bus: createMemoryBus(),
      cache: createMemoryCache(systemClock),
      host: '127.0.0.1',
      port: 0,
      engine,
      threads: 1,
      drainMs: 20,
      addressHeader: 'x-address',
      ...options,
    });
    return { kit, port: Number(new URL(gateway.url).port), [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose]() };
  };
  const ask = async (port: number, page: string, address = '10.0.0.1') => {
    const reader = openReader(port, `/live/${page}`, { headers: `X-Address: ${address}\r\n` });
    await expect.poll(() => reader.of('hello').length).toBe(1);
    return reader;
  };
  const fullBy = (reader: Awaited<ReturnType<typeof ask>>) => (reader.of('hello')[0]!.data as { full?: string }).full;

  it.each<[string, Partial<GatewayOptions>, number, string[]]>([
    ['gateway', { readersMax: 3 }, 1, ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4']],
    ['address', { readersPerAddressMax: 3 }, 2, ['2001:db8::1', '2001:db8::2', '2001:db8:0:0:ffff::3', '2001:db8::4']],
    ['page', { readersPerPageMax: 3 }, 1, ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4']],
  ])('the fourth is sent to polling when the %s takes three, by 200 and a time to come back', async (what, options, pages, addresses) => {
    await using live = await open(options);
    const ids = await Promise.all(Array.from({ length: pages }, () => createPage(database.sql)));
    const readers = [];
    for (const [at, address] of addresses.entries()) readers.push(await ask(live.port, ids[at % pages]!, address));
    expect(readers.map(fullBy)).toEqual([undefined, undefined, undefined, what]);
    const last = readers[3]!;
    await expect.poll(() => last.isClosed).toBe(true);
    expect(last.head).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Type: text\/event-stream/);
    expect(Number(last.events.at(-1)!.retry)).toBeGreaterThan(0);
    const polled = await fetch(`http://127.0.0.1:${live.port}/live/${ids[0]!}`, {
      headers: { accept: 'application/json', 'x-address': addresses[3]! },
    });
    expect({ status: polled.status, body: await polled.json() }).toMatchObject({ status: 200, body: { full: what } });
    expect(await live.kit.metrics.text()).toMatch(new RegExp(`^live_shed_total\\{why="${what}"[^}]*\\} 2$`, 'm'));
    for (const reader of readers) reader.socket.destroy();
  });

  it('above its memory mark takes nobody new, above it by a tenth lets some go, and is open again below it', async () => {
    const memory = { bytes: 50 };
    using _ = vi.spyOn(process.memoryUsage, 'rss').mockImplementation(() => memory.bytes);
    await using live = await open({ memoryMaxBytes: 100 });
    const page = await createPage(database.sql);
    const readers = await Promise.all(Array.from({ length: 60 }, () => ask(live.port, page)));
    const fresh = async () => {
      const reader = await ask(live.port, page);
      reader.socket.destroy();
      return fullBy(reader);
    };
    memory.bytes = 105;
    await expect.poll(fresh).toBe('memory');
    expect(readers.filter(({ isClosed }) => isClosed)).toEqual([]);
    memory.bytes = 111;
    await expect.poll(() => readers.filter(({ isClosed }) => isClosed).length).toBeGreaterThan(0);
    memory.bytes = 97;
    await new Promise((resolve) => setTimeout(resolve, 700));
    const gone = readers.filter(({ isClosed }) => isClosed);
    expect(gone.length).toBeLessThan(30);
    for (const reader of gone) expect(reader.events.at(-1)).toHaveProperty('retry');
    expect(await fresh()).toBe('memory');
    memory.bytes = 94;
    await expect.poll(fresh).toBeUndefined();
    for (const reader of readers) reader.socket.destroy();
  });
});
