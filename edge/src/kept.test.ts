import { systemClock } from '@pharos/core/clock';
import { createMemoryCache } from '@pharos/core/outside/cache-memory';
import { expect, it } from 'vitest';
import { minute, world } from '../test/edge-world.ts';
import { incident, troubledView } from '../test/sample.ts';

it('of a page that was purged nothing is left', async () => {
  const cache = createMemoryCache(systemClock);
  const view = { ...troubledView(), incidents: [incident('Down')] };
  const { get, regions, pass } = world(view, cache);
  const address = `/p/${view.page.id}/incidents/${view.incidents[0]!.id}`;
  await get(address);
  const names = [`kept:${view.page.id}:past:`, `kept:${view.page.id}:incidents:${view.incidents[0]!.id}`];
  for (const name of names) await expect.poll(() => cache.get(name)).toBeDefined();
  regions.eu.isPurged = true;
  pass(minute);
  expect((await get(address)).status).toBe(410);
  for (const name of names) await expect.poll(() => cache.get(name)).toBeUndefined();
});
