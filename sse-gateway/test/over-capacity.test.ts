import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { sentAway } from '../src/door/answer.ts';
import { openEngine, type EngineKind } from './engines.ts';
import { openRealRegion } from './processes.ts';
import { openReader, type Reader } from './reader.ts';
import { createPage } from './region.ts';

// Too many at once: whoever comes is told so by a stream that is over, never by an error and never by silence.

const away = 64;
const fullBy = (reader: Reader) => (reader.of('hello')[0]?.data as { full?: string } | undefined)?.full;

it.each<[EngineKind, string]>([
  ['portable', '1'],
  ['linux', '4'],
])(
  'out of descriptors a %s process sends readers to polling, each by a word, and goes on telling those it has',
  async (engine, threads) => {
    await using region = await openRealRegion();
    const page = await createPage(region.database.sql);
    const env = { LIVE_ENGINE: engine, LIVE_THREADS: threads };
    const gateway = await region.start(`few-${engine}`, env, { openFilesMax: 700 });
    const crowd = Array.from({ length: 600 }, () => openReader(gateway.port, `/live/${page}`));
    await expect.poll(() => crowd.every((each) => each.of('hello').length === 1)).toBe(true);
    const held = crowd.filter((each) => fullBy(each) === undefined);
    const sent = crowd.filter((each) => fullBy(each) !== undefined);
    expect(held.length).toBe(421); // (700 - 256) of which 5 % are for guests
    expect(crowd.filter((each) => !each.head.startsWith('HTTP/1.1 200'))).toEqual([]);
    expect(sent.filter((each) => !['gateway', 'connections'].includes(fullBy(each)!))).toEqual([]);
    await expect.poll(() => sent.every((each) => each.isClosed && Number(each.events.at(-1)!.retry) > 0)).toBe(true);
    const event = await region.change(page, 'still here');
    await expect.poll(() => held.every((each) => each.of('change')[0]?.id === event.version)).toBe(true);
    expect((await fetch(`${gateway.admin}/readyz`)).status).toBe(200);
    for (const each of crowd) each.socket.destroy();
  },
  60_000,
);

it.each<[EngineKind, number]>([
  ['portable', 1],
  ['linux', 1],
  ['linux', 4],
])(
  'a full %s engine of %i thread(s) takes as many as it may on all threads together, and tells the others',
  async (engine, threads) => {
    let serial = 0;
    const told = { region: 'eu', gateway: 'eu-1', full: 'connections', pollMs: 15_000 };
    await using full = await openEngine(engine, {
      threads,
      connectionsMax: 40,
      fullAnswer: () => sentAway(told, Buffer.from(`retry: ${++serial}\n\n`)),
    });
    const readers: Reader[] = [];
    for (let at = 0; at < 40; at++) {
      readers.push(openReader(full.port, '/'));
      await expect.poll(() => full.stats().readers, { interval: 5 }).toBe(at + 1);
    }
    // Some who are heard out say nothing, so that whoever comes then is told and closed at once.
    const silent = Array.from({ length: away }, () => connect(full.port, '127.0.0.1'));
    await expect.poll(() => full.stats().connections).toBe(40 + away);
    const atOnce = Array.from({ length: 10 }, () => openReader(full.port, '/'));
    await expect.poll(() => atOnce.every((each) => each.isClosed)).toBe(true);
    for (const socket of silent) socket.destroy();
    await expect.poll(() => full.stats().connections).toBe(40);
    const heardOut = Array.from({ length: 10 }, () => openReader(full.port, '/'));
    await expect.poll(() => heardOut.every((each) => each.isClosed)).toBe(true);
    for (const each of [...atOnce, ...heardOut]) {
      expect(each.head).toMatch(/^HTTP\/1\.1 200 OK/);
      expect(each.of('hello')[0]?.data).toEqual(told);
    }
    expect(new Set([...atOnce, ...heardOut].map((each) => each.events.at(-1)!.retry)).size).toBeGreaterThan(5);
    expect(full.stats()).toMatchObject({ readers: 40, turnedAway: 20 });
    expect(readers.filter(({ isClosed }) => isClosed)).toEqual([]);
    for (const { socket } of readers) socket.destroy();
  },
  60_000,
);
