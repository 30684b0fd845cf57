import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '@pharos/lab/ports';
import { seedDemo } from '@pharos/lab/seed';
import { createWorld } from '@pharos/lab/world';
import { askOf, made } from '../api-bench/ask.ts';
import type { Row } from '../api-bench/run-rows.ts';
import { p50, p99, round } from '../mesh-bench/measure.ts';

const regions = ['us', 'eu', 'ap'];
// Half of a round trip of 80 ms.
const delayMs = 40;
const changes = 100;
const warmChanges = 20;
const pauseMs = 300;
const lookEachMs = 5;
const giveUpMs = 10_000;

/** From the call of who posts an update, to the page's HTML that has it, at the edge of each region: each role a process, as deployed. */
export async function everywhereRows(_world: unknown, opened: AsyncDisposableStack): Promise<Row[]> {
  const dir = await mkdtemp(join(tmpdir(), 'pharos-everywhere-'));
  opened.defer(() => rm(dir, { recursive: true, force: true }));
  const world = opened.use(
    await createWorld({
      mode: 'real',
      regions,
      dataDir: dir,
      ports: freePorts(),
      link: { delayMs, jitterMs: 5 },
      logLevel: 'warn',
    }),
  );
  const demo = await seedDemo(world);
  const agent = new Agent({ keepAlive: true });
  opened.defer(() => agent.destroy());
  const asks = world.regions.map(({ urls }) => opened.use(askOf(urls.api, demo.key)));
  const pages = world.regions.map(({ urls }) => `${urls.page}/p/${demo.page}`);
  const incident = String(
    made(await asks[0]!('POST', `/v1/pages/${demo.page}/incidents`, { title: 'Slow', body: 'We look into it.' }))['id'],
  );
  for (const url of pages) await untilShown(agent, url, 'We look into it.', performance.now() + 60_000);

  let count = 0;
  const change = async (): Promise<number[]> => {
    const from = asks[count % asks.length]!;
    const mark = `Change ${(count += 1)} of many.`;
    const began = performance.now();
    const seen = pages.map((url) => untilShown(agent, url, mark, began + giveUpMs).then((at) => at - began));
    made(await from('POST', `/v1/pages/${demo.page}/incidents/${incident}/updates`, { status: 'identified', body: mark }));
    return Promise.all(seen);
  };
  const several = async (times: number) => {
    const took: number[] = [];
    for (let at = 0; at < times; at++) {
      took.push(...(await change()));
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    return took;
  };
  await several(warmChanges);
  return [
    {
      what: 'an update posted -> HTML with it at the edges of all three regions, RTT 80: p99',
      demand: '<= 500 ms',
      isMet: (figure) => figure <= 500,
      measure: async () => {
        const took = await several(changes);
        return { figure: p99(took), told: `ms, p50 ${round(p50(took))} ms, at worst ${round(Math.max(...took))} ms, of ${took.length}` };
      },
    },
  ];
}

async function untilShown(agent: Agent, url: string, mark: string, limit: number): Promise<number> {
  for (;;) {
    if ((await textOf(agent, url)).includes(mark)) return performance.now();
    if (performance.now() > limit) return Infinity;
    await new Promise((resolve) => setTimeout(resolve, lookEachMs));
  }
}

function textOf(agent: Agent, url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = get(url, { agent }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.once('end', () => resolve(Buffer.concat(parts).toString()));
    });
    asked.once('error', reject);
  });
}
