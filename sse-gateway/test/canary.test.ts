import { systemClock } from '@pharos/core/clock';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { createMemoryCache } from '@pharos/core/outside/cache-memory';
import { freePort } from '@pharos/core/launch/port';
import { serveHttp } from '@pharos/core/outside/http';
import { subject } from '@pharos/core/subject';
import type { FreshDatabase } from '@pharos/core/testing/fresh-database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startGateway } from '../src/role.ts';
import { commitEvent, createPage, kitOf, regionDatabase } from './region.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await regionDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

it('the canary measures what a visitor gets at the public address, and its silence tells when visitors get nothing', async () => {
  const page = await createPage(database.sql);
  const bus = createMemoryBus();
  const kit = kitOf('eu');
  // The public address: an edge that sends readers to the gateway, or is broken.
  const way = { to: '', isBroken: false };
  await using edge = await serveHttp({
    host: '127.0.0.1',
    port: await freePort(),
    fetch: (request) => {
      if (way.isBroken) return new Response('', { status: 502 });
      const { pathname, search } = new URL(request.url);
      return new Response(null, { status: 307, headers: { location: `${way.to}${pathname}${search}` } });
    },
  });
  const gateway = await startGateway(kit, {
    sql: database.sql,
    bus,
    cache: createMemoryCache(systemClock),
    host: '127.0.0.1',
    port: 0,
    heartbeatMs: 100,
    drainMs: 20,
    retryMs: 50,
    canaryUrl: `${edge.url}/live/${page}`,
  });
  way.to = gateway.url!;
  const metric = async (name: string, label = '') =>
    Number(new RegExp(`^${name}\\{[^}]*${label}[^}]*\\} (\\S+)$`, 'm').exec(await kit.metrics.text())?.[1] ?? NaN);

  await expect.poll(() => metric('readers')).toBe(1);
  const event = await commitEvent(database.sql, page, 7, 'seen by the canary');
  bus.publish(subject.page(page), JSON.stringify(event));
  await expect.poll(() => metric('canary_lag_seconds_count', 'what="change"')).toBe(1);
  expect(await metric('canary_lag_seconds_sum', 'what="change"')).toBeLessThan(2);
  await expect.poll(() => metric('canary_lag_seconds_count', 'what="beat"')).toBeGreaterThan(1);
  expect(await metric('canary_silence_seconds')).toBeLessThan(1);

  // The page is away for visitors: the stream is cut, and the public address answers nothing good.
  way.isBroken = true;
  await database.sql`delete from page where id = ${page}`;
  await database.sql`insert into doc (id, kind, page, purged) values (${`page:${page}`}, 'page', ${page}, true)`;
  await expect.poll(() => metric('readers')).toBe(0);
  await expect.poll(() => metric('canary_silence_seconds')).toBeGreaterThan(2);
  expect(await metric('canary_connections_total', 'end="502"')).toBeGreaterThan(0);
  await gateway[Symbol.asyncDispose]();
}, 40_000);
