import { systemClock } from '@pharos/core/clock';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { createMemoryCache } from '@pharos/core/outside/cache-memory';
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
  await expect.poll(() => readers.every(({ reader }) => reader!.of('hello').length === 1), { timeout: 5_000 }).toBe(true);
  // What was there before is not taken for new.
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  const before = readers.map(({ url }) => url);

  gateways.push(await start());
  const newcomer = gateways[2]!;
  await expect.poll(() => readers.filter(({ url }) => url === newcomer.url).length, { timeout: 10_000 }).toBeGreaterThan(240 / 3 / 2);
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
  await expect
    .poll(() => readers.every(({ reader }) => !reader!.isClosed && reader!.of('hello').length === 1), { timeout: 5_000 })
    .toBe(true);
  const inTheirPlace = readers.map(({ url, moves }, at) => (url === newcomer.url ? moves === 1 : url === before[at] && moves === 0));
  expect(inTheirPlace.filter((isSo) => !isSo)).toEqual([]);
  expect(counted).toBe(readers.filter(({ moves }) => moves === 1).length);

  const due = await Promise.all(pages.map((page) => commitEvent(database.sql, page, 7, 'after the move')));
  for (const event of due) bus.publish(subject.page(event.page), JSON.stringify(event));
  await expect.poll(() => readers.every(({ seen }, at) => seen.join() === due[Math.floor(at / 4)]!.version), { timeout: 5_000 }).toBe(true);
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
  for (let turn = 0; turn < 200; turn++) readers.push(await follow(page, edge.urlFor));
  const loads = gateways.map(({ url }) => readers.filter((each) => each.url === url).length);
  expect(Math.max(...loads)).toBeLessThanOrEqual(Math.ceil((200 / 4) * 1.25));
  expect(Math.min(...loads)).toBeGreaterThan(0);
  for (const each of readers) {
    each.isOver = true;
    each.reader!.socket.destroy();
  }
  for (const gateway of gateways) await gateway[Symbol.asyncDispose]();
}, 60_000);
