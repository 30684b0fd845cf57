import { systemClock } from '@pharos/core/clock';
import { newId } from '@pharos/core/id';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { createMemoryCache } from '@pharos/core/outside/cache-memory';
import { mintReaderToken } from '@pharos/core/reader-token';
import { subject } from '@pharos/core/subject';
import { encodeVersion } from '@pharos/core/version';
import type { FreshDatabase } from '@pharos/core/testing/fresh-database';
import type { PageView } from '@pharos/resources/view';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway } from '../src/role.ts';
import { openReader } from './reader.ts';
import { commitEvent, createPage, kitOf, regionDatabase } from './region.ts';

const key = 'k'.repeat(32);
let database: FreshDatabase;
beforeAll(async () => {
  database = await regionDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

describe.each<['portable' | 'linux']>([['portable'], ['linux']])('private pages, %s engine', (engine) => {
  const open = async () => {
    const bus = createMemoryBus();
    const gateway = await startGateway(kitOf('eu'), {
      sql: database.sql,
      bus,
      cache: createMemoryCache(systemClock),
      host: '127.0.0.1',
      port: 0,
      engine,
      threads: 2,
      drainMs: 20,
      retryMs: 50,
      checkMs: 200,
      readerKeys: [key],
    });
    const port = Number(new URL(gateway.url).port);
    return { bus, port, [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose]() };
  };
  const setPage = (page: string, isPrivate: boolean, tokensFrom: Date | null = null) =>
    database.sql`update page set private = ${isPrivate}, tokens_from = ${tokensFrom} where id = ${page}`;
  const tokenFor = (page: string, { lastsMs = 60_000, agoMs = 0, by = key } = {}) =>
    mintReaderToken({ page, issuedAt: Date.now() - agoMs, expiresAt: Date.now() - agoMs + lastsMs }, by);
  const answerTo = async (port: number, target: string, headers = '') => {
    using reader = openReader(port, target, { headers });
    await expect.poll(() => reader.isClosed || reader.of('hello').length > 0).toBe(true);
    return reader.head;
  };

  it('opens for a good token in the address, as a bearer or in a cookie, and looks absent to all others', async () => {
    await using live = await open();
    const page = await createPage(database.sql);
    await setPage(page, true);
    const unknown = await answerTo(live.port, `/live/${newId()}`);
    expect(unknown).toMatch(/^HTTP\/1\.1 404/);
    const token = await tokenFor(page);
    expect(await answerTo(live.port, `/live/${page}?token=${token}`)).toMatch(/^HTTP\/1\.1 200/);
    expect(await answerTo(live.port, `/live/${page}`, `Authorization: Bearer ${token}\r\n`)).toMatch(/^HTTP\/1\.1 200/);
    expect(await answerTo(live.port, `/live/${page}`, `Cookie: a=b; pharos_reader_${page}=${token}\r\n`)).toMatch(/^HTTP\/1\.1 200/);
    for (const wrong of [
      '',
      '?token=x',
      `?token=${await tokenFor(newId())}`,
      `?token=${await tokenFor(page, { by: 'o'.repeat(32) })}`,
      `?token=${token.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'))}`,
    ]) {
      expect(await answerTo(live.port, `/live/${page}${wrong}`)).toBe(unknown);
    }
  });

  it('tells nobody who holds a version which page is there: absent and not for him are the same, and end no EventSource', async () => {
    await using live = await open();
    const page = await createPage(database.sql);
    await setPage(page, true);
    // Its readers keep what is known of it warm: the answer must not be quicker for that.
    using reader = openReader(live.port, `/live/${page}?token=${await tokenFor(page)}`);
    await expect.poll(() => reader.of('hello').length).toBe(1);
    const version = encodeVersion({ 7: 1 });
    const asked = async (id: string, how: { method?: string; headers?: string }, query = '') => {
      const from = performance.now();
      using each = openReader(live.port, `/live/${id}${query}`, how);
      await expect.poll(() => each.isClosed, { interval: 5 }).toBe(true);
      return { ms: performance.now() - from, told: `${each.head} ${each.body}`.replaceAll(/\d+$/gm, 'n') };
    };
    const cases = [
      [{}, `?after=${version}`, /^HTTP\/1\.1 200 .*"full":"not-here".*retry: n/s],
      [{ headers: `Last-Event-ID: ${version}\r\n` }, '?token=x', /^HTTP\/1\.1 200 .*"full":"not-here".*retry: n/s],
      [{ headers: `Accept: application/json\r\n` }, `?after=${version}&wait=1`, /^HTTP\/1\.1 200 OK\r\nContent-Type: application\/json/],
      [{ method: 'HEAD' }, `?after=${version}`, /^HTTP\/1\.1 200 /],
      [{ method: 'HEAD' }, '', /^HTTP\/1\.1 404 /],
      [{}, '?after=nonsense', /^HTTP\/1\.1 404 /],
      [{}, '?after=v1.', /^HTTP\/1\.1 404 /],
    ] as const;
    const compare = async ([how, query, expected]: (typeof cases)[number]) => {
      const [secret, unknown] = await Promise.all([asked(page, how, query), asked(newId(), how, query)]);
      expect(secret.told).toBe(unknown.told);
      expect(secret.told).toMatch(expected);
      // A moment for this region to catch up, and not a moment more or less for either.
      const least = secret.told.includes(' 404 ') ? 0 : 1_195;
      expect(Math.min(secret.ms, unknown.ms)).toBeGreaterThan(least);
      expect(Math.max(secret.ms, unknown.ms)).toBeLessThan(least + 2_000);
    };
    await Promise.all(cases.map(compare));
  });

  it('says 204 to a token that has run out or was revoked, and of a page that was purged', async () => {
    await using live = await open();
    const page = await createPage(database.sql);
    await setPage(page, true, new Date(Date.now() - 5_000));
    expect(await answerTo(live.port, `/live/${page}?token=${await tokenFor(page, { agoMs: 2_000, lastsMs: 1_000 })}`)).toMatch(/ 204 /);
    expect(await answerTo(live.port, `/live/${page}?token=${await tokenFor(page, { agoMs: 40_000 })}`)).toMatch(/ 204 /);
    expect(await answerTo(live.port, `/live/${page}?token=${await tokenFor(page)}`)).toMatch(/ 200 /);
    const purged = await createPage(database.sql);
    using reader = openReader(live.port, `/live/${purged}`);
    await expect.poll(() => reader.of('hello').length).toBe(1);
    await database.sql`delete from page where id = ${purged}`;
    await database.sql`insert into doc (id, kind, page, purged) values (${`page:${purged}`}, 'page', ${purged}, true)`;
    await expect.poll(() => reader.isClosed).toBe(true);
    expect(await answerTo(live.port, `/live/${purged}`)).toMatch(/ 204 /);
    expect(await answerTo(live.port, `/live/${purged}?wait=1`, 'Accept: application/json\r\n')).toMatch(/ 204 /);
    const expired = await tokenFor(page, { agoMs: 2_000, lastsMs: 1_000 });
    expect(await answerTo(live.port, `/live/${page}?wait=1&token=${expired}`, 'Accept: application/json\r\n')).toMatch(/ 204 /);
    using head = openReader(live.port, `/live/${purged}`, { method: 'HEAD' });
    await expect.poll(() => head.isClosed).toBe(true);
    expect(head.head).toMatch(/ 204 /);
  });

  it('ends a stream when its token runs out, and no other stream of the page', async () => {
    await using live = await open();
    const page = await createPage(database.sql);
    await setPage(page, true);
    using long = openReader(live.port, `/live/${page}?token=${await tokenFor(page)}`);
    await expect.poll(() => long.of('hello').length).toBe(1);
    // Its second begins when the gateway is up: a busy machine may take as long for that.
    using brief = openReader(live.port, `/live/${page}?token=${await tokenFor(page, { lastsMs: 1_000 })}`);
    await expect.poll(() => brief.of('hello').length).toBe(1);
    await expect.poll(() => brief.isClosed).toBe(true);
    expect(brief.events.at(-1)).toHaveProperty('retry');
    expect(long.isClosed).toBe(false);
  });

  it('a page that becomes private tells nothing more to those who are there without a token', async () => {
    await using live = await open();
    const page = await createPage(database.sql);
    using guest = openReader(live.port, `/live/${page}`);
    await expect.poll(() => guest.of('hello').length).toBe(1);
    await setPage(page, true);
    const view: PageView = { id: page, name: 'Secret now', slug: 'secret', timeZone: 'UTC', private: true, tokensFrom: null };
    const changed = await commitEvent(database.sql, page, 7, 'private', { page: view });
    const secret = await commitEvent(database.sql, page, 7, 'secret', { page: view });
    for (const event of [changed, secret]) live.bus.publish(subject.page(page), JSON.stringify(event));
    await expect.poll(() => guest.isClosed).toBe(true);
    expect(guest.of('change')).toEqual([]);
    expect(await answerTo(live.port, `/live/${page}`)).toMatch(/ 404 /);
    using reader = openReader(live.port, `/live/${page}?after=${changed.prev}&token=${await tokenFor(page)}`);
    await expect.poll(() => reader.of('change').map(({ id }) => id)).toEqual([changed.version, secret.version]);
    // Its tokens are revoked, and nobody is told but the table.
    await setPage(page, true, new Date(Date.now() + 1));
    await expect.poll(() => reader.isClosed).toBe(true);
  });
});
