import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveHttp } from '../../core/src/outside/http.ts';
import { codeOf } from '../../resources/src/statuspage/code.ts';
import { greenView, troubledView } from '../../edge/test/sample.ts';
import { world } from '../../edge/test/edge-world.ts';
import { openBrowser } from './open-browser.ts';

let browser: Browser;
beforeAll(async () => (browser = await openBrowser()));
afterAll(() => browser.close());

const serve = (fetch: (request: Request) => Response | Promise<Response>) => serveHttp({ host: '127.0.0.1', port: 0, fetch });

it('on somebody’s page the frame is seen while something is wrong, until it is closed; and the library reads the documents', async () => {
  const { app, view } = world(troubledView());
  const code = codeOf(view.page.id);
  const calm = world(greenView());
  await using edge = await serve((request) => app.fetch(request));
  await using quiet = await serve((request) => calm.app.fetch(request));
  const page = (script: string, library: string) => `<!doctype html><title>Shop</title><h1>Shop</h1>${script}${library}`;
  const scriptOf = (url: string, named: string) => `<script src="${url}/pages/${named}/embed/script.js"></script>`;
  const library = `<script src="${edge.url}/se-v2.js"></script>
    <script>new StatusPage.page({ page: '${code}' }).status({ success: (told) => { document.title = told.status.indicator; } });</script>`;
  const html = new Map([
    ['/', page(scriptOf(edge.url, code), library)],
    ['/calm', page(scriptOf(quiet.url, codeOf(calm.view.page.id)), '')],
  ]);
  await using shop = await serve(
    (request) => new Response(html.get(new URL(request.url).pathname) ?? '', { headers: { 'content-type': 'text/html' } }),
  );
  const tab = await browser.newPage();
  const faults: string[] = [];
  tab.on('console', (message) => message.type() === 'error' && !message.text().includes('favicon') && faults.push(message.text()));

  await tab.goto(`${shop.url}/`);
  const frame = tab.locator('iframe');
  await frame.waitFor({ state: 'visible' });
  expect(await frame.evaluate((each) => [each.clientWidth, each.clientHeight])).toEqual([320, 115]);
  const inside = tab.frameLocator('iframe');
  expect(await inside.locator('strong').textContent()).toBe('Elevated error rates in Frankfurt');
  await expect.poll(() => tab.title()).toBe('minor');
  await inside.getByRole('button', { name: 'Close' }).click();
  await frame.waitFor({ state: 'hidden' });

  await tab.goto(`${shop.url}/calm`);
  await tab.waitForLoadState('networkidle');
  expect(await tab.locator('iframe').isVisible()).toBe(false);
  expect(faults).toEqual([]);
  await tab.close();
});
