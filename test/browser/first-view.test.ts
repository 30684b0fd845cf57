import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveHttp } from '../../core/src/outside/http.ts';
import type { HistoryView } from '../../resources/src/history/view.ts';
import type { ViewWithHistory } from '../../resources/src/view.ts';
import { world } from '../../edge/test/edge-world.ts';
import { ago, component, emptyView, incident, withComponents } from '../../edge/test/sample.ts';
import { openBrowser } from './open-browser.ts';

let browser: Browser;
const stops: (() => PromiseLike<void>)[] = [];

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await Promise.all(stops.map((stop) => stop()));
});

const seconds = (hours: number) => Math.floor(Date.parse(ago(hours)) / 1_000);

/** Twenty components with ninety days each, of which every other one had some trouble, and an incident that two of them have. */
function usualView(): ViewWithHistory {
  const names = Array.from({ length: 20 }, (_, nth) => `Service ${nth + 1}`);
  const components = names.map((name, nth) =>
    component(name, nth === 3 ? 'major_outage' : nth === 7 ? 'degraded_performance' : 'operational'),
  );
  const affected = components.filter(({ status }) => status !== 'operational').map(({ id, status }) => ({ id, status }));
  const open = incident('Elevated error rates', { components: affected, nextUpdateAt: ago(-1) });
  const history: HistoryView = {
    from: 0,
    parts: components.map(({ id }, nth) => ({
      id,
      since: seconds(9_000),
      spans: Array.from({ length: nth % 2 === 0 ? 0 : 6 }, (_, at) => [
        seconds(2_000 - at * 300 - nth * 7),
        seconds(1_998 - at * 300 - nth * 7),
        at % 2 === 0 ? 'partial_outage' : 'degraded_performance',
        null,
      ]),
    })),
    incidents: [],
  };
  return { ...withComponents(emptyView(), components), incidents: [open], history };
}

async function serve(view: ViewWithHistory): Promise<string> {
  const { app } = world(view);
  const served = await serveHttp({ host: '127.0.0.1', port: 0, fetch: (request) => app.fetch(request) });
  stops.push(() => served[Symbol.asyncDispose]());
  return served.url;
}

/** What a browser asks for until the page stands, and how much of it comes over the line, heads included. The stream is what follows. */
async function firstView(page: Page, url: string) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  const asked = new Map<string, { url: string; bytes: number }>();
  devtools.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (!request.url.includes('/live/') && !request.url.startsWith('data:')) asked.set(requestId, { url: request.url, bytes: 0 });
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const one = asked.get(requestId);
    if (one) one.bytes = encodedDataLength;
  });
  // No gateway stands behind this edge: were it to fail, the page would ask for its View instead.
  await page.route('**/live/**', () => undefined);
  await page.goto(url, { waitUntil: 'load' });
  await expect.poll(() => page.locator('#live').getAttribute('data-state')).not.toBe('still');
  await expect.poll(() => [...asked.values()].every(({ bytes }) => bytes > 0)).toBe(true);
  return [...asked.values()];
}

it('a first view of twenty components, an incident and ninety days takes at most three requests and 40 KB', async () => {
  const url = await serve(usualView());
  const page = await browser.newPage();
  const asked = await firstView(page, `${url}/nordlicht`);
  expect(await page.locator('svg.bars').count()).toBe(20);
  expect(asked.map((each) => new URL(each.url).pathname.split('/').at(-1))).toEqual(['nordlicht', 'page.css', 'page.js']);
  const bytes = asked.reduce((sum, each) => sum + each.bytes, 0);
  console.info(`first view: ${asked.map((each) => each.bytes).join(' + ')} = ${bytes} bytes`);
  expect(bytes).toBeLessThanOrEqual(40 * 1_024);
  await page.close();
});

it.each([1_280, 360])('nothing moves while it comes to stand, %d pixels wide', async (width) => {
  const url = await serve(usualView());
  // A visitor whose times are others than the page's.
  const context = await browser.newContext({ viewport: { width, height: 800 }, timezoneId: 'Asia/Kathmandu' });
  const page = await context.newPage();
  await page.clock.install({ time: '2026-03-14T12:00:00Z' });
  await page.addInitScript(`window.shifts = [];
    new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value, sources }) => ({ value, of: sources.map(({ node }) => node?.outerHTML?.slice(0, 100)) }))))
      .observe({ type: 'layout-shift', buffered: true })`);
  await page.goto(`${url}/nordlicht`);
  await expect.poll(() => page.locator('#live').getAttribute('data-state')).not.toBe('still');
  await page.screenshot();
  expect(await page.locator('.due').textContent()).toMatch(/Next update by 18:11\s+in 26 min/);
  // What a browser counts as none: it says three places.
  const shifts = await page.evaluate<{ value: number }[]>('shifts');
  expect(
    shifts.reduce((sum, { value }) => sum + value, 0),
    JSON.stringify(shifts),
  ).toBeLessThan(0.001);
  await context.close();
});
