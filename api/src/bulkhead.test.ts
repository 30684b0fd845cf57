import { createMetrics } from '@pharos/core/metrics';
import { Problem } from '@pharos/core/problem';
import { createVirtualClock } from '@pharos/core/testing/virtual-clock';
import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { bulkheads, classesConfig, usualClasses } from './bulkhead.ts';
import type { Env } from './env.ts';
import { classOf, classOfChange } from './request-class.ts';

const page = '/v1/pages/0192f0c4-0000-7000-8000-000000000001';

function open(lagMs = 0) {
  const clock = createVirtualClock();
  const state = { lagMs, hanging: new Set<string>(), begun: {} as Record<string, number> };
  const app = new Hono<Env>();
  const small = { atOnceMax: 2, waitingMax: 1, deadlineMs: 5_000 };
  app.use(
    bulkheads({
      clock,
      metrics: createMetrics({ role: 'api', region: 'us' }),
      classes: { ...usualClasses, components: small },
      lag: { ms: () => state.lagMs, shedAtMs: 1_000 },
    }),
  );
  app.onError((error, c) => c.text(error.message, error instanceof Problem ? 503 : 500));
  app.all('*', async (c) => {
    const of = classOf(c.req.method, c.req.path);
    state.begun[of] = (state.begun[of] ?? 0) + 1;
    while (state.hanging.has(of)) await clock.sleep(60_000);
    return c.text('ok');
  });
  const ask = async (method: string, path: string) => (await app.request(path, { method })).status;
  return { clock, state, ask };
}

it('a class that is full refuses its own, and no other class waits for it', async () => {
  const { state, ask, clock } = open();
  state.hanging.add('components');
  const crowd = Array.from({ length: 5 }, () => ask('POST', `${page}/components`));
  await clock.pass(0);
  expect(await Promise.all([ask('POST', `${page}/incidents`), ask('POST', `${page}/subscriptions`), ask('GET', `${page}/view`)])).toEqual([
    200, 200, 200,
  ]);
  await clock.pass(6_000);
  expect(await Promise.all(crowd)).toEqual([503, 503, 503, 503, 503]);
});

it.each([
  [500, [200, 200, 200, 200]],
  [1_000, [503, 200, 200, 200]],
  [2_000, [503, 503, 200, 200]],
  [4_000, [503, 503, 503, 200]],
  [60_000, [503, 503, 503, 200]],
])('a process that is %i ms late refuses what is least urgent first', async (lagMs, statuses) => {
  const { ask } = open(lagMs);
  const answers = [
    await ask('GET', `${page}/view`),
    await ask('POST', `${page}/subscriptions`),
    await ask('PATCH', `${page}/components/x`),
    await ask('POST', `${page}/incidents`),
  ];
  expect(answers).toEqual(statuses);
});

it('what is written has the class of the request that asks for it', () => {
  const classes = [
    'open-incident',
    'edit-component',
    'remove-group',
    'subscribe',
    'confirm-subscription',
    'unsubscribe',
    'create-page',
  ].map((type) => classOfChange({ type } as Parameters<typeof classOfChange>[0]));
  expect(classes).toEqual(['incidents', 'components', 'components', 'subscribers', 'subscribers', 'subscribers', 'incidents']);
});

it('its sizes are told as running/waiting/milliseconds, and are the usual ones where nothing is said', () => {
  expect(classesConfig.LIMIT_INCIDENTS.parse(undefined)).toEqual({ atOnceMax: 50, waitingMax: 100, deadlineMs: 5_000 });
  expect(classesConfig.LIMIT_READS.parse('10/20/2000')).toEqual({ atOnceMax: 10, waitingMax: 20, deadlineMs: 2_000 });
  expect(classesConfig.LIMIT_READS.safeParse('many').success).toBe(false);
});

it.each([
  [0, 20],
  [50, 4],
])('beside an incident, in a process that is %i ms late, %i reads go on at a time', async (lagMs, atOnce) => {
  const { state, ask, clock } = open(lagMs);
  state.hanging.add('incidents');
  state.hanging.add('reads');
  const incident = ask('POST', `${page}/incidents`);
  await clock.pass(0);
  const reads = Array.from({ length: 20 }, () => ask('GET', `${page}/view`));
  await clock.pass(0);
  expect(state.begun['reads']).toBe(atOnce);
  state.hanging.clear();
  await clock.pass(120_000);
  await Promise.all([incident, ...reads]);
});
