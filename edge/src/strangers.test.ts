import { newId } from '@pharos/core/id';
import { edgeHeader, isEdgeToken, visitorHeader } from '@pharos/core/edge-token';
import { expect, it } from 'vitest';
import { troubledView } from '../test/sample.ts';
import { readerKey, world } from '../test/edge-world.ts';

const stranger = { 'x-visitor': '203.0.113.9' };
const visitor = { 'x-visitor': '198.51.100.7' };

it('one visitor who tries addresses is told to wait, and everybody else is served', async () => {
  const { get, view, regions, pass } = world();
  const answers = new Map<number, number>();
  for (let at = 0; at < 300; at++) {
    const { status } = await get(at % 2 ? `/p/${newId()}` : `/made-up-${at}`, stranger);
    answers.set(status, (answers.get(status) ?? 0) + 1);
  }
  expect(answers.get(404)).toBeLessThanOrEqual(60);
  expect(answers.get(429)).toBeGreaterThanOrEqual(240);
  expect(regions.eu.asked.length).toBeLessThanOrEqual(60);
  const refused = await get('/made-up-last', stranger);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.text()).toContain('Just a moment');
  // A page that nobody has opened here yet, for a visitor from elsewhere; then it is at hand, for the stranger too.
  expect((await get(`/p/${view.page.id}`, visitor)).status).toBe(200);
  expect((await get(`/p/${view.page.id}`, stranger)).status).toBe(200);
  expect((await get(`/${view.page.slug}`, visitor)).status).toBe(200);
  pass(60_000);
  expect((await get(`/p/${view.page.id}`, stranger)).status).toBe(200);
});

it('what is not there is asked for once in some seconds, and found soon after it is made', async () => {
  const { get, regions, view, pass } = world();
  const missing = newId();
  for (let at = 0; at < 20; at++) expect((await get(`/p/${missing}`, visitor)).status).toBe(404);
  for (let at = 0; at < 20; at++) expect((await get('/not-yet', visitor)).status).toBe(404);
  expect(regions.eu.asked).toHaveLength(2);
  regions.eu.slugs.set('not-yet', view.page.id);
  pass(5_000);
  expect((await get('/not-yet', visitor)).status).toBe(200);
});

it('an API that has had enough of the edge is passed over for one that has time', async () => {
  const { get, regions, view, pass } = world();
  regions.eu.isBusy = true;
  expect((await get(`/p/${view.page.id}`, visitor)).status).toBe(200);
  expect(regions.us.asked).toContain(`/v1/pages/${view.page.id}/view`);
  // It is not taken for dead: it is asked again each time.
  const before = regions.eu.asked.length;
  for (let at = 0; at < 5; at++) {
    pass(20_000);
    await get(`/p/${view.page.id}`, visitor);
  }
  expect(regions.eu.asked.length).toBeGreaterThanOrEqual(before + 5);
  regions.us.isBusy = true;
  pass(20_000);
  expect((await get(`/p/${view.page.id}`, visitor)).status).toBe(200); // the copy
});

it('the edge says to the APIs that it is one of ours, and for whom somebody signs up', async () => {
  const { app, get, regions, view } = world();
  await get(`/p/${view.page.id}`, visitor);
  const token = regions.eu.headers[0]![edgeHeader]!;
  expect(await isEdgeToken(token, [readerKey], Date.parse('2026-03-14T12:00:01Z'))).toBe(true);
  expect(await isEdgeToken(token, ['x'.repeat(32)], Date.parse('2026-03-14T12:00:01Z'))).toBe(false);
  expect(await isEdgeToken(token, [readerKey], Date.parse('2026-03-14T13:00:00Z'))).toBe(false);
  const form = new URLSearchParams({ channel: 'email', address: 'ada@example.com' }).toString();
  const answer = await app.request(`/p/${view.page.id}/subscribe`, {
    method: 'POST',
    headers: { ...visitor, 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(form.length) },
    body: form,
  });
  expect(answer.status).toBe(200);
  expect(regions.eu.headers.at(-1)![visitorHeader]).toBe('198.51.100.7');
});

it('a domain shows its own page and no other; once it is taken away it shows none, whatever the copies say', async () => {
  const { app, regions, view, pass } = world();
  const other = troubledView();
  const at = (path: string) => app.request(`https://status.nordlicht.example${path}`, { headers: visitor });
  expect((await at('/')).status).toBe(200);
  expect((await at(`/p/${view.page.id}`)).status).toBe(200);
  const otherId = newId();
  regions.eu.slugs.set('other', otherId);
  regions.eu.view = { ...other, page: { ...other.page, id: otherId, slug: 'other' } };
  expect((await at('/other')).status).toBe(404);
  expect((await at(`/p/${otherId}`)).status).toBe(404);
  // Pointed elsewhere: a visit or two a second later know.
  for (const region of [regions.eu, regions.us]) region.domains.clear();
  pass(15_000);
  let visits = 0;
  const next = async () => {
    visits += 1;
    pass(1_100);
    return (await at('/')).status;
  };
  await expect.poll(next).toBe(404);
  expect(visits).toBeLessThan(6);
  for (const region of [regions.eu, regions.us]) region.isDown = true;
  pass(60_000);
  expect((await at('/')).status).not.toBe(200);
});

it('a page of six hundred updates is made once, and shown again in no time; tables stay text', async () => {
  const updates = Array.from({ length: 600 }, (_, at) => ({
    id: newId(),
    status: 'identified' as const,
    body: `${'| x '.repeat(100)}|\n${'| - '.repeat(100)}|\n${'| y\n'.repeat(500)} ${at}`,
    at: '2026-03-14T10:00:00.000Z',
    editedAt: null,
  }));
  const view = { ...troubledView(), incidents: [{ ...troubledView().incidents[0]!, updates }] };
  const { get } = world(view);
  const took = async () => {
    const began = performance.now();
    const page = await get(`/p/${view.page.id}`, visitor);
    const text = await page.text();
    expect(text).not.toContain('<table');
    return performance.now() - began;
  };
  const first = await took();
  const again = [await took(), await took(), await took(), await took(), await took()].sort((a, b) => a - b);
  // Nothing of it is rendered again: a fraction of the first time, on any machine.
  expect(again[2]!).toBeLessThan(first / 3);
});
