import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { newId } from '@pharos/core/id';
import { openFileStore } from '@pharos/core/outside/object-store-files';
import { serveHttp, type HttpServer } from '@pharos/core/outside/http';
import type { ObjectStore } from '@pharos/core/outside/object-store';
import { openObjectStore } from '@pharos/core/outside/open-object-store';
import { freshDatabase } from '@pharos/core/testing/fresh-database';
import { until } from '@pharos/core/testing/until';
import { s3App, type S3StandIn } from '../../lab/src/providers/s3.ts';
import { createArchive } from '../src/archive/archive.ts';
import { archiveDay } from '../src/archive/archive-day.ts';
import { listDays } from '../src/archive/list-days.ts';
import { readDay } from '../src/archive/read-history.ts';
import { rebuild } from '../src/archive/rebuild.ts';
import { decodeEnvelope } from '../src/document/envelope.ts';
import { pruneLog } from '../src/mesh/prune.ts';
import { purge } from '../src/mesh/purge.ts';
import { migrationsFolder } from '@pharos/region/migrations';
import { runMeshCommand } from '../src/commands/commands.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import { converged, createWorld, makePage, type TestRegion, type TestWorld } from './world.ts';

const actor = 'test';
let dir: string;
let server: HttpServer;
const standIn: S3StandIn = { bucket: 'archive', region: 'eu-west-1', accessKeyId: 'AKLAB', secretAccessKey: 'lab', objects: new Map() };
let world: TestWorld | undefined;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-archive-'));
  server = await serveHttp({ host: '127.0.0.1', port: 0, fetch: s3App(standIn).fetch });
});
afterEach(async () => {
  await world?.[Symbol.asyncDispose]();
  world = undefined;
  standIn.fault = undefined;
  standIn.objects.clear();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

const s3 = () =>
  openObjectStore({ url: 's3://archive/pharos', region: 'eu-west-1', endpoint: server.url, accessKeyId: 'AKLAB', secretAccessKey: 'lab' });
const files = (name: string) => openFileStore(join(dir, name));
const archiveOf = ({ kit, sql }: TestRegion, store: ObjectStore | undefined) => createArchive(kit, { sql, store, keepDays: 365 });
const isDay = async ({ sql }: TestRegion, day: string) =>
  (await sql<{ there: boolean }[]>`select to_regclass(${`log_${day}`}) is not null as there`)[0]!.there;

// Time passes: what was logged up to now was logged on that day.
const logOn = async ({ sql }: TestRegion, day: string) => {
  const iso = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
  await sql.unsafe(
    `create table if not exists log_${day} partition of log for values from ('${iso}') to ('${iso}'::date + 1)`.replace(
      `'${iso}'::date + 1`,
      `'${nextDay(iso)}'`,
    ),
  );
  await sql`update log set at = ${`${iso}T12:00:00Z`} where at > now() - interval '1 day'`;
};
const nextDay = (iso: string) => new Date(Date.parse(iso) + 86_400_000).toISOString().slice(0, 10);
const alone = async (): Promise<TestRegion> => {
  world = await createWorld(1);
  await world.start();
  return world.regions[0]!;
};
const post = (region: TestRegion, page: string, body: string, incident = newId()) =>
  region.writer
    .write(
      {
        type: 'open-incident',
        page,
        incident,
        update: newId(),
        title: 'Down',
        impact: 'major',
        status: 'investigating',
        body,
        components: [],
        notify: true,
      },
      { actor },
    )
    .then(() => incident);

it(
  'a day leaves the log only once it is archived, and everything is built again from archive and log, with equal digests',
  { timeout: 60_000 },
  async () => {
    world = await createWorld(2);
    await world.start();
    const [us, eu] = world.regions as [TestRegion, TestRegion];
    const { page, api } = await makePage(us.writer);
    await Promise.all([post(us, page, 'first'), post(eu, page, 'too early').catch(() => undefined)]);
    // More than one part holds.
    for (let at = 0; at < 2_100; at += 30) {
      await Promise.all(
        Array.from({ length: 30 }, (_, more) =>
          us.writer.write({ type: 'edit-component', page, component: api, name: `API ${at + more}` }, { actor }),
        ),
      );
    }
    await converged(world.regions);
    await logOn(us, '20260101');
    await post(eu, page, 'second');
    await converged(world.regions);
    await logOn(us, '20260102');
    await post(us, page, 'third');
    await converged(world.regions);

    const store = await s3();
    const heard = async () => (await us.sql<{ vv: object }[]>`select vv from peer`)[0]?.vv;
    const level = async () =>
      JSON.stringify(await heard()) ===
      JSON.stringify(
        Object.fromEntries(
          (await us.sql<{ origin: number; seq: number }[]>`select origin, seq from vv where seq > 0 order by origin`).map(
            ({ origin, seq }) => [origin, seq],
          ),
        ),
      );
    await until('the peer has said that it has everything', level);
    const dropped = await pruneLog(us.sql, 'us', archiveOf(us, store).keep);
    expect(dropped.map(({ name }) => name)).toEqual(['log_20260101', 'log_20260102']);
    expect(await listDays(store, 'us')).toEqual(['20260101', '20260102']);
    expect([...standIn.objects.keys()].filter((key) => key.includes('20260101')).length).toBeGreaterThan(3);

    await using empty = await freshDatabase([['region', migrationsFolder]]);
    const rebuilt = await rebuild({ sql: us.sql, store, region: 'us' }, empty.sql);
    expect(rebuilt.expected).toBe(rebuilt.digest);
    expect(rebuilt.entries).toBeGreaterThan(2_100);
    const [shown] = await empty.sql`select name from component where id = ${api}`;
    expect(shown).toEqual((await us.sql`select name from component where id = ${api}`)[0]);

    const bodies: string[] = [];
    for (const day of ['20260101', '20260102'])
      for await (const { env } of readDay({ sql: us.sql, store, region: 'us' }, day))
        for (const fact of decodeEnvelope(env).facts) if (fact.type === 'incident-updated') bodies.push(fact.body);
    expect(bodies).toEqual(expect.arrayContaining(['first', 'second']));
    expect(bodies).not.toContain('third');
    await store[Symbol.asyncDispose]();
  },
);

it('nothing is dropped while the archive fails: it says so, and goes on where it was when the archive is back', async () => {
  const us = await alone();
  const { page } = await makePage(us.writer);
  await post(us, page, 'kept');
  await converged([us]);
  await logOn(us, '20260101');
  await using store = await s3();
  const archive = archiveOf(us, store);
  standIn.fault = (method, key) => (method === 'PUT' && key.endsWith('manifest.json') ? new Response('', { status: 503 }) : undefined);
  await expect(pruneLog(us.sql, 'us', archive.keep)).rejects.toThrow('the object store cannot write');
  expect(await isDay(us, '20260101')).toBe(true);
  expect(await us.kit.metrics.text()).toMatch(/archive_failing\{[^}]*\} 1/);

  // A store that says yes and gives something else back.
  standIn.fault = (method, key) => (method === 'GET' && key.endsWith('manifest.json') ? new Response('{}') : undefined);
  await expect(pruneLog(us.sql, 'us', archive.keep)).rejects.toThrow('does not give back what it was given');
  expect(await isDay(us, '20260101')).toBe(true);
  await expect(pruneLog(us.sql, 'us', archiveOf(us, undefined).keep)).rejects.toThrow('set ARCHIVE_URL');
  expect(await isDay(us, '20260101')).toBe(true);

  const puts: string[] = [];
  standIn.fault = (method, key) => void (method === 'PUT' && puts.push(key));
  expect(await pruneLog(us.sql, 'us', archive.keep)).toMatchObject([{ name: 'log_20260101' }]);
  expect(puts.length).toBeLessThanOrEqual(1); // its part was there already
  expect(await isDay(us, '20260101')).toBe(false);
});

it('a part that was damaged or lost is told, never passed over', async () => {
  const us = await alone();
  await makePage(us.writer);
  await converged([us]);
  await logOn(us, '20260101');
  const store = files('damaged');
  const { parts } = await archiveDay(us.sql, store, 'us', 'log_20260101');
  await us.sql`drop table log_20260101`;
  await writeFile(join(dir, 'damaged/log/us/20260101', parts[0]!.name), 'x');
  await using empty = await freshDatabase([['region', migrationsFolder]]);
  await expect(rebuild({ sql: us.sql, store, region: 'us' }, empty.sql)).rejects.toThrow('not what was archived');
  await rm(join(dir, 'damaged/log/us/20260101'), { recursive: true });
  await expect(rebuild({ sql: us.sql, store, region: 'us' }, empty.sql)).rejects.toThrow('neither in the archive nor in the log');
});

it('what is purged leaves the archive too, and a crash in the middle of that leaves nothing behind', async () => {
  const us = await alone();
  const { page } = await makePage(us.writer);
  const incident = await post(us, page, 'secret token 42');
  await converged([us]);
  await logOn(us, '20260101');
  const store = files('purged');
  const archive = archiveOf(us, store);
  await pruneLog(us.sql, 'us', archive.keep);
  const folder = join(dir, 'purged/log/us/20260101');
  const before = await readdir(folder);
  await purge(createPostgresStore(us.sql), us.kit, `incident:${incident}`);
  await converged([us]);

  const crashing: ObjectStore = { ...store, delete: () => Promise.reject(new Error('the process dies here')) };
  await expect(archiveOf(us, crashing).tidy()).rejects.toThrow('the process dies here');
  await archive.tidy();
  expect(await readdir(folder)).toHaveLength(before.length);
  for await (const { env } of readDay({ sql: us.sql, store, region: 'us' }, '20260101'))
    expect(Buffer.from(env).toString()).not.toContain('secret token');
  const told: string[] = [];
  for await (const { env } of readDay({ sql: us.sql, store, region: 'us' }, '20260101'))
    told.push(...decodeEnvelope(env).ops.map(({ doc }) => doc));
  expect(told).toContain(`incident:${incident}`);
  await using empty = await freshDatabase([['region', migrationsFolder]]);
  const rebuilt = await rebuild({ sql: us.sql, store, region: 'us' }, empty.sql);
  expect(rebuilt.expected).toBe(rebuilt.digest);
  expect(await us.sql`select 1 from archive_purge where not done`).toHaveLength(0);
});

it('days older than a year are removed, a bounded number of objects in a round', async () => {
  const us = await alone();
  const store = files('old');
  for (const day of ['20240101', '20240102']) for (let at = 0; at < 120; at++) await store.put(`log/us/${day}/${at}`, new Uint8Array([1]));
  await store.put('log/us/20991231/manifest.json', new Uint8Array([1]));
  const archive = archiveOf(us, store);
  await archive.tidy();
  expect(await store.list('log/us/', { limit: 1_000 })).toHaveLength(41);
  await archive.tidy();
  expect(await store.list('log/us/', { limit: 1_000 })).toEqual(['log/us/20991231/manifest.json']);
});

it('mesh replay prints the changes of a page, and builds everything again elsewhere', async () => {
  const us = await alone();
  const { page } = await makePage(us.writer);
  const { page: other } = await makePage(us.writer);
  await post(us, page, 'printed');
  await post(us, other, 'of another page');
  await converged([us]);
  await logOn(us, '20260101');
  const store = files('command');
  await pruneLog(us.sql, 'us', archiveOf(us, store).keep);
  await post(us, page, 'today');
  await converged([us]);
  const env = {
    REGION: 'us',
    REGION_NUMBER: '1',
    DATABASE_URL: us.database.url,
    NATS_URL: 'nats://127.0.0.1:1',
    ARCHIVE_URL: `file://${join(dir, 'command')}`,
  };
  const run = async (...words: string[]) => {
    const lines: string[] = [];
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (text: string | Uint8Array) => lines.push(String(text)) > 0;
    try {
      return { code: await runMeshCommand(['replay', ...words], env), text: lines.join('') };
    } finally {
      process.stdout.write = write;
    }
  };
  const listed = await run('--from', '2026-01-01', '--page', page, '--json', '--to', '20260101');
  expect(listed.code).toBe(0);
  const changes = listed.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { page: string; docs: { fields: object }[]; facts: { body?: string }[] });
  expect(changes.map((change) => change.page)).toEqual([page, page, page, page]);
  expect(changes.at(-1)).toMatchObject({ actor: 'test', by: 'automation', verb: 'open-incident' });
  expect(changes.at(-1)!.facts[0]!.body).toBe('printed');
  expect(changes[0]!.docs[0]!.fields).toMatchObject({ name: 'Acme' });
  expect((await run()).text).toMatch(/incident-updated[^]*today[^]*\d+ changes/);

  await using empty = await freshDatabase();
  const built = await run('--into', empty.url, '--json');
  expect(built.code).toBe(0);
  expect(JSON.parse(built.text)).toMatchObject({ equal: true, docs: expect.any(Number) as number });
  expect((await run('--into', empty.url)).code).toBe(2);
  expect((await run('--from', 'yesterday')).code).toBe(2);
});
