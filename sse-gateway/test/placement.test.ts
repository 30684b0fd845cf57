import { systemClock } from '@pharos/core/clock';
import { text } from '@pharos/core/outside/bus';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { createMemoryCache } from '@pharos/core/outside/cache-memory';
import { createRing, GatewayBeat, walk } from '@pharos/core/ring';
import { subject } from '@pharos/core/subject';
import type { FreshDatabase } from '@pharos/core/testing/fresh-database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { followGateways } from '../../edge/src/gateways.ts';
import { startGateway } from '../src/role.ts';
import { openReader, type Reader } from './reader.ts';
import { commitEvent, createPage, kitOf, regionDatabase } from './region.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await regionDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const bus = createMemoryBus();
const start = async () => {
  const kit = kitOf('eu');
  const gateway = await startGateway(kit, {
    sql: database.sql,
    bus,
    cache: createMemoryCache(systemClock),
    host: '127.0.0.1',
    port: 0,
    settleMs: 200,
    drainMs: 50,
  });
  return { kit, url: gateway.url, [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose]() };
};
const names = new Map<string, string>();
bus.subscribe(subject.gateway, ({ data }) => {
  const { url, gateway } = GatewayBeat.parse(JSON.parse(text(data)));
  names.set(url, gateway);
});
const moved = async ({ kit }: Awaited<ReturnType<typeof start>>) =>
  Number(/^live_moved_total\{[^}]*\} (\d+)$/m.exec(await kit.metrics.text())?.[1] ?? 0);

/** A reader who asks the edge where to go each time, as a browser does by its 307. */
function follow(page: string, urlFor: (page: string) => Promise<string | undefined>) {
  const at = { url: '', moves: 0, seen: [] as string[], reader: undefined as Reader | undefined, isOver: false };
  const open = async (after?: string) => {
    at.url = (await urlFor(page)) ?? '';
    let last = after;
    const reader = openReader(Number(new URL(at.url).port), `/live/${page}${after ? `?after=${after}` : ''}`, {
      onEvent: ({ event, id }) => {
        last = id ?? last;
        if (event === 'change') at.seen.push(id!);
      },
    });
    at.reader = reader;
    reader.socket.once('close', () => {
      if (at.isOver) return;
      at.moves++;
      setTimeout(() => void open(last), 100);
    });
  };
  return open().then(() => at);
}

it('a gateway that joins is sent the readers of its pages, and nobody else moves', async () => {
  const gateways = [await start(), await start()];
  using edge = followGateways(kitOf('eu'), bus);
  const pages = await Promise.all(Array.from({ length: 60 }, () => createPage(database.sql)));
  const readers = await Promise.all(pages.flatMap((page) => Array.from({ length: 4 }, () => follow(page, edge.urlFor))));
  await expect.poll(() => readers.every(({ reader }) => reader!.of('hello').length === 1)).toBe(true);
  // What was there before is not taken for new.
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  const before = readers.map(({ url }) => url);

  gateways.push(await start());
  const newcomer = gateways[2]!;
  await expect.poll(() => readers.filter(({ url }) => url === newcomer.url).length).toBeGreaterThan(240 / 3 / 2);
  let counted = -1;
  await expect
    .poll(
      async () => {
        const now = (await moved(gateways[0]!)) + (await moved(gateways[1]!));
        const isQuiet = now === counted;
        counted = now;
        return isQuiet;
      },
      { timeout: 15_000, interval: 2_500 },
    )
    .toBe(true);
  await expect.poll(() => readers.every(({ reader }) => !reader!.isClosed && reader!.of('hello').length === 1)).toBe(true);
  const ring = createRing(names.values());
  const misplaced = readers.filter(({ url, moves }, at) => {
    if (moves === 0) return url !== before[at];
    // Once, because the newcomer comes before the gateway it sat at; and to it, or to one before it that has room again.
    const way = [...walk(ring, pages[Math.floor(at / 4)]!)];
    const [was, is, newer] = [before[at]!, url, newcomer.url].map((each) => way.indexOf(names.get(each)!));
    return moves !== 1 || !(newer! < was! && is! <= newer!);
  });
  expect(misplaced).toEqual([]);
  expect(counted).toBe(readers.filter(({ moves }) => moves === 1).length);

  const due = await Promise.all(pages.map((page) => commitEvent(database.sql, page, 7, 'after the move')));
  for (const event of due) bus.publish(subject.page(event.page), JSON.stringify(event));
  await expect.poll(() => readers.every(({ seen }, at) => seen.join() === due[Math.floor(at / 4)]!.version)).toBe(true);
  for (const each of readers) {
    each.isOver = true;
    each.reader!.socket.destroy();
  }
  for (const gateway of gateways) await gateway[Symbol.asyncDispose]();
}, 60_000);

it('a page too big for one gateway spreads over as many as it needs', async () => {
  const gateways = await Promise.all([start(), start(), start(), start()]);
  using edge = followGateways(kitOf('eu'), bus);
  const page = await createPage(database.sql);
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  const readers: Awaited<ReturnType<typeof follow>>[] = [];
  for (let turn = 0; turn < 200; turn++) {
    const reader = await follow(page, edge.urlFor);
    readers.push(reader);
    await expect.poll(() => reader.reader!.of('hello').length, { interval: 2 }).toBe(1);
  }
  const loads = gateways.map(({ url }) => readers.filter((each) => each.url === url).length);
  // One reader at a time is on its way, and uncounted if its gateway beats just then (`edge/src/gateways.test.ts`).
  const onTheWay = 1;
  expect(Math.max(...loads)).toBeLessThanOrEqual(Math.ceil((200 / 4) * 1.25) + onTheWay);
  expect(Math.min(...loads)).toBeGreaterThan(0);
  for (const each of readers) {
    each.isOver = true;
    each.reader!.socket.destroy();
  }
  for (const gateway of gateways) await gateway[Symbol.asyncDispose]();
}, 60_000);

it('a gateway that leaves moves nobody but its own readers', async () => {
  const gateways = [await start(), await start(), await start()];
  using edge = followGateways(kitOf('eu'), bus);
  const pages = await Promise.all(Array.from({ length: 30 }, () => createPage(database.sql)));
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  const readers = await Promise.all(pages.flatMap((page) => Array.from({ length: 4 }, () => follow(page, edge.urlFor))));
  const areIn = () => readers.every(({ reader }) => !reader!.isClosed && reader!.of('hello').length === 1);
  await expect.poll(areIn).toBe(true);
  const leaving = gateways.shift()!;
  const own = readers.map(({ url }) => (url === leaving.url ? 1 : 0));
  expect(own.reduce<number>((a, b) => a + b, 0)).toBeGreaterThan(10);
  await leaving[Symbol.asyncDispose]();
  await expect.poll(areIn).toBe(true);
  // Longer than it takes the others to send on readers of pages that are somebody else's.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(readers.map(({ moves }) => moves)).toEqual(own);
  expect(readers.filter(({ url }) => url === leaving.url)).toEqual([]);
  for (const each of readers) {
    each.isOver = true;
    each.reader!.socket.destroy();
  }
  for (const gateway of gateways) await gateway[Symbol.asyncDispose]();
}, 30_000);
