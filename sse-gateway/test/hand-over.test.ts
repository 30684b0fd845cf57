import { join } from 'node:path';
import { freePort } from '@pharos/core/launch/port';
import { mintReaderToken } from '@pharos/core/reader-token';
import { subject } from '@pharos/core/subject';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCrowd } from './crowd.ts';
import { openReader } from './reader.ts';
import { openRealRegion, type RealRegion } from './processes.ts';
import { commitEvent, createPage } from './region.ts';

// Real processes on one port: the second is started, the first is stopped, and no reader may notice.

const readers = 2_000;
let region: RealRegion;
beforeAll(async () => {
  region = await openRealRegion();
}, 60_000);
afterAll(() => region[Symbol.asyncDispose]());

const waits = (name: string) =>
  expect
    .poll(async () => (await import('node:fs/promises')).readFile(join(region.dir, `${name}.log`), 'utf8'))
    .toContain('waiting until it is stopped');

it('a successor takes over thousands of readers under a stream of events: none is dropped, nothing is missed, nothing comes twice', async () => {
  const port = await freePort();
  const env = { LIVE_ENGINE: 'linux', LIVE_PORT: String(port), LIVE_THREADS: '2', LIVE_RUN_DIR: join(region.dir, 'run') };
  const pages = await Promise.all([createPage(region.database.sql), createPage(region.database.sql)]);
  let before = await region.start('gateway-0', env);
  const crowd = createCrowd({
    readers,
    target: (at, _turn, after) => ({ port, path: `/live/${pages[at % 2]!}${after ? `?after=${after}` : ''}` }),
  });
  await expect.poll(crowd.connected, { timeout: 30_000 }).toBe(readers);
  const due: string[][] = [[], []];
  const over = new AbortController();
  const writing = (async (): Promise<void> => {
    for (let turn = 0; !over.signal.aborted; turn++) {
      for (const [at, page] of pages.entries()) due[at]!.push((await region.change(page, `${turn} ${'x'.repeat(500)}`)).version);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  writing.catch(() => undefined); // awaited below, and told there
  const moreEvents = () => {
    const enough = due[0]!.length + 10;
    return expect.poll(() => due[0]!.length).toBeGreaterThan(enough);
  };
  // Three deploys, one after the other.
  for (let deploy = 1; deploy <= 3; deploy++) {
    const next = region.spawn(`gateway-${deploy}`, env);
    await waits(`gateway-${deploy}`);
    await moreEvents();
    await before.child.stop();
    expect(await before.child.ended).toBe('ended with code 0');
    before = await next.ready;
  }
  await moreEvents();
  over.abort();
  await writing;
  const haveAll = () => crowd.seen.every((each, at) => each.length >= due[at % 2]!.length);
  await expect.poll(haveAll).toBe(true);
  expect(crowd.seen.filter((each, at) => each.join() !== due[at % 2]!.join()).length).toBe(0);
  expect(crowd.counts).toMatchObject({ connected: readers, dropped: 0, sentAway: 0 });
  const metrics = await (await fetch(`${before.admin}/metrics`)).text();
  expect(metrics).toMatch(new RegExp(`^readers\\{[^}]*\\} ${readers}$`, 'm'));
  crowd.close();
  await before.child.stop();
}, 120_000);

it('a long poll under way is answered by the successor, and a gateway that dies leaves its port to it', async () => {
  const port = await freePort();
  // `auto` is what a gateway is started with when nobody says otherwise.
  const env = { LIVE_ENGINE: 'auto', LIVE_PORT: String(port), LIVE_RUN_DIR: join(region.dir, 'run') };
  const page = await createPage(region.database.sql);
  const first = await region.start('poll-0', env);
  const start = await region.change(page, 'before');
  using partial = openReader(port, '', { raw: [`GET /live/${page} HTTP/1.1\r\n`] });
  const polled = fetch(`http://127.0.0.1:${port}/live/${page}?wait=20&after=${start.version}`, { headers: { accept: 'application/json' } });
  const next = region.spawn('poll-1', env);
  await waits('poll-1');
  await first.child.stop();
  await next.ready;
  partial.socket.write('Host: a\r\n\r\n');
  await expect.poll(() => partial.of('hello').length).toBe(1);
  const event = await region.change(page, 'after');
  const answered = (await (await polled).json()) as { gateway: string; events: { version: string }[] };
  expect(answered.events.map(({ version }) => version)).toEqual([event.version]);
  await expect.poll(() => partial.of('change').map(({ id }) => id)).toEqual([event.version]);

  const last = region.spawn('poll-2', env);
  await waits('poll-2');
  await (await next.ready).child.kill();
  const alive = await last.ready;
  expect(alive.port).toBe(port);
  using again = openReader(port, `/live/${page}?after=${start.version}`);
  await expect.poll(() => again.of('change').map(({ id }) => id)).toEqual([event.version]);
  await alive.child.stop();
}, 60_000);

it('a reader of a private page goes along with its token, and its stream ends when that runs out', async () => {
  const key = 'k'.repeat(32);
  const port = await freePort();
  const env = { LIVE_ENGINE: 'linux', LIVE_PORT: String(port), LIVE_RUN_DIR: join(region.dir, 'run'), READER_KEYS: key };
  const page = await createPage(region.database.sql);
  await region.database.sql`update page set private = true where id = ${page}`;
  const first = await region.start('private-0', env);
  const tokenFor = (ms: number) => mintReaderToken({ page, issuedAt: Date.now(), expiresAt: Date.now() + ms }, key);
  using brief = openReader(port, `/live/${page}?token=${await tokenFor(8_000)}`);
  using long = openReader(port, `/live/${page}?token=${await tokenFor(60_000)}`);
  for (const each of [brief, long]) await expect.poll(() => each.of('hello').length).toBe(1);
  const next = region.spawn('private-1', env);
  await waits('private-1');
  await first.child.stop();
  const second = await next.ready;
  const view = { id: page, name: 'Private', slug: 'private', timeZone: 'UTC', private: true, tokensFrom: null };
  const event = await commitEvent(region.database.sql, page, 7, 'told after', { page: view });
  region.bus.publish(subject.page(page), JSON.stringify(event));
  for (const each of [brief, long]) await expect.poll(() => each.of('change').map(({ id }) => id)).toEqual([event.version]);
  await expect.poll(() => brief.isClosed).toBe(true);
  expect(long.isClosed).toBe(false);
  await second.child.stop();
}, 60_000);

it('without a successor readers are told when to come back, spread over time, and the process is gone in time', async () => {
  const page = await createPage(region.database.sql);
  const alone = await region.start('alone', {
    LIVE_ENGINE: 'linux',
    LIVE_PORT: String(await freePort()),
    LIVE_RUN_DIR: join(region.dir, 'run'),
  });
  const crowd = Array.from({ length: 500 }, () => openReader(alone.port, `/live/${page}`));
  await expect.poll(() => crowd.every((each) => each.of('hello').length === 1)).toBe(true);
  const since = performance.now();
  const closedAt: number[] = [];
  for (const each of crowd) each.socket.once('close', () => closedAt.push(performance.now() - since));
  await alone.child.stop();
  expect(await alone.child.ended).toBe('ended with code 0');
  await expect.poll(() => closedAt.length).toBe(crowd.length);
  expect(Math.max(...closedAt) - Math.min(...closedAt)).toBeGreaterThan(1_500);
  expect(new Set(crowd.map((each) => each.events.at(-1)!.retry)).size).toBeGreaterThan(50);
}, 60_000);
