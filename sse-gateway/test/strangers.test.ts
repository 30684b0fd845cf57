import { connect, type Socket } from 'node:net';
import { systemClock } from '@pharos/core/clock';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { createMemoryCache } from '@pharos/core/outside/cache-memory';
import type { FreshDatabase } from '@pharos/core/testing/fresh-database';
import { encodeVersion } from '@pharos/core/version';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type GatewayOptions } from '../src/role.ts';
import { openReader } from './reader.ts';
import { commitEvent, createPage, kitOf, regionDatabase } from './region.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await regionDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

describe.each<['portable' | 'linux']>([['portable'], ['linux']])('what a stranger does, %s engine', (engine) => {
  const open = async (options: Partial<GatewayOptions> = {}) => {
    const gateway = await startGateway(kitOf('eu'), {
      sql: database.sql,
      bus: createMemoryBus(),
      cache: createMemoryCache(systemClock),
      host: '127.0.0.1',
      port: 0,
      engine,
      threads: 1,
      drainMs: 20,
      ...options,
    });
    return { port: Number(new URL(gateway.url).port), [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose]() };
  };
  /** A socket that says nothing, from one of this machine's own addresses. */
  const idle = (port: number, localAddress: string) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    socket.on('error', () => undefined);
    return socket;
  };
  const hello = async (port: number, page: string, headers = '') => {
    const reader = openReader(port, `/live/${page}`, { headers });
    await expect.poll(() => reader.of('hello').length).toBe(1);
    reader.socket.destroy();
    return reader.of('hello')[0]!.data as { full?: string; version?: string };
  };

  it('three hundred sockets of one address that say nothing leave room for everybody else', async () => {
    await using live = await open({ readersMax: 100, connectionsMax: 200 });
    const page = await createPage(database.sql);
    const sockets: Socket[] = Array.from({ length: 300 }, () => idle(live.port, '127.0.0.2'));
    // Once all of them have come and are silent, and not only late; well before their heads are overdue.
    const letIn = async () => {
      let count = 0;
      while (count < 10 && (await hello(live.port, page)).full === undefined) count++;
      return count;
    };
    await expect.poll(letIn).toBe(10);
    expect(sockets.filter(({ closed }) => !closed).length).toBeGreaterThan(100);
    for (const socket of sockets) socket.destroy();
  });

  it('an id that is none of ours is not sent back, and one that is written in another way is none', async () => {
    await using live = await open();
    const page = await createPage(database.sql);
    const now = encodeVersion({ 7: 1 });
    const overlong = `v1.${Buffer.from([0x87, 0x00, 0x01]).toString('base64url')}`;
    for (const id of ['x'.repeat(15_000), 'v1.!', overlong, '<script>'])
      expect(await hello(live.port, page, `Last-Event-ID: ${id}\r\n`), id.slice(0, 20)).toMatchObject({ version: now });
    expect(await hello(live.port, page, `Last-Event-ID: ${now}\r\n`)).toMatchObject({ version: now });
  });

  it('a crowd of made-up old ids from one address does not keep a reader of another one waiting', async () => {
    await using live = await open({ readersPerAddressMax: 5_000 });
    const page = await createPage(database.sql);
    for (let at = 0; at < 60; at++) await commitEvent(database.sql, page, 8, 'x'.repeat(3_000));
    // Each is another id of the past, as nobody was ever given.
    const crowd = Array.from({ length: 110 }, (_, at) => {
      const id = encodeVersion({ 7: 1, 8: Math.floor(at / 2) * 3 + 1 + (at % 2) });
      return openReader(live.port, `/live/${page}`, { headers: `Last-Event-ID: ${id}\r\n` });
    });
    const one = openReader(live.port, `/live/${page}`, {
      headers: `Last-Event-ID: ${encodeVersion({ 7: 1, 8: 90 })}\r\n`,
      localAddress: '127.0.0.3',
    });
    await expect.poll(() => one.of('change').length).toBe(30);
    for (const reader of [one, ...crowd]) reader.socket.destroy();
  });
});
