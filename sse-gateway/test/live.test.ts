import { newId } from '@pharos/core/id';
import { encodeVersion } from '@pharos/core/version';
import type { FreshDatabase } from '@pharos/core/testing/fresh-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayOptions } from '../src/role.ts';
import { openLive } from './live-gateway.ts';
import { engineWithoutUring } from './without-uring.ts';
import { openReader, type SseEvent } from './reader.ts';
import { commitEvent, createPage, regionDatabase } from './region.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await regionDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

// The third is what the second does where io_uring is forbidden, as in Docker by default.
const engines: [name: string, options: Partial<GatewayOptions>][] = [
  ['portable', { engine: 'portable' }],
  ['linux', { engine: 'linux' }],
  ['linux, one send at a time,', { engine: engineWithoutUring }],
];
describe.each(engines)('the live contract, %s engine', (_name, chosen) => {
  const open = async (options: Partial<GatewayOptions> = {}) => {
    const live = await openLive(database.sql, { ...chosen, ...options });
    const change = async (page: string, words: string, origin = 7) => {
      const event = await commitEvent(database.sql, page, origin, words);
      live.tell(event);
      return event;
    };
    return { ...live, change };
  };
  const nameIn = ({ data }: SseEvent) => (data as { patch: { page: { name: string } } }).patch.page.name;
  const names = (reader: ReturnType<typeof openReader>) => reader.of('change').map(nameIn);

  it('says hello, and then each change once, in order', async () => {
    await using live = await open();
    const page = await createPage(database.sql);
    using reader = openReader(live.port, `/live/${page}`);
    await expect.poll(() => reader.of('hello').length).toBe(1);
    expect(reader.head).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Type: text\/event-stream/);
    expect(reader.head).toContain('Access-Control-Allow-Origin: *');
    for (const words of ['one', 'two', 'three']) await live.change(page, words);
    await expect.poll(() => names(reader)).toEqual(['one', 'two', 'three']);
    const [, , last] = reader.of('change');
    expect(last!.id).toBe((last!.data as { version: string }).version);
  });

  it('sends a reader that returns exactly what it missed', async () => {
    await using live = await open();
    const page = await createPage(database.sql);
    const first = await live.change(page, 'one');
    await live.change(page, 'two', 9);
    await live.change(page, 'three');
    using reader = openReader(live.port, `/live/${page}?after=${first.version}`);
    // A browser that reconnects repeats the address it was given first, and adds the header.
    using again = openReader(live.port, `/live/${page}?after=${first.prev}`, { headers: `Last-Event-ID: ${first.version}\r\n` });
    await expect.poll(() => names(reader)).toEqual(['two', 'three']);
    await live.change(page, 'four');
    for (const each of [reader, again]) await expect.poll(() => names(each)).toEqual(['two', 'three', 'four']);
  });

  it('finds in the table what the bus lost, and brings it before what came after', async () => {
    await using live = await open({ checkMs: 200 });
    const page = await createPage(database.sql);
    using reader = openReader(live.port, `/live/${page}`);
    await expect.poll(() => reader.of('hello').length).toBe(1);
    await commitEvent(database.sql, page, 7, 'lost'); // nobody is told
    await live.change(page, 'told');
    await expect.poll(() => names(reader)).toEqual(['lost', 'told']);
    await commitEvent(database.sql, page, 8, 'lost, and nothing after it');
    await expect.poll(() => names(reader).length).toBe(3);
  });

  it('answers a version from the future, a strange one and none by the right thing', async () => {
    await using live = await open();
    const page = await createPage(database.sql);
    await live.change(page, 'one');
    for (const [after, reason] of [
      ['v1.BwEJ_wE', 'ahead'],
      ['nonsense', 'unknown-id'],
      ['v1.%00', 'unknown-id'],
    ] as const) {
      using reader = openReader(live.port, `/live/${page}?after=${after}`);
      const polled = fetch(`${live.gateway.url}/live/${page}?wait=5&after=${after}`, { headers: { accept: 'application/json' } });
      await expect.poll(() => reader.of('reset')[0]?.data).toMatchObject({ reason });
      expect(await (await polled).json()).toMatchObject({ reset: reason, events: [], version: reader.of('reset')[0]!.id });
      await live.change(page, after);
      await expect.poll(() => names(reader)).toEqual([after]);
    }
  });

  it('holds a long poll until something happens', async () => {
    await using live = await open();
    const page = await createPage(database.sql);
    const url = `${live.gateway.url}/live/${page}?wait=10&after=${encodeVersion({ 7: 1 })}`;
    const asked = fetch(url, { headers: { accept: 'application/json' } }).then((response) => response.json());
    await new Promise((resolve) => setTimeout(resolve, 200));
    const event = await live.change(page, 'one');
    expect(await asked).toMatchObject({ version: event.version, events: [{ version: event.version }] });
    const later = await fetch(`${live.gateway.url}/live/${page}?wait=0&after=${event.prev}`, { headers: { accept: 'application/json' } });
    expect(await later.json()).toMatchObject({ version: event.version, events: [{ patch: { page: { name: 'one' } } }] });
  });

  it('lets go of a reader whose last word came together with its question', async () => {
    await using live = await open();
    const page = await createPage(database.sql);
    const readers = Array.from({ length: 50 }, () => openReader(live.port, `/live/${page}`));
    for (const { socket } of readers) socket.end();
    await expect.poll(() => readers.filter(({ isClosed }) => !isClosed).length).toBe(0);
  });

  it('says 404 for a page that is not there, and only then', async () => {
    await using live = await open();
    for (const target of [`/live/${newId()}`, '/live/not-an-id', '/', '/live/']) {
      using reader = openReader(live.port, target);
      await expect.poll(() => reader.isClosed).toBe(true);
      expect(reader.head).toMatch(/^HTTP\/1\.1 404/);
    }
  });

  it('over capacity accepts, says when to come back, and closes', async () => {
    await using live = await open({ readersPerAddressMax: 1 });
    const page = await createPage(database.sql);
    using first = openReader(live.port, `/live/${page}`);
    await expect.poll(() => first.of('hello').length).toBe(1);
    using second = openReader(live.port, `/live/${page}`);
    await expect.poll(() => second.isClosed).toBe(true);
    expect(second.head).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(second.of('hello')[0]!.data).toMatchObject({ full: 'address' });
    expect(Number(second.events.find(({ retry }) => retry)!.retry)).toBeGreaterThan(0);
    first.socket.destroy();
    await expect
      .poll(async () => {
        using third = openReader(live.port, `/live/${page}`);
        await expect.poll(() => third.of('hello').length).toBe(1);
        return (third.of('hello')[0]!.data as { full?: string }).full;
      })
      .toBeUndefined();
  });

  it('stops by telling each reader when to come back', async () => {
    const live = await open();
    const page = await createPage(database.sql);
    using reader = openReader(live.port, `/live/${page}`);
    await expect.poll(() => reader.of('hello').length).toBe(1);
    await live.gateway[Symbol.asyncDispose]();
    await expect.poll(() => reader.isClosed).toBe(true);
    expect(reader.events.at(-1)).toHaveProperty('retry');
    await live.gateway[Symbol.asyncDispose]();
  });

  it('answers the questions of browsers, and refuses what is no small request', async () => {
    await using live = await open();
    const page = await createPage(database.sql);
    for (const [method, headers, expected] of [
      ['OPTIONS', '', /^HTTP\/1\.1 204 .*Access-Control-Allow-Methods: GET/s],
      ['HEAD', '', /^HTTP\/1\.1 200 /],
      ['POST', '', /^HTTP\/1\.1 405 .*Allow: GET/s],
      ['GET', 'Transfer-Encoding: chunked\r\n', /^HTTP\/1\.1 400/],
      ['GET', 'Content-Length: 5\r\n', /^HTTP\/1\.1 400/],
      ['GET', ' folded\r\n', /^HTTP\/1\.1 400/],
    ] as const) {
      using reader = openReader(live.port, `/live/${page}`, { method, headers });
      await expect.poll(() => reader.isClosed).toBe(true);
      expect(reader.head).toMatch(expected);
    }
  });

  it('takes a request however the network cuts it', async () => {
    await using live = await open();
    const page = await createPage(database.sql);
    const request = `GET /live/${page}?wait=0 HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\n\r\n`;
    const answers = await Promise.all(
      Array.from({ length: request.length - 1 }, async (_, at) => {
        using reader = openReader(live.port, '', { raw: [request.slice(0, at + 1), request.slice(at + 1)] });
        await expect.poll(() => reader.isClosed).toBe(true);
        return reader.head.split('\r\n')[0];
      }),
    );
    expect(new Set(answers)).toEqual(new Set(['HTTP/1.1 200 OK']));
  });

  it('a reader that does not read costs the others nothing, and is told to start afresh or closed', async () => {
    await using live = await open();
    const page = await createPage(database.sql);
    using asleep = openReader(live.port, `/live/${page}`);
    using awake = openReader(live.port, `/live/${page}`);
    for (const each of [asleep, awake]) await expect.poll(() => each.of('hello').length).toBe(1);
    asleep.socket.pause();
    const long = 'x'.repeat(16_000);
    for (let turn = 0; turn < 400; turn++) await live.change(page, `${turn} ${long}`);
    await expect.poll(() => names(awake).length).toBe(400);
    asleep.socket.resume();
    // Node cannot make the kernel's buffers small: with the portable engine they may hold all of it.
    const isSettled = () => asleep.isClosed || asleep.of('reset').length > 0 || names(asleep).length === 400;
    await expect.poll(isSettled).toBe(true);
    // Up to a reset each follows on the one before; after it, from wherever the page then stands.
    const runs: number[][] = [[]];
    for (const event of asleep.events) {
      if (event.event === 'reset') runs.push([]);
      if (event.event === 'change') runs.at(-1)!.push(Number(nameIn(event).split(' ')[0]));
    }
    for (const run of runs) expect(run).toEqual(run.map((_, at) => run[0]! + at));
    expect(runs[0]!.at(0) ?? 0).toBe(0);
    expect(runs.flat()).toEqual(runs.flat().toSorted((a, b) => a - b));
    if (!asleep.isClosed) await live.change(page, 'after');
    await expect.poll(() => asleep.isClosed || names(asleep).at(-1) === 'after').toBe(true);
  }, 60_000);

  it('many come and go: each gets each change of its own page once, and nothing is left of them', async () => {
    await using live = await open();
    const pages = await Promise.all([1, 2, 3].map(() => createPage(database.sql)));
    const readers = Array.from({ length: 300 }, (_, at) => openReader(live.port, `/live/${pages[at % 3]!}`));
    await expect.poll(() => readers.every((reader) => reader.of('hello').length === 1)).toBe(true);
    for (const reader of readers.splice(0, 100)) reader.socket.destroy();
    for (let turn = 0; turn < 20; turn++) await Promise.all(pages.map((page, at) => live.change(page, `${at} ${turn}`)));
    const due = (at: number) => Array.from({ length: 20 }, (_, turn) => `${at} ${turn}`);
    await expect.poll(() => readers.every((reader) => names(reader).length >= 20)).toBe(true);
    for (const reader of readers) expect(names(reader)).toEqual(due(Number(names(reader)[0]!.split(' ')[0])));
    for (const reader of readers) reader.socket.destroy();
    await expect.poll(() => live.kit.metrics.text()).toMatch(/^readers\{[^}]*\} 0$/m);
    await expect.poll(() => live.kit.metrics.text()).toMatch(/^reader_connections\{[^}]*\} 0$/m);
    expect(await live.kit.metrics.text()).toMatch(/^reader_lag_seconds_count\{[^}]*\} [1-9]/m);
  }, 60_000);

  it('tells by heartbeats that the line is alive', async () => {
    await using live = await open({ heartbeatMs: 100 });
    const page = await createPage(database.sql);
    using reader = openReader(live.port, `/live/${page}`);
    await expect.poll(() => reader.body).toMatch(/^: \d{4}-\d\d-\d\dT[\d:.]+Z fresh$/m);
  });
});
