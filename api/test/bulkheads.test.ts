import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { migrationsFolder } from '@pharos/region/migrations';
import { openApi, type TestApi } from './open-api.ts';

let database: FreshDatabase;
let api: TestApi;
beforeAll(async () => {
  database = await freshDatabase([['region', migrationsFolder]]);
  api = await openApi(database.url);
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

it('updates to an incident that somebody holds delay no other page, no reader and no check, and are answered in time themselves', async () => {
  const page = async (slug: string) => (await api.ask('POST', '/v1/pages', { name: slug, slug })).json.id as string;
  const open = async (of: string) => (await api.ask('POST', `/v1/pages/${of}/incidents`, { title: 'Down', body: 'x' })).json.id as string;
  const [held, other] = [await page('held'), await page('other')];
  const [stuck, free] = [await open(held), await open(other)];
  const update = (of: string, incident: string) =>
    api.ask('POST', `/v1/pages/${of}/incidents/${incident}/updates`, { status: 'identified', body: 'x' });

  const release = Promise.withResolvers<void>();
  const isHeld = Promise.withResolvers<void>();
  const holding = database.sql.begin(async (tx) => {
    await tx`select 1 from doc where id = ${`incident:${stuck}`} for update`;
    isHeld.resolve();
    await release.promise;
  });
  await isHeld.promise;
  const timed = async <T>(work: Promise<T>) => {
    const started = performance.now();
    const value = await work;
    return { value, ms: performance.now() - started };
  };
  const waiting = Array.from({ length: 14 }, () => timed(update(held, stuck)));
  await new Promise((resolve) => setTimeout(resolve, 100));
  const [written, read, checked] = await Promise.all([
    timed(update(other, free)),
    timed(api.ask('GET', `/v1/pages/${held}/view`)),
    timed(api.role.checks()),
  ]);
  expect([written.value.status, read.value.status, checked.value.postgres]).toEqual([201, 200, undefined]);
  const outcomes = await Promise.all(waiting);
  release.resolve();
  await holding;
  // Each waited for the lock a second at most; what waited behind them is told to come again.
  expect(Math.max(written.ms, read.ms, checked.ms)).toBeLessThan(800);
  expect(new Set(outcomes.map(({ value }) => value.status))).toEqual(new Set([503]));
  expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(6_000);
  expect((await update(held, stuck)).status).toBe(201);
});
