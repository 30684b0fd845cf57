import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Hono } from 'hono';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { watchOwnTime } from '@pharos/core/testing/lateness';
import { createMemoryBus } from '../../core/src/outside/bus-memory.ts';
import { createMemoryCache } from '../../core/src/outside/cache-memory.ts';
import { serveHttp } from '../../core/src/outside/http.ts';
import { migrate } from '../../core/src/outside/migrate.ts';
import { openPostgres } from '../../core/src/outside/postgres.ts';
import { systemClock } from '../../core/src/clock.ts';
import type { PageEvent } from '../../resources/src/fact.ts';
import { newId } from '../../core/src/id.ts';
import { launchPostgres, type LaunchedPostgres } from '../../core/src/launch/launch-postgres.ts';
import { freePort } from '../../core/src/launch/port.ts';
import { mintReaderToken } from '../../core/src/reader-token.ts';
import { createReleasers } from '../../core/src/run.ts';
import { subject } from '../../core/src/subject.ts';
import { encodeVersion } from '../../core/src/version.ts';
import type { HistoryView } from '../../resources/src/history/view.ts';
import { applyPatch, type IncidentView, type ViewWithHistory } from '../../resources/src/view.ts';
import { createLink } from '../../lab/src/link/link.ts';
import { openTcpLink } from '../../lab/src/link/tcp-link.ts';
import { systemRandom } from '../../core/src/random.ts';
import { startEdge } from '../../edge/src/role.ts';
import { greenView, incident } from '../../edge/test/sample.ts';
import { startGateway } from '../../sse-gateway/src/role.ts';
import { commitEvent, createPage, kitOf } from '../../sse-gateway/test/region.ts';
import { openBrowser } from './open-browser.ts';

const readerKeys = ['r'.repeat(32)];
const liveClient = fileURLToPath(new URL('../../sse-gateway/client/live.min.js', import.meta.url));
let dir: string;
let postgres: LaunchedPostgres;
let browser: Browser;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-browser-'));
  postgres = await launchPostgres({ dataDir: join(dir, 'postgres'), logFile: join(dir, 'postgres.log'), isThrowaway: true });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await postgres.stop();
  await rm(dir, { recursive: true, force: true });
});

/** One region with a database, a gateway and an edge of its own, reached over a line that can fall silent; its API is a stand-in that knows one View. */
async function startRegion(name: string, start: ViewWithHistory, ports: Record<string, number>) {
  const releasers = createReleasers();
  const admin = openPostgres({ url: postgres.url, max: 1, name: 'test' });
  await admin.unsafe(`create database ${name}_${start.page.id.slice(-6)}`);
  await admin.end();
  const sql = openPostgres({ url: postgres.database(`${name}_${start.page.id.slice(-6)}`), max: 4, name: 'test' });
  releasers.push(() => sql.end({ timeout: 1 }));
  await migrate(sql, 'region', fileURLToPath(new URL('../../region/migrations', import.meta.url)));
  await createPage(sql, start.page.id);
  const bus = createMemoryBus();
  let view: ViewWithHistory = start;
  let days = start.history;
  const api = new Hono().get('/v1/slugs/:slug', (c) => c.json({ page: view.page.id })).get('/v1/pages/:page/view', (c) => c.json(view));
  const served = await serveHttp({ host: '127.0.0.1', port: 0, fetch: (request) => api.fetch(request) });
  releasers.push(() => served[Symbol.asyncDispose]());
  const cache = createMemoryCache(systemClock);
  const line = { out: createLink('visitor', name), back: createLink(name, 'visitor') };
  const openLine = async (from: number, to: number) => {
    const link = await openTcpLink({ ...line, port: from, target: { host: '127.0.0.1', port: to }, random: systemRandom });
    releasers.push(() => link[Symbol.asyncDispose]());
  };
  const [live, port] = [await freePort(), await freePort()];
  await openLine(live, port);
  const gateway = await startGateway(kitOf(name), {
    sql,
    bus,
    cache,
    host: '127.0.0.1',
    port,
    checkMs: 200,
    drainMs: 50,
    readerKeys,
    publicUrl: `http://127.0.0.1:${live}`,
  });
  releasers.push(() => gateway[Symbol.asyncDispose]());
  const edge = await startEdge(kitOf(name), {
    bus,
    cache,
    host: '127.0.0.1',
    port: 0,
    upstreams: [{ region: name, url: served.url }],
    peers: Object.values(ports).map((port) => `http://127.0.0.1:${port}`),
    readerKeys,
  });
  releasers.push(() => edge[Symbol.asyncDispose]());
  await openLine(ports[name]!, Number(new URL(edge.url).port));
  return {
    url: `http://127.0.0.1:${ports[name]}`,
    sql,
    /** Nothing comes through any more, and nobody is told. */
    fallSilent: () => {
      for (const way of Object.values(line)) way.set({ cut: 'drop' });
    },
    /** What is known of the days from the next change on. */
    tellDays: (told: HistoryView) => (days = told),
    change: async (origin: number, patch: Partial<PageEvent['patch']>, facts?: PageEvent['facts']) => {
      const event = await commitEvent(sql, start.page.id, origin, start.page.name, patch, facts);
      view = { ...applyPatch(view, event.patch, event.version, event.at), history: days };
      bus.publish(subject.page(event.page), JSON.stringify(event));
    },
    stop: () => releasers.release(),
  };
}

const world = async (shown: ViewWithHistory = greenView()) => {
  const ports = { us: await freePort(), eu: await freePort() };
  const view = { ...shown, version: encodeVersion({ 7: 1 }) };
  const us = await startRegion('us', view, ports);
  const eu = await startRegion('eu', view, ports);
  return { us, eu, view };
};

const updateOf = (body: string) => ({ id: newId(), status: 'investigating' as const, body, at: new Date().toISOString(), editedAt: null });

// `isPatient`: its clock can be put forward, so that nobody waits for what only waits.
const visit = async (url: string, isPatient = false): Promise<{ page: Page; errors: string[] }> => {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 } });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  if (isPatient) await page.clock.install();
  await page.goto(url);
  await page.evaluate('window.notReloaded = true');
  await page.locator('#live[data-state=live]').waitFor({ timeout: 30_000 });
  return { page, errors };
};

it('an update is on the page within a second, without a reload, and what the visitor unfolded stays so', async () => {
  const { us, eu, view } = await world();
  const { page, errors } = await visit(`${us.url}/${view.page.slug}`);
  await page.locator('#past summary').first().click();
  const ownMs = watchOwnTime();
  await us.change(7, { incidents: [incident('Searches time out')] });
  await page.getByRole('heading', { name: 'Searches time out' }).waitFor({ timeout: 30_000 });
  expect(ownMs()).toBeLessThan(1_000);
  expect(await page.locator('#past details').first().getAttribute('open')).not.toBeNull();
  expect(await page.evaluate('window.notReloaded')).toBe(true);
  expect(await page.title()).toContain('Some systems are having trouble');
  expect(errors).toEqual([]);
  await page.context().close();
  await Promise.all([us.stop(), eu.stop()]);
});

it('the days of a component stay where the server drew them, and are drawn anew some seconds after it changed', async () => {
  const green = greenView();
  const parts = green.components.map(({ id }) => ({ id, since: 0, spans: [] }));
  const { us, eu, view } = await world({ ...green, history: { from: 0, parts, incidents: [] } });
  const { page, errors } = await visit(`${us.url}/${view.page.slug}`, true);
  const count = view.components.length + 1; // and the heading of some
  expect(await page.locator('svg.bars').count()).toBe(count);
  const [first] = view.components;
  await page.locator(`#history-${first!.id} summary`).click();
  const spans: HistoryView['parts'][number]['spans'] = [[Math.floor(Date.now() / 1_000) - 60, null, 'major_outage', null]];
  us.tellDays({ from: 0, parts: parts.map((part) => (part.id === first!.id ? { ...part, spans } : part)), incidents: [] });
  await us.change(7, { components: [{ ...first!, status: 'major_outage' }] });
  await page.locator(`#component-${first!.id}`, { hasText: 'Major outage' }).waitFor({ timeout: 30_000 });
  expect(await page.locator('svg.bars').count()).toBe(count);
  expect(await page.locator('svg.bars .tone-critical').count()).toBe(0);
  await page.clock.fastForward(20_000);
  await page.locator(`#history-${first!.id} .bar.tone-critical`).waitFor({ state: 'attached', timeout: 30_000 });
  // Unfolded as it was.
  expect(await page.locator(`#history-${first!.id} details`).getAttribute('open')).not.toBeNull();
  expect(errors).toEqual([]);
  await page.context().close();
  await Promise.all([us.stop(), eu.stop()]);
});

it('when its region goes, the page goes on in another one', async () => {
  const { us, eu, view } = await world();
  const { page } = await visit(`${us.url}/${view.page.slug}`);
  await page.evaluate(`window.said = [];
    new MutationObserver(() => said.push(document.getElementById('live').dataset.state)).observe(document.getElementById('live'), { attributes: true })`);
  await us.stop();
  await eu.change(9, { incidents: [incident('Seen from another region')] });
  await page.getByRole('heading', { name: 'Seen from another region' }).waitFor({ timeout: 15_000 });
  await page.locator('#live[data-state=live]').waitFor({ timeout: 20_000 });
  expect(await page.evaluate('window.said')).toContain('connecting');
  await page.context().close();
  await eu.stop();
});

it('when its region falls silent, the page says within a minute that it is not live, and goes on in another one', async () => {
  const { us, eu, view } = await world();
  const { page, errors } = await visit(`${us.url}/${view.page.slug}`, true);
  await page.evaluate(`window.said = [];
    new MutationObserver(() => said.push(document.getElementById('live-words').textContent)).observe(document.getElementById('live'), { subtree: true, childList: true, characterData: true })`);
  us.fallSilent();
  await eu.change(9, { incidents: [incident('Told where somebody still speaks')] });
  // 40 s without a word, and then a region that does not even answer: nothing ends these waits but the client's own clock.
  await page.clock.fastForward(38_000);
  expect(await page.locator('#live').getAttribute('data-state')).toBe('live');
  await page.clock.fastForward(2_500);
  await page.locator('#live[data-state=connecting]').waitFor({ timeout: 30_000 });
  for (let waitedMs = 0; waitedMs < 20_000; waitedMs += 2_500) await page.clock.fastForward(2_500);
  await page.getByRole('heading', { name: 'Told where somebody still speaks' }).waitFor({ timeout: 30_000 });
  await page.locator('#live[data-state=live]').waitFor({ timeout: 30_000 });
  expect(await page.evaluate('window.said')).toEqual(expect.arrayContaining(['Connecting…', 'Live']));
  expect(await page.evaluate('window.notReloaded')).toBe(true);
  expect(errors).toEqual([]);
  await page.context().close();
  await Promise.all([us.stop(), eu.stop()]);
});

it('an update that could not be shown does not end the others, and the page does not say meanwhile that it is live', async () => {
  const { us, eu, view } = await world();
  const { page } = await visit(`${us.url}/${view.page.slug}`);
  await page.evaluate(`window.whole = Object.getOwnPropertyDescriptor(Element.prototype, 'innerHTML');
    Object.defineProperty(Element.prototype, 'innerHTML', { ...whole, set() { throw new Error('an extension of this browser forbids it'); } })`);
  await us.change(7, { incidents: [incident('Not to be shown')] });
  await page.locator('#live-words', { hasText: 'could not be shown' }).waitFor({ timeout: 30_000 });
  expect(await page.locator('#live').getAttribute('data-state')).toBe('offline');
  await page.evaluate(`Object.defineProperty(Element.prototype, 'innerHTML', whole)`);
  // By itself, with no other update to help.
  await page.getByRole('heading', { name: 'Not to be shown' }).waitFor({ timeout: 30_000 });
  await page.locator('#live[data-state=live]').waitFor({ timeout: 30_000 });
  await us.change(7, { incidents: [incident('And the next one')] });
  await page.getByRole('heading', { name: 'And the next one' }).waitFor({ timeout: 30_000 });
  expect(await page.evaluate('window.notReloaded')).toBe(true);
  await page.context().close();
  await Promise.all([us.stop(), eu.stop()]);
});

it('what is posted comes with its Markdown made; what somebody edits is shown as typed until the edge has been asked', async () => {
  const { us, eu, view } = await world();
  const { page } = await visit(`${us.url}/${view.page.slug}`);
  const scripts = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  expect(scripts.filter((name) => name.includes('.js'))).toHaveLength(1);
  const posted = { ...incident('Told'), updates: [updateOf('**strong** words')] };
  const fact = {
    type: 'incident-updated',
    incident: posted.id,
    update: posted.updates[0]!.id,
    title: 'Told',
    status: 'investigating',
  } as const;
  await us.change(7, { incidents: [posted] }, [{ ...fact, impact: 'minor', body: '**strong** words', opened: true }]);
  await page.locator('strong', { hasText: 'strong' }).waitFor({ timeout: 30_000 });
  expect(await page.getByText('**strong** words').count()).toBe(0);
  await page.route('**/p/*', (route) => route.abort());
  await us.change(7, { incidents: [{ ...posted, updates: [{ ...posted.updates[0]!, body: '*Edited* & <b>typed</b>' }] }] });
  await page.getByText('*Edited* & <b>typed</b>').waitFor({ timeout: 30_000 });
  await page.unroute('**/p/*');
  await us.change(7, { components: [{ ...view.components[0]!, status: 'major_outage' }] });
  await page.locator('em', { hasText: 'Edited' }).waitFor({ timeout: 30_000 });
  await page.context().close();
  await Promise.all([us.stop(), eu.stop()]);
});

const watchShifts = (page: Page) =>
  page.evaluate(`window.shifts = [];
    new PerformanceObserver((list) => shifts.push(...list.getEntries().filter((each) => !each.hadRecentInput)
      .map(({ value, sources }) => ({ value, of: sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.nodeValue) }))))
      .observe({ type: 'layout-shift', buffered: false })`);
// What a browser counts as none: it says three places.
const shifted = (page: Page) =>
  page.evaluate<{ sum: number; shifts: unknown[] }>('({ sum: shifts.reduce((sum, { value }) => sum + value, 0), shifts })');
const settled = (page: Page) => page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 600)));
/** What a responder posts to an incident, with the news of it. */
const postTo = (open: IncidentView, status: IncidentView['status'], body: string) => {
  const update = { ...updateOf(body), status };
  const resolvedAt = status === 'resolved' ? update.at : null;
  const next = { ...open, status, resolvedAt, updates: [update, ...open.updates] };
  const said = { type: 'incident-updated', incident: open.id, update: update.id, title: open.title, impact: open.impact } as const;
  return { next, fact: { ...said, status, body, opened: false } };
};

it('nothing jumps when an incident gets an update, is resolved, or another one begins', async () => {
  const green = greenView();
  const open = incident('Searches time out', { components: [{ id: green.components[0]!.id, status: 'major_outage' }] });
  const { us, eu, view } = await world({ ...green, incidents: [open, ...green.incidents] });
  const { page, errors } = await visit(`${us.url}/${view.page.slug}`);
  await settled(page);
  await watchShifts(page);
  const first = postTo(open, 'monitoring', 'A fix is in place.\n\nWe go on watching it, for as long as it takes.');
  await us.change(7, { incidents: [first.next] }, [first.fact]);
  await page.getByText('We go on watching it').waitFor({ timeout: 30_000 });
  await settled(page);
  const last = postTo(first.next, 'resolved', 'It is over.');
  await us.change(7, { incidents: [last.next] }, [last.fact]);
  await page.locator('#now .badge', { hasText: 'Resolved' }).waitFor({ timeout: 30_000 });
  await settled(page);
  // It stays where it was read until the visitor has looked away; in the past it stands from then on.
  expect(await page.locator(`#now #incident-${open.id}`).count()).toBe(1);
  await us.change(7, { incidents: [incident('Another one')] });
  await page.getByRole('heading', { name: 'Another one' }).waitFor({ timeout: 30_000 });
  await settled(page);
  const { sum, shifts } = await shifted(page);
  expect(sum, JSON.stringify(shifts)).toBeLessThan(0.001);
  await page.evaluate(`Object.defineProperty(document, 'hidden', { get: () => true });
    document.dispatchEvent(new Event('visibilitychange'))`);
  expect(await page.locator(`#past #incident-${open.id}`).count()).toBe(1);
  expect(await page.locator(`#now #incident-${open.id}`).count()).toBe(0);
  expect(errors).toEqual([]);
  await page.context().close();
  await Promise.all([us.stop(), eu.stop()]);
});

it('who has scrolled on stays where they read, with what they marked, and is told that there is something new above', async () => {
  const green = greenView();
  const open = incident('Searches time out');
  const { us, eu, view } = await world({ ...green, incidents: [open, ...green.incidents] });
  const { page, errors } = await visit(`${us.url}/${view.page.slug}`);
  await page.setViewportSize({ width: 800, height: 500 });
  const name = page.locator('#past summary .name').first();
  await name.evaluate((element) => {
    scrollTo({ top: element.getBoundingClientRect().top + scrollY - 200, behavior: 'instant' });
    getSelection()!.selectAllChildren(element);
    element.closest('summary')!.focus({ preventScroll: true });
  });
  await settled(page);
  await watchShifts(page);
  const placeOf = () => name.evaluate((element) => Math.round(element.getBoundingClientRect().top));
  const before = await placeOf();
  const said = postTo(open, 'identified', 'One\n\nTwo\n\nThree\n\nFour');
  await us.change(7, { incidents: [said.next] }, [said.fact]);
  const pill = page.getByRole('button', { name: 'New update' });
  await pill.waitFor({ timeout: 30_000 });
  await settled(page);
  expect(Math.abs((await placeOf()) - before)).toBeLessThanOrEqual(1);
  const { sum, shifts } = await shifted(page);
  expect(sum, JSON.stringify(shifts)).toBeLessThan(0.001);
  expect(await page.evaluate(() => getSelection()!.toString())).toBe('Slow searches in the console');
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SUMMARY');
  await pill.click();
  await expect
    .poll(() => page.getByText('Four', { exact: true }).evaluate((element) => element.getBoundingClientRect().top))
    .toBeGreaterThan(0);
  expect(await pill.isVisible()).toBe(false);
  expect(errors).toEqual([]);
  await page.context().close();
  await Promise.all([us.stop(), eu.stop()]);
});

it('name, colours, icon and texts around the middle follow what is set, too', async () => {
  const { us, eu, view } = await world();
  const { page, errors } = await visit(`${us.url}/${view.page.slug}`);
  const set = {
    ...view.page,
    name: 'Südlicht',
    colours: { accent: '#a01060' },
    about: 'Made in *Kiel*.',
    support: 'https://example.com/help',
  };
  await us.change(7, { page: set }, [{ type: 'page-changed' }]);
  await page.locator('footer em', { hasText: 'Kiel' }).waitFor({ timeout: 30_000 });
  expect(await page.locator('h1').textContent()).toContain('Südlicht');
  expect(await page.title()).toContain('Südlicht');
  await expect.poll(() => page.locator('.top .button').evaluate((element) => getComputedStyle(element).color)).toBe('rgb(160, 16, 96)');
  expect(await page.getByRole('link', { name: 'Get help' }).count()).toBe(1);
  expect(await page.evaluate('window.notReloaded')).toBe(true);
  expect(errors).toEqual([]);
  await page.context().close();
  await Promise.all([us.stop(), eu.stop()]);
});

it('all tabs of a browser share one stream, and all of them see each change', async () => {
  const { us, eu, view } = await world();
  const { page } = await visit(`${us.url}/${view.page.slug}`);
  const second = await page.context().newPage();
  const streams: string[] = [];
  second.on('request', (request) => void (request.url().includes('/live/') && streams.push(request.url())));
  await second.goto(`${us.url}/${view.page.slug}`);
  await second.locator('#live[data-state=live]').waitFor({ timeout: 30_000 });
  await us.change(7, { incidents: [incident('Told to both')] });
  for (const tab of [page, second]) await tab.getByRole('heading', { name: 'Told to both' }).waitFor({ timeout: 30_000 });
  expect(streams).toEqual([]);
  // The tab that held the stream is closed: the other one takes over.
  await page.close();
  await us.change(7, { incidents: [incident('Told to the one that is left')] });
  await second.getByRole('heading', { name: 'Told to the one that is left' }).waitFor({ timeout: 30_000 });
  await second.context().close();
  await Promise.all([us.stop(), eu.stop()]);
});

it('where streams are cut off, the page asks for the View instead and says so, until streams work again', async () => {
  const { us, eu, view } = await world();
  const { page } = await visit(`${us.url}/${view.page.slug}`);
  await page.context().route('**/live/**', (route) => route.abort());
  // The stream that is open ends with its tab; the next one finds the way blocked.
  await page.reload();
  await page.locator('#live[data-state=polling]').waitFor({ timeout: 20_000 });
  await us.change(7, { incidents: [incident('Told by polling')] });
  await page.getByRole('heading', { name: 'Told by polling' }).waitFor({ timeout: 20_000 });
  expect(await page.locator('#live-words').textContent()).toContain('Checking every few seconds');
  await page.context().unroute('**/live/**');
  await page.locator('#live[data-state=live]').waitFor({ timeout: 30_000 });
  await page.context().close();
  await Promise.all([us.stop(), eu.stop()]);
});

it('a tab that is hidden lets its stream go, and takes it up again where it stopped', async () => {
  const { us, eu, view } = await world();
  const { page } = await visit(`${us.url}/${view.page.slug}`);
  await page.route('**/live-client.js', (route) => route.fulfill({ path: liveClient, contentType: 'text/javascript' }));
  await page.evaluate(`(async () => {
    const { live } = await import('/live-client.js');
    const start = JSON.parse(document.getElementById('start').textContent);
    window.states = [];
    window.titles = [];
    Object.defineProperty(document, 'hidden', { get: () => window.isAway === true });
    window.show = (isAway) => { window.isAway = isAway; document.dispatchEvent(new Event('visibilitychange')); };
    live({ ...start, page: 'another', hiddenMs: 200, onState: ({ state }) => states.push(state),
      onView: ({ incidents }) => titles.push(...incidents.map(({ title }) => title)) });
  })()`);
  const last = () => page.evaluate('states.at(-1)');
  await expect.poll(last).toBe('live');
  await page.evaluate('show(true)');
  await expect.poll(last).toBe('paused');
  await us.change(7, { incidents: [incident('While it was hidden')] });
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await page.evaluate('titles')).not.toContain('While it was hidden');
  await page.evaluate('show(false)');
  await expect.poll(last).toBe('live');
  await expect.poll(() => page.evaluate('titles')).toContain('While it was hidden');
  await page.context().close();
  await Promise.all([us.stop(), eu.stop()]);
});

it('a private page opens by its link, follows what happens, and ends when its tokens are revoked', async () => {
  const green = greenView();
  const { us, eu, view } = await world({ ...green, page: { ...green.page, private: true, tokensFrom: null } });
  const { id, slug } = view.page;
  for (const { sql } of [us, eu]) await sql`update page set private = true where id = ${id}`;
  expect((await fetch(`${us.url}/${slug}`)).status).toBe(404);
  const token = await mintReaderToken({ page: id, issuedAt: Date.now(), expiresAt: Date.now() + 60_000 }, readerKeys[0]!);
  const { page, errors } = await visit(`${us.url}/${slug}?token=${token}`);
  await us.change(7, { page: view.page, incidents: [incident('Told to those who may know')] });
  await page.getByRole('heading', { name: 'Told to those who may know' }).waitFor({ timeout: 30_000 });
  // The cookie opens it again without the token.
  expect((await page.goto(`${us.url}/${slug}`))!.status()).toBe(200);
  await page.locator('#live[data-state=live]').waitFor({ timeout: 30_000 });
  for (const { sql } of [us, eu]) await sql`update page set tokens_from = now() + interval '1 minute' where id = ${id}`;
  await page.locator('#live[data-state=ended]').waitFor({ timeout: 20_000 });
  expect(errors).toEqual([]);
  await page.context().close();
  await Promise.all([us.stop(), eu.stop()]);
});

it('is readable without a script', async () => {
  const { us, eu, view } = await world();
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${us.url}/${view.page.slug}`);
  await page.getByRole('heading', { name: 'All Systems Operational' }).waitFor();
  expect(await page.locator('.component').count()).toBe(view.components.length);
  await context.close();
  await Promise.all([us.stop(), eu.stop()]);
});
