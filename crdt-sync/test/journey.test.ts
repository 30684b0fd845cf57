import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '@pharos/core/id';
import { readPageEventsSince } from '@pharos/region/reading/page-events';
import { readNotifyJobs } from '@pharos/region/reading/notify-jobs';
import { readView } from '@pharos/region/reading/view';
import { decodeVersion } from '@pharos/core/version';
import { readPageBySlug } from '@pharos/region/reading/pages';
import { converged, createWorld, makePage, type TestWorld } from './world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await createWorld(3);
  await world.start();
});
afterAll(() => world[Symbol.asyncDispose]());

const actor = 'test';

it('an incident written in one region is the same page in all of them', async () => {
  const [us, eu, ap] = world.regions as [(typeof world.regions)[0], (typeof world.regions)[0], (typeof world.regions)[0]];
  const { page, api, slug } = await makePage(us.writer);
  const [incident, update] = [newId(), newId()];
  const written = await us.writer.write(
    {
      type: 'open-incident',
      page,
      incident,
      update,
      title: 'API is slow',
      impact: 'major',
      status: 'investigating',
      body: 'We look into it.',
      components: [{ id: api, status: 'major_outage' }],
      notify: true,
    },
    { actor, durability: 'remote' },
  );
  expect(written).toMatchObject({ page, relayed: true, replayed: false });
  expect(written.ackedBy).toBeGreaterThan(0);
  await converged(world.regions);

  const views = await Promise.all(world.regions.map(({ sql }) => readView(sql, page)));
  for (const view of views) {
    expect({ ...view, at: '' }).toEqual({ ...views[0], at: '' });
    expect(view?.version).toBe(written.version);
    expect(view?.status.indicator).toBe('major');
    expect(view?.components.map(({ name, status }) => [name, status])).toEqual([
      ['API', 'major_outage'],
      ['Web', 'operational'],
    ]);
    expect(view?.incidents[0]).toMatchObject({ title: 'API is slow', impact: 'major', conflict: false, resolvedAt: null });
  }
  expect((await readPageBySlug(ap.sql, slug))?.id).toBe(page);
  for (const { sql } of [us, eu, ap]) {
    expect(await readNotifyJobs(sql, 'us', { limit: 10 })).toMatchObject([
      { update, page, pageName: 'Acme', ownerRegion: 'us', components: [api] },
    ]);
    expect(await readNotifyJobs(sql, 'eu', { limit: 10 })).toEqual([]);
  }
  const since = await readPageEventsSince(ap.sql, page, {}, 100);
  expect(since).toMatchObject({
    kind: 'events',
    version: decodeVersion(written.version),
    events: [{ seq: 1 }, {}, {}, { seq: written.seq }],
  });
});

it('the same request sent again makes one thing and tells nobody twice', async () => {
  const [us, eu] = world.regions as [(typeof world.regions)[0], (typeof world.regions)[0]];
  const { page } = await makePage(us.writer);
  await converged(world.regions);
  const change = {
    type: 'open-incident' as const,
    page,
    incident: newId(),
    update: newId(),
    title: 'Once',
    impact: 'minor' as const,
    status: 'investigating' as const,
    body: 'Once.',
    components: [],
    notify: true,
  };
  const asked = { actor, isRepeatable: true };
  const [first, second] = await Promise.all([us.writer.write(change, asked), eu.writer.write(change, asked)]);
  const again = await us.writer.write(change, asked);
  expect([first.replayed, second.replayed, again.replayed]).toEqual([false, false, true]);
  await converged(world.regions);
  for (const { sql } of world.regions) {
    const view = await readView(sql, page);
    expect(view?.incidents).toHaveLength(1);
    expect(view?.incidents[0]?.updates).toHaveLength(1);
    expect(await sql`select 1 from notify_job where update = ${change.update}`).toHaveLength(1);
  }
  // One region tells it, and all agree which.
  const owners = world.regions.map(
    ({ sql }) => sql<{ owner: string }[]>`select owner_region as owner from notify_job where update = ${change.update}`,
  );
  expect(new Set((await Promise.all(owners)).map(([job]) => job!.owner)).size).toBe(1);
  await expect(us.writer.write({ ...change, body: 'Something else.' }, asked)).rejects.toMatchObject({ code: 'conflict' });
});

it('what a Change may not do is told as a Problem and leaves nothing', async () => {
  const [us] = world.regions as [(typeof world.regions)[0]];
  const { page, api, slug } = await makePage(us.writer);
  const other = await makePage(us.writer);
  const write = us.writer.write;
  await expect(write({ type: 'create-page', page: newId(), name: 'X', slug, timeZone: 'UTC' }, { actor })).rejects.toMatchObject({
    code: 'conflict',
  });
  await expect(write({ type: 'edit-component', page: other.page, component: api, name: 'X' }, { actor })).rejects.toMatchObject({
    code: 'not-found',
  });
  await expect(
    write(
      {
        type: 'open-incident',
        page: other.page,
        incident: newId(),
        update: newId(),
        title: 'X',
        impact: 'minor',
        status: 'investigating',
        body: 'X',
        components: [{ id: api, status: 'major_outage' }],
        notify: true,
      },
      { actor },
    ),
  ).rejects.toMatchObject({ code: 'invalid', fields: [{ path: 'components.0.id' }] });
  await expect(write({ type: 'remove-incident', page, incident: newId() }, { actor })).rejects.toMatchObject({ code: 'not-found' });
  expect(await us.sql`select 1 from doc where hash = ''::bytea`).toHaveLength(0);
});

it('a resolved incident gives its components back what people set', async () => {
  const [us, eu] = world.regions as [(typeof world.regions)[0], (typeof world.regions)[0]];
  const { page, api } = await makePage(us.writer);
  const incident = newId();
  await us.writer.write(
    {
      type: 'open-incident',
      page,
      incident,
      update: newId(),
      title: 'Down',
      impact: 'critical',
      status: 'investigating',
      body: 'x',
      components: [{ id: api, status: 'major_outage' }],
      notify: false,
    },
    { actor },
  );
  await us.writer.write({ type: 'edit-component', page, component: api, status: 'degraded_performance' }, { actor });
  await converged(world.regions);
  expect((await readView(eu.sql, page))?.components[0]?.status).toBe('major_outage');
  await eu.writer.write(
    { type: 'post-update', page, incident, update: newId(), status: 'resolved', body: 'Over.', notify: true },
    { actor },
  );
  await converged(world.regions);
  for (const { sql } of world.regions) {
    const view = await readView(sql, page);
    expect(view?.components[0]?.status).toBe('degraded_performance');
    expect(view?.incidents[0]?.resolvedAt).not.toBeNull();
  }
});
