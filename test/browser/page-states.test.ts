import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveHttp } from '../../core/src/outside/http.ts';
import { newId } from '../../core/src/id.ts';
import type { HistoryView } from '../../resources/src/history/view.ts';
import type { PastEntry } from '../../resources/src/past.ts';
import type { GroupView, ViewWithHistory } from '../../resources/src/view.ts';
import { minute, world } from '../../edge/test/edge-world.ts';
import { ago, component, emptyView, greenView, incident, troubledView } from '../../edge/test/sample.ts';
import { axeFaults } from './console-world.ts';
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

const at = (hours: number) => Math.floor(Date.parse(ago(hours)) / 1_000);
const group = (name: string, parent: string | null, more: Partial<GroupView> = {}): GroupView => ({
  id: newId(),
  name,
  description: `All of ${name}`,
  parent,
  order: name,
  isOpen: false,
  status: 'operational',
  updatedAt: ago(1),
  ...more,
});

/** Groups in groups, some that are well and one that is not; days of all kinds; names that nobody can break. */
function fullView(): ViewWithHistory {
  const view = troubledView();
  const [regions, europe] = [group('Regions', null, { status: 'partial_outage' }), group('Quiet', null)];
  const inner = group('Inner', regions.id, { status: 'partial_outage' });
  const places = new Map([
    ['Frankfurt', inner.id],
    ['Amsterdam', inner.id],
    ['Singapore', europe.id],
    ['Virginia', regions.id],
  ]);
  const components = view.components.map((each) => ({ ...each, group: null, groupId: places.get(each.name) ?? null }));
  const long = component('An-unbreakable-name-that-goes-on-and-on-and-on-and-on-without-an-end');
  components.push({ ...long, group: null, groupId: null });
  const spans: Record<string, HistoryView['parts'][number]['spans']> = {
    Frankfurt: [
      [at(1.2), null, 'partial_outage', 0],
      [at(300), at(297), 'major_outage', 0],
      [at(900), at(880), 'degraded_performance', null],
      [at(1_500), at(1_490), 'under_maintenance', null],
    ],
  };
  return {
    ...view,
    components,
    groups: [regions, europe, inner],
    incidents: view.incidents.map((each, nth) => (nth === 0 ? { ...each, texts: { ar: { title: 'أخطاء في فرانكفورت' } } } : each)),
    history: {
      from: 0,
      parts: components.map(({ id, name }) => ({ id, since: at(name === 'Webhooks' ? 500 : 9_000), spans: spans[name] ?? [] })),
      incidents: [{ id: view.incidents[0]!.id, title: view.incidents[0]!.title, impact: 'major' }],
    },
  };
}

async function serve(view: ViewWithHistory) {
  const made = world(view);
  const past = (nth: number): PastEntry => ({
    kind: 'incident',
    id: newId(),
    title: `Old ${nth}`,
    at: ago(nth * 20),
    endedAt: ago(nth * 20 - 1),
    updatedAt: ago(nth * 20 - 1),
    said: 'It is **over**.',
    status: 'resolved',
    impact: 'minor',
  });
  const values = Array.from({ length: 96 }, (_, nth) => (nth > 30 && nth < 36 ? null : 180 + 40 * Math.sin(nth / 7)));
  const graph = { id: newId(), name: 'Latency', description: 'Of the API', unit: 'ms', decimals: 0, values, min: 131, max: 233 };
  for (const region of Object.values(made.regions))
    region.graphs = [graph, { ...graph, name: 'Quiet', values: [null, null], min: null, max: null }];
  for (const region of Object.values(made.regions)) region.past = Array.from({ length: 5 }, (_, nth) => past(nth + 1));
  const served = await serveHttp({ host: '127.0.0.1', port: 0, fetch: (request) => made.app.fetch(request) });
  stops.push(() => served[Symbol.asyncDispose]());
  return { ...made, url: served.url };
}

async function inTab<T>(options: BrowserContextOptions, url: string, look: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 900 }, ...options });
  try {
    const page = await context.newPage();
    await page.goto(url);
    return await look(page);
  } finally {
    await context.close();
  }
}

const isTooWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);

it('axe finds nothing in any state, theme, width and way of writing, and nothing is wider than the screen', async () => {
  const full = fullView();
  const states = {
    full: await serve(full),
    green: await serve(greenView()),
    empty: await serve(emptyView()),
    critical: await serve({ ...emptyView(), incidents: [incident('All is down', { impact: 'critical' })] }),
  };
  const stale = await serve(full);
  await stale.get('/nordlicht');
  stale.regions.eu.isDown = stale.regions.us.isDown = true;
  stale.pass(9 * minute);
  const id = full.page.id;
  const looks: [string, string, BrowserContextOptions][] = [
    ['full', `${states.full.url}/nordlicht`, {}],
    ['full dark', `${states.full.url}/nordlicht`, { colorScheme: 'dark' }],
    ['full on a phone', `${states.full.url}/nordlicht`, { viewport: { width: 360, height: 760 } }],
    ['full from right to left', `${states.full.url}/nordlicht?lang=ar`, { viewport: { width: 360, height: 760 } }],
    ['full without colours', `${states.full.url}/nordlicht`, { forcedColors: 'active' }],
    ['green', `${states.green.url}/nordlicht?lang=de`, {}],
    ['empty dark', `${states.empty.url}/nordlicht`, { colorScheme: 'dark', viewport: { width: 360, height: 760 } }],
    ['critical', `${states.critical.url}/nordlicht?lang=ja`, {}],
    ['stale', `${stale.url}/nordlicht`, { colorScheme: 'dark' }],
    ['history', `${states.full.url}/p/${id}/history`, { viewport: { width: 360, height: 760 } }],
    ['search dark', `${states.full.url}/p/${id}/history?q=old`, { colorScheme: 'dark' }],
    ['component', `${states.full.url}/p/${id}/components/${full.components[3]!.id}`, { viewport: { width: 360, height: 760 } }],
    ['incident dark', `${states.full.url}/p/${id}/incidents/${full.incidents[0]!.id}`, { colorScheme: 'dark' }],
    ['widget', `${states.full.url}/p/${id}/widget`, {}],
    ['nothing there', `${states.full.url}/nobody`, { locale: 'ar' }],
    ['door dark', `${states.full.url}/nordlicht/unlock`, { locale: 'ar', colorScheme: 'dark', viewport: { width: 360, height: 760 } }],
    ['door', `${states.full.url}/nordlicht/unlock`, { locale: 'de' }],
  ];
  const found: string[] = [];
  for (const [name, url, options] of looks) {
    const { axe, isWide } = await inTab(options, url, async (page) => {
      // What is folded is looked at, too.
      await page.evaluate(() => document.querySelectorAll('details').forEach((each) => (each.open = true)));
      return { axe: await axeFaults(page), isWide: await isTooWide(page) };
    });
    found.push(...axe.map((fault) => `${name}: ${fault}`), ...(isWide ? [`${name}: is too wide`] : []));
  }
  expect(found).toEqual([]);
});

it('twice as large, and on a screen of four thousand, it is read without scrolling sideways; targets have 24 pixels', async () => {
  const { url } = await serve(fullView());
  for (const width of [320, 640, 3_840]) {
    const found = await inTab({ viewport: { width, height: 900 } }, `${url}/nordlicht`, async (page) => {
      await page.evaluate(() => document.querySelectorAll('details').forEach((each) => (each.open = true)));
      const small = await page.evaluate(() => {
        // A link within a sentence is as high as its line (WCAG 2.5.8, inline).
        const targets = [...document.querySelectorAll<HTMLElement>('a, button, summary, input, label:has(input)')].filter(
          (each) => !each.closest('.prose, .skip, .named, h1, h3, .older, .meta, .related') && each.getClientRects().length > 0,
        );
        return targets
          .filter((each) => each.getBoundingClientRect().height < 24 && !(each instanceof HTMLInputElement && each.closest('label')))
          .map((each) => each.outerHTML.slice(0, 120));
      });
      return { small, isTooWide: await isTooWide(page) };
    });
    expect({ width, ...found }).toEqual({ width, small: [], isTooWide: false });
  }
});

it('by keyboard one skips to the status, unfolds a group and the days of a component, and reads why a day was bad', async () => {
  const { url } = await serve(fullView());
  await inTab({ javaScriptEnabled: true }, `${url}/nordlicht`, async (page) => {
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip');
    await page.keyboard.press('Enter');
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.replace(/\s+/g, ' ').trim() ?? '');
    const reach = async (text: RegExp) => {
      for (let steps = 0; steps < 60 && !text.test(await focused()); steps++) await page.keyboard.press('Tab');
      expect(await focused()).toMatch(text);
    };
    await reach(/^Quiet/);
    const quiet = page.locator('.group', { hasText: 'Quiet' }).locator('details').first();
    expect(await quiet.getAttribute('open')).toBeNull();
    await page.keyboard.press('Enter');
    expect(await quiet.getAttribute('open')).not.toBeNull();
    await page.reload();
    await reach(/^Frankfurt, the last 90 days: \d/);
    await page.keyboard.press('Space');
    const days = page.locator('details.days[open] table');
    expect(await days.getByRole('row').count()).toBeGreaterThan(3);
    await reach(/^Elevated error rates in Frankfurt$/);
  });
});

it('without a script, and in any language, all of it is there; what it leads to is, too', async () => {
  const view = fullView();
  const { url } = await serve(view);
  await inTab({ javaScriptEnabled: false, locale: 'de-AT' }, `${url}/nordlicht`, async (page) => {
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    expect(await page.locator('svg.bars').count()).toBe(view.components.length + 3);
    await page.getByRole('link', { name: 'Verlauf' }).first().click();
    await page.getByRole('searchbox').fill('old 3');
    await page.getByRole('button', { name: 'Suchen' }).click();
    await page.getByText('1 gefunden').waitFor({ timeout: 30_000 });
    await page.goto(`${url}/nordlicht`);
    await page.getByRole('link', { name: 'العربية' }).click();
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    expect(await page.getByRole('heading', { name: 'أخطاء في فرانكفورت' }).count()).toBe(1);
  });
});

it('a visitor says what they use, is shown nothing else, also when they come back, and all of it again at a press', async () => {
  const view = fullView();
  const other = incident('Only of webhooks', {
    components: [{ id: view.components.find(({ name }) => name === 'Webhooks')!.id, status: 'degraded_performance' }],
  });
  const { url } = await serve({ ...view, incidents: [other, ...view.incidents] });
  await inTab({ viewport: { width: 360, height: 760 } }, `${url}/nordlicht`, async (page) => {
    const shown = () => page.locator('.component .name:visible').allTextContents();
    const all = await shown();
    await page.getByRole('button', { name: 'Choose what you use' }).click();
    await page.getByRole('checkbox', { name: 'Frankfurt' }).check();
    await page.getByRole('checkbox', { name: 'Public API' }).check();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Done' }).click();
    expect(await shown()).toEqual(['Public API', 'Frankfurt']);
    expect(await page.getByRole('heading', { name: 'Only of webhooks' }).count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'Elevated error rates in Frankfurt' }).count()).toBe(1);
    await page.reload();
    await expect.poll(shown).toEqual(['Public API', 'Frankfurt']);
    expect(await isTooWide(page)).toBe(false);
    await page.getByRole('button', { name: 'Show all' }).click();
    expect(await shown()).toEqual(all);
    // With the days that the server drew.
    expect(await page.locator('svg.bars:visible').count()).toBeGreaterThan(all.length);
    expect(await page.getByRole('heading', { name: 'Only of webhooks' }).count()).toBe(1);
  });
});

it('times are the visitor’s own; pointed at they say the page’s, pressed they turn, and so they stay', async () => {
  const { url } = await serve(fullView());
  await inTab({ timezoneId: 'Asia/Tokyo' }, `${url}/nordlicht`, async (page) => {
    const time = page.locator('.updates time').first();
    await expect.poll(() => time.textContent()).toBe('14 Mar, 20:02');
    await time.hover();
    await expect.poll(() => time.getAttribute('title')).toContain('12:02 (Europe/Berlin)');
    await time.click();
    await expect.poll(() => time.textContent()).toBe('14 Mar, 12:02');
    await page.reload();
    await page.getByRole('button', { name: 'Show times in Asia/Tokyo' }).click();
    await expect.poll(() => time.textContent()).toBe('14 Mar, 20:02');
    // It stays in hand.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Europe/Berlin');
  });
  // Two names of one zone leave nothing to choose.
  await inTab({ timezoneId: 'Europe/Paris' }, `${url}/nordlicht`, async (page) => {
    await expect.poll(() => page.locator('#live').getAttribute('data-state')).not.toBe('still');
    expect(await page.locator('[data-zone]').count()).toBe(0);
  });
});
