import { askOf, made } from '../api-bench/ask.ts';
import { fillPage, makePlace } from '../api-bench/pages.ts';
import type { Row } from '../api-bench/run-rows.ts';
import { p50, p99, round } from '../mesh-bench/measure.ts';
import { startBrowser, taskMs, visit } from './browser.ts';
import { rendererOf } from './render.ts';
import { rawGet, type EdgeWorld } from './world.ts';

const what = '1,000 components and 500 incidents';
// A change is shown within so long after it was written; the days that follow it come three seconds later at the earliest.
const windowMs = 2_000;

/** A page as large as any: what of it goes over the line, what it takes to make, and what one change costs a browser that shows it. */
export async function largeRows(world: EdgeWorld, opened: AsyncDisposableStack): Promise<Row[]> {
  const { api, edge, sql, key } = world;
  const ask = opened.use(askOf(api.url, key));
  const page = await largePage(world);
  opened.use(await world.startRole('sse-gateway', 'LIVE_PORT', {}));
  const url = `${edge.url}/p/${page}`;
  const browser = await startBrowser(opened);
  const view = async () => (await rawGet(`${api.url}/v1/pages/${page}/view`, {})).bytes.toString();
  const [component] = await sql<{ id: string }[]>`select id from component where page = ${page} and name = 'API'`;
  let changes = 0;
  const change = async () => {
    const name = `API, changed ${(changes += 1)} times`;
    made(await ask('PATCH', `/v1/pages/${page}/components/${component!.id}`, { name }));
    return name;
  };
  return [
    {
      what: `${what}: HTML on the wire`,
      demand: '<= 200 KB',
      isMet: (figure) => figure <= 200,
      measure: async () => {
        const { bytes } = await rawGet(url);
        return { figure: bytes.byteLength / 1_024, told: `KB; ${round((await rawGet(url, {})).bytes.byteLength / 1_024)} KB unpacked` };
      },
    },
    {
      what: `${what}: HTML made anew, texts and days and all`,
      demand: '<= 30 ms',
      isMet: (figure) => figure <= 30,
      measure: async () => {
        const render = rendererOf(await view(), '/assets/0');
        const took: number[] = [];
        for (let at = 0; at < 60; at++) {
          const began = performance.now();
          render();
          took.push(performance.now() - began);
        }
        const warm = took.slice(20);
        return { figure: p50(warm), told: `ms, p99 ${round(p99(warm))} ms, the first one of a process ${round(took[0]!)} ms` };
      },
    },
    {
      what: `${what}: a browser's update of one change`,
      demand: '<= 50 ms',
      // What the page does by itself meanwhile counts too: nothing is taken off.
      isMet: (figure) => figure > 0 && figure <= 50,
      measure: () =>
        visit(browser, async (each) => {
          // Of the processor: what others do on this machine is none of it.
          await each.devtools.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' });
          await each.devtools.send('Performance.enable');
          await each.page.goto(url, { waitUntil: 'load' });
          await each.page.locator('#live[data-state=live]').waitFor();
          await change();
          await each.page.waitForTimeout(20_000); // its own first seconds, and the days that follow a change, are over
          const spent = async (act: () => Promise<unknown>) => {
            const before = await taskMs(each);
            await act();
            await each.page.waitForTimeout(windowMs);
            return (await taskMs(each)) - before;
          };
          const idle = await spent(async () => undefined);
          let name = '';
          const busy = await spent(async () => (name = await change()));
          const shown = await each.page.locator('#parts').getByText(name, { exact: true }).count();
          if (shown !== 1) throw new Error(`the change is shown ${shown} times`);
          return {
            figure: busy,
            told: `ms of processor of the page's thread, script, style and layout and all (${round(idle)} ms where nothing changes)`,
          };
        }),
    },
  ];
}

// By an API of its own: the other one, and the edge behind it, have seen nothing of the page before it is full.
async function largePage(world: EdgeWorld): Promise<string> {
  await using api = await world.start();
  using ask = askOf(api.url, world.key);
  const { page } = await makePlace(ask);
  await fillPage(world.sql, page, { components: 999, incidents: 499 });
  return page;
}
