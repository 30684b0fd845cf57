import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileStore } from '@pharos/core/outside/object-store-files';
import { freshDatabase } from '@pharos/core/testing/fresh-database';
import { migrationsFolder } from '@pharos/region/migrations';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { archiveDay } from '../../crdt-sync/src/archive/archive-day.ts';
import { rebuild } from '../../crdt-sync/src/archive/rebuild.ts';
import { decodeEnvelope } from '../../crdt-sync/src/document/envelope.ts';
import { purge } from '../../crdt-sync/src/mesh/purge.ts';
import { verifyTables } from '../../crdt-sync/src/mesh/verify-tables.ts';
import { createPostgresStore } from '../../crdt-sync/src/store/postgres-store.ts';
import { converged, createWorld, makePage, type TestRegion, type TestWorld } from '../../crdt-sync/test/world.ts';
import { adminKeyIn, askRegion } from './ask-region.ts';
import { newId } from '@pharos/core/id';
import { until } from '@pharos/core/testing/until';

// All that somebody writes who adds a resource: one definition, and its name in the list.
vi.mock('@pharos/resources/list', async (original) => {
  const { list } = await original<typeof import('@pharos/resources/list')>();
  const { defineFlat } = await import('@pharos/resources/flat');
  const { Name } = await import('@pharos/core/texts');
  const { z } = await import('zod');
  const note = defineFlat({
    kind: 'note',
    many: 'notes',
    perPageMax: 2,
    readBy: 'read',
    fields: { text: Name, isPinned: z.boolean().default(false) },
  });
  return { list: [...list, note] };
});

let world: TestWorld;
let dir: string;
let us: TestRegion;
let eu: TestRegion;
let key: string;
let page: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-new-resource-'));
  world = await createWorld(2);
  await world.start();
  [us, eu] = world.regions as [TestRegion, TestRegion];
  ({ page } = await makePage(us.writer));
  key = await adminKeyIn(us);
  await converged(world.regions);
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

it('a resource that is added to the list is in the API and its description, in every region, in the log, the audit log, the archive and the purge', async () => {
  const { paths } = (await ask(us, 'GET', '/openapi.json')).json as { paths: Record<string, object> };
  expect(
    Object.entries(paths).flatMap(([path, methods]) =>
      path.startsWith('/v1/pages/{page}/notes') ? [[path, Object.keys(methods).sort()]] : [],
    ),
  ).toEqual([
    ['/v1/pages/{page}/notes', ['get', 'post']],
    ['/v1/pages/{page}/notes/{note}', ['delete', 'get', 'patch']],
  ]);

  // The API, and the mesh.
  const notes = `/v1/pages/${page}/notes`;
  const made = await ask(us, 'POST', notes, { text: 'Call the provider' });
  expect(made.status).toBe(201);
  const note = String(made.json['id']);
  const digest = await converged(world.regions);
  expect((await ask(eu, 'GET', `${notes}/${note}`)).json).toMatchObject({ id: note, text: 'Call the provider', isPinned: false });
  expect((await ask(eu, 'PATCH', `${notes}/${note}`, { isPinned: true })).status).toBe(200);
  expect(await converged(world.regions)).not.toBe(digest);
  expect((await ask(us, 'GET', notes)).json).toMatchObject({ items: [{ id: note, isPinned: true }], next: null });

  // Its limits, and whose it is.
  expect((await ask(us, 'POST', notes, { text: 'x'.repeat(201) })).json['fields']).toMatchObject([{ path: 'text' }]);
  const again = { 'idempotency-key': 'second' };
  const second = await ask(us, 'POST', notes, { text: 'second' }, again);
  expect(second.status).toBe(201);
  // It is the last one that there is room for, and the same one when it is sent again.
  expect(await ask(us, 'POST', notes, { text: 'second' }, again)).toMatchObject({ status: 201, json: { id: second.json['id'] } });
  expect(await ask(us, 'POST', notes, { text: 'third' })).toMatchObject({
    status: 409,
    json: { detail: expect.stringContaining('at most 2 notes') },
  });
  expect((await ask(us, 'GET', `/v1/pages/${newId()}/notes/${note}`)).status).toBe(404);

  // The log says who asked for what, and everything can be made of it again.
  await converged(world.regions);
  const log = await us.sql<{ env: Buffer }[]>`select env from log order by at`;
  const said = log.map(({ env }) => decodeEnvelope(env)).filter(({ verb }) => verb?.endsWith('-note'));
  expect(said.map(({ verb, by, region }) => `${verb} ${by} ${region}`)).toEqual([
    'create-note key us',
    'edit-note key eu',
    'create-note key us',
  ]);
  const audited = async () => {
    const { items } = (await ask(us, 'GET', `/v1/audit?thing=${note}`)).json as { items: { verb: string; after: object }[] };
    return items.map(({ verb, after }) => [verb, (after as { text?: string }).text]);
  };
  await expect.poll(audited).toEqual([
    ['edit-note', undefined],
    ['create-note', 'Call the provider'],
  ]);
  const store = openFileStore(dir);
  const [{ today }] = (await us.sql`select to_char(now() at time zone 'UTC', 'YYYYMMDD') as today`) as [{ today: string }];
  expect((await archiveDay(us.sql, store, 'us', `log_${today}`)).entries).toBe(log.length);
  await using empty = await freshDatabase([['region', migrationsFolder]]);
  const rebuilt = await rebuild({ sql: us.sql, store, region: 'us' }, empty.sql);
  expect(rebuilt.digest).toBe(rebuilt.expected);
  expect(await empty.sql`select fields from record where id = ${note}`).toEqual([
    { fields: { text: 'Call the provider', isPinned: true } },
  ]);

  // Its table is what its documents say, also when somebody has changed it by hand.
  await us.sql`update record set fields = '{}' where id = ${note}`;
  expect(await verifyAll(us)).toEqual([`note:${note}`]);
  expect((await ask(us, 'GET', `${notes}/${note}`)).json).toMatchObject({ text: 'Call the provider' });

  await purge(createPostgresStore(us.sql), us.kit, `note:${note}`);
  await converged(world.regions);
  for (const region of [us, eu]) {
    expect((await ask(region, 'GET', `${notes}/${note}`)).status).toBe(404);
    await until('it is out of the log', async () => {
      return (await region.sql`select 1 from log where position('Call the provider'::bytea in env) > 0`).length === 0;
    });
    await until('it is out of the audit log', async () => {
      return (await region.sql`select 1 from audit where fields::text like '%Call the provider%'`).length === 0;
    });
  }
});

function ask(region: TestRegion, method: string, path: string, body?: unknown, headers?: Record<string, string>) {
  return askRegion(region, key, method, path, body, headers);
}

async function verifyAll({ sql }: TestRegion): Promise<string[]> {
  const mended: string[] = [];
  for (let after: string | undefined = ''; after !== undefined;) {
    const { mended: found, next } = await verifyTables(sql, after);
    mended.push(...found);
    after = next === '' ? undefined : next;
  }
  return mended;
}
