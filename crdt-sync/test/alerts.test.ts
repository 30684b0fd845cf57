import { alertId, incidentOf } from '@pharos/resources/alert/resource';
import { newId } from '@pharos/core/id';
import { expect, it } from 'vitest';
import { forgetAlerts } from '../src/mesh/forget-alerts.ts';
import { createPostgresStore } from '../src/store/postgres-store.ts';
import { converged, createWorld, makePage, type TestRegion } from './world.ts';

const dayMs = 86_400_000;

it('an alert that reaches two regions which cannot hear each other makes one incident, is told of once, and is forgotten in time', async () => {
  await using world = await createWorld(2);
  const [us, eu] = world.regions as [TestRegion, TestRegion];
  await world.start();
  const { page, api } = await makePage(us.writer);
  const source = newId();
  const rule = {
    labels: {},
    opens: 'incident',
    title: '{{title}}',
    body: 'We look.',
    status: 'investigating',
    impact: 'minor',
    notify: true,
  } as const;
  const components = [{ id: api, status: 'major_outage' as const }];
  const waits = { waitSeconds: 0, quietSeconds: 0, onResolved: 'resolve', resolvedBody: 'Over.' } as const;
  await us.writer.write(
    {
      type: 'create-source',
      page,
      source,
      name: 'Checks',
      format: 'generic',
      groupBy: 'alert',
      rules: [{ ...rule, components }],
      ...waits,
    },
    { actor: 'test' },
  );
  await converged(world.regions);

  const alert = alertId(source, 'cpu');
  const incident = incidentOf(alert, 1);
  const send = (region: TestRegion, isFiring: boolean) =>
    region.writer.write(
      { type: 'take-alert', page, source, alert, incident, key: 'cpu', title: 'CPU', text: '', labels: {}, isFiring },
      { actor: 'test' },
    );
  await Promise.all([send(us, true), send(eu, true)]);
  await converged(world.regions);
  await Promise.all([send(us, false), send(eu, false)]);
  await converged(world.regions);
  for (const { sql } of world.regions) {
    expect(await sql`select title, status from incident where page = ${page}`).toEqual([{ title: 'CPU', status: 'resolved' }]);
    const bodies = await sql<{ body: string }[]>`select body from incident_update where incident = ${incident} order by hlc`;
    expect(bodies.map(({ body }) => body)).toEqual(['We look.', 'Over.']);
    expect(await sql`select 1 from notify_job where page = ${page}`).toHaveLength(2);
    expect(await sql`select shown from component where id = ${api}`).toMatchObject([{ shown: 'operational' }]);
  }

  const store = createPostgresStore(us.sql);
  const later = (days: number) => ({ ...us.kit, clock: { ...us.kit.clock, now: () => Date.now() + days * dayMs } });
  expect(await forgetAlerts(later(29), { sql: us.sql, store })).toBe(0);
  expect(await forgetAlerts(later(31), { sql: us.sql, store })).toBe(1);
  expect(await forgetAlerts(later(31), { sql: us.sql, store })).toBe(0);
  // How often it has begun is not forgotten: the next time is an incident of its own.
  await expect(send(us, true)).rejects.toThrow('the alert has moved on');
  await us.writer.write(
    {
      type: 'take-alert',
      page,
      source,
      alert,
      incident: incidentOf(alert, 2),
      key: 'cpu',
      title: 'CPU',
      text: '',
      labels: {},
      isFiring: true,
    },
    { actor: 'test' },
  );
  expect(await us.sql`select 1 from incident where page = ${page}`).toHaveLength(2);
});
