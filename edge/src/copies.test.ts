import { systemClock } from '@pharos/core/clock';
import { createMemoryCache } from '@pharos/core/outside/cache-memory';
import { until } from '@pharos/core/testing/until';
import { encodeVersion } from '@pharos/core/version';
import { expect, it } from 'vitest';
import { greenView, troubledView } from '../test/sample.ts';
import { minute, world } from '../test/edge-world.ts';

const secret = () => {
  const view = greenView();
  const domain = { host: 'status.nordlicht.example', state: 'confirmed' as const };
  return { ...view, page: { ...view.page, domain, private: true, tokensFrom: '2026-03-14T11:00:00.000Z' } };
};

it('shows a page that was purged to nobody any more, also not from a copy, and believes no 404 in the same way', async () => {
  const cache = createMemoryCache(systemClock);
  const { get, regions, view, pass } = world(troubledView(), cache);
  await get('/nordlicht');
  await expect.poll(() => cache.get(`view:${view.page.id}`)).toBeDefined();
  regions.eu.view = { ...view, page: { ...view.page, id: 'lost' } };
  pass(minute);
  expect((await get('/nordlicht')).status).toBe(200);
  regions.eu.isPurged = true;
  pass(minute);
  for (const path of ['/nordlicht', `/p/${view.page.id}`, `/p/${view.page.id}/view.json`]) expect((await get(path)).status).toBe(410);
  expect(await (await get('/nordlicht')).text()).toContain('This page is no more');
  for (const key of [`view:${view.page.id}`, `slug:${view.page.slug}`]) await expect.poll(() => cache.get(key)).toBeUndefined();
  regions.eu.isDown = regions.us.isDown = true;
  expect((await get(`/p/${view.page.id}`)).status).toBe(503);
});

it('keeps what it was given by another process, and refuses what is no View', async () => {
  const cache = createMemoryCache(systemClock);
  const view = troubledView();
  const first = world(view, cache);
  await first.get('/nordlicht');
  await expect.poll(() => cache.get(`view:${view.page.id}`)).toBeDefined();
  const second = world(view, cache);
  second.regions.eu.isDown = second.regions.us.isDown = true;
  expect((await second.get(`/p/${view.page.id}`)).status).toBe(200);
  await cache.set(`view:${view.page.id}`, '{"view": "nonsense"}', { ttlMs: minute });
  const third = world(view, cache);
  third.regions.eu.isDown = third.regions.us.isDown = true;
  expect((await third.get(`/p/${view.page.id}`)).status).toBe(503);
});

it('is asked for once more when it changed while it was being asked for', async () => {
  const { regions, copies, view } = world();
  const early = copies.refresh(view.page.id);
  await until('the region was asked', () => regions.eu.asked.length > 0);
  regions.eu.view = { ...view, version: encodeVersion({ 7: 9 }) };
  const late = copies.refresh(view.page.id, encodeVersion({ 7: 9 }));
  await early;
  expect(await late).toMatchObject({ kind: 'copy', copy: { view: { version: encodeVersion({ 7: 9 }) } } });
  expect(regions.eu.headers.at(-1)).toMatchObject({ 'if-version-at-least': encodeVersion({ 7: 9 }) });
});

it('is not shown from a copy of when it was public, also under its own host name', async () => {
  const before = secret();
  const { get, regions, copies, view } = world({ ...before, page: { ...before.page, private: false } });
  const roots = ['/nordlicht', 'http://status.nordlicht.example/'];
  for (const path of roots) expect((await get(path)).status).toBe(200);
  regions.eu.view = { ...before, version: encodeVersion({ 7: 2 }) };
  await copies.refresh(view.page.id);
  regions.eu.isDown = regions.us.isDown = true;
  for (const path of roots) expect((await get(path)).status).toBe(404);
});
