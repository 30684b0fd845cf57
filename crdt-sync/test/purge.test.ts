import { newId } from '@pharos/core/id';
import { readPageEventsSince, readPageVersion } from '@pharos/region/reading/page-events';
import { readView } from '@pharos/region/reading/view';
import { afterEach, expect, it } from 'vitest';
import { until } from '@pharos/core/testing/until';
import { answerTo } from '../src/mesh/fetch-server.ts';
import { purge } from '../src/mesh/purge.ts';
import { redactLog } from '../src/mesh/redact-log.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import { converged, createWorld, makePage, writerWithoutBus, type TestRegion, type TestWorld } from './world.ts';

const actor = 'test';
let world: TestWorld | undefined;
afterEach(async () => {
  await world?.[Symbol.asyncDispose]();
  world = undefined;
});

async function openIncident({ writer }: TestRegion, page: string, component: string): Promise<string> {
  const incident = newId();
  const said = { title: 'secret token 42', impact: 'major', status: 'investigating', body: 'x' } as const;
  const components = [{ id: component, status: 'major_outage' as const }];
  await writer.write({ type: 'open-incident', page, incident, update: newId(), ...said, components, notify: true }, { actor });
  return incident;
}

it('an open incident that is purged leaves its components as they were without it, and readers are told so, in every region', async () => {
  world = await createWorld(2);
  await world.start();
  const [us, eu] = world.regions as [TestRegion, TestRegion];
  const { page, api } = await makePage(us.writer);
  const incident = await openIncident(us, page, api);
  await converged(world.regions);
  const before = await readPageVersion(eu.sql, page);
  await purge(createPostgresStore(us.sql), us.kit, `incident:${incident}`);
  await converged(world.regions);
  for (const { sql } of [us, eu]) {
    const view = await readView(sql, page);
    expect(view?.components.map(({ status }) => status)).toEqual(['operational', 'operational']);
    expect(view?.status.indicator).toBe('none');
    await until(
      'it is out of the log',
      async () => (await sql`select 1 from log where position('token 42'::bytea in env) > 0`).length === 0,
    );
  }
  const since = await readPageEventsSince(eu.sql, page, before!, 10);
  const told = since.kind === 'events' ? since.events.flatMap(({ patch }) => patch.components) : [];
  expect(told.find(({ id }) => id === api)).toMatchObject({ status: 'operational' });
});

it('a purge takes as long whatever the length of the log, and nobody is given what it has not left yet', async () => {
  world = await createWorld(1);
  const [region] = world.regions as [TestRegion];
  // Nobody relays here, and nobody waits for it.
  await using writer = writerWithoutBus(region);
  const us = { ...region, writer };
  const store = createPostgresStore(us.sql);
  const timed = async () => {
    const { page, api } = await makePage(us.writer);
    const incident = await openIncident(us, page, api);
    const began = performance.now();
    await purge(store, us.kit, `incident:${incident}`);
    return performance.now() - began;
  };
  await timed();
  const short = Math.min(await timed(), await timed(), await timed());
  // As if the relay had told of a secret, and of much else.
  const { page, api } = await makePage(us.writer);
  const incident = await openIncident(us, page, api);
  const [{ origin }] = (await us.sql`select origin from incarnation`) as unknown as [{ origin: number }];
  await us.sql`insert into vv (origin, seq) values (${origin}, 100000) on conflict (origin) do update set seq = excluded.seq`;
  await us.sql`
    insert into log (origin, seq, env, hash, page)
    select ${origin}, 1, env, '\\x00', page from outbox where position('token 42'::bytea in env) > 0 order by id desc limit 1`;
  await us.sql`
    insert into log (origin, seq, env, hash) select ${origin}, 1 + n, convert_to(repeat(md5(n::text), 12), 'UTF8'), '\\x00' from generate_series(1, 60000) n`;
  const long = Math.min(await timed(), await timed(), await timed());
  expect(long).toBeLessThan(short * 6);

  await purge(store, us.kit, `incident:${incident}`);
  const text = Buffer.from('token 42').toString('base64').slice(2, -4);
  const given = async () => (await answerTo(us.sql, { origin, from: 1, max: 1 })).includes(text);
  const isThere = async () => (await us.sql`select 1 from log where seq = 1 and position('token 42'::bytea in env) > 0`).length === 1;
  expect({ given: await given(), isThere: await isThere() }).toEqual({ given: false, isThere: true });
  await redactLog(us.sql);
  expect(await isThere()).toBe(false);
});
