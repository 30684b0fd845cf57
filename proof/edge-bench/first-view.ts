import type { Row } from '../api-bench/run-rows.ts';
import { countRequests, slowDown, startBrowser, visit, watchPaint } from './browser.ts';
import type { EdgeWorld } from './world.ts';

// The page is still for so long when nothing comes any more.
const settleMs = 1_500;

/** The first view of the page that most have, in a browser that was never here. */
export async function firstViewRows({ edge, path }: EdgeWorld, opened: AsyncDisposableStack): Promise<Row[]> {
  const url = edge.url + path;
  const browser = await startBrowser(opened);
  const counted = () =>
    visit(browser, async (each) => {
      const read = await countRequests(each);
      await each.page.goto(url, { waitUntil: 'load' });
      await each.page.waitForTimeout(settleMs);
      const bars = await each.page.locator('svg.bars').count();
      if (bars !== 20) throw new Error(`${bars} components have their days`);
      return read();
    });
  const slow = () =>
    visit(browser, async (each) => {
      await slowDown(each);
      await each.page.addInitScript(watchPaint);
      await each.page.goto(url, { waitUntil: 'load' });
      await each.page.waitForTimeout(settleMs);
      return each.page.evaluate<{ largest: number; shifted: number; movers: string[] }>('({ largest, shifted, movers })');
    });
  const what = 'first view of 20 components, 1 incident, 90 days';
  return [
    {
      what: `${what}: on the wire`,
      demand: '<= 40 KB',
      isMet: (figure) => figure <= 40,
      measure: async () => {
        const { bytes, requests } = await counted();
        return { figure: bytes / 1_024, told: `KB, heads included, in ${requests} requests` };
      },
    },
    {
      what: `${what}: requests`,
      demand: '<= 3',
      isMet: (figure) => figure <= 3,
      measure: async () => ({ figure: (await counted()).requests, told: 'document, style, script' }),
    },
    {
      what: `${what}: LCP on slow 4G (RTT 150 ms, 1.6 Mbit/s) with a processor 4x slower`,
      demand: '<= 1,000 ms',
      isMet: (figure) => figure > 0 && figure <= 1_000,
      measure: async () => ({ figure: (await slow()).largest, told: 'ms after it was asked for' }),
    },
    {
      what: `${what}: CLS on the same`,
      demand: '0',
      // What a browser counts as none: it says three places.
      isMet: (figure) => figure < 0.001,
      measure: async () => {
        const { shifted, movers } = await slow();
        return { figure: shifted, told: movers.length === 0 ? 'nothing moved' : `moved: ${movers.slice(0, 8).join(', ')}` };
      },
    },
  ];
}
