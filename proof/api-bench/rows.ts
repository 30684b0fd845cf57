import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newKey } from '@pharos/api/key';
import { newId } from '@pharos/core/id';
import { startChild, untilUp } from '@pharos/core/launch/child';
import { freePort, isListening } from '@pharos/core/launch/port';
import { load, p50, p99, round } from '../mesh-bench/measure.ts';
import { askOf, made, type Ask } from './ask.ts';
import { costOf, inTurns } from './cost.ts';
import { fillPage, makeManyPages, makePlace, openIncident, type Place } from './pages.ts';
import { rawWrites } from './raw.ts';
import { cpuMs, serverCore, type RoleProcess, type ApiWorld } from './world.ts';
import type { Row } from './run-rows.ts';
import { wrk } from './wrk.ts';

const guest: Record<string, string> = {};

/** The View and a list from memory, beside a route that knows nothing else. */
export async function cachedRows(world: ApiWorld, opened: AsyncDisposableStack): Promise<Row[]> {
  const api = opened.use(await world.start());
  using ask = askOf(api.url, world.key);
  const { page } = await makePlace(ask);
  await fillPage(world.sql, page, { components: 20, incidents: 20 });
  const rows: Row[] = [];
  for (const name of ['view', 'components']) {
    const path = `/v1/pages/${page}/${name}`;
    const bare = await bareServer(opened, await fetch(api.url + path).then((answer) => answer.text()));
    rows.push({
      what: `cached ${name === 'view' ? 'View' : 'list'}, beside a bare Hono route with the same bytes`,
      demand: '>= 0.8x',
      isMet: (figure) => figure >= 0.8,
      measure: async () => {
        const [theirs, ours] = await inTurns(
          (seconds) => costOf(bare.cpuMs, `${bare.url}/v1/pages/${page}/view`, guest, seconds),
          (seconds) => costOf(api.cpuMs, api.url + path, guest, seconds),
        );
        const told = `${round(ours.perSecond)}/s beside ${round(theirs.perSecond)}/s, ${(ours.costMs * 1_000).toFixed(0)} µs of processor each beside ${(theirs.costMs * 1_000).toFixed(0)} µs`;
        return { figure: theirs.costMs / ours.costMs, told };
      },
    });
  }
  return rows;
}

/** What a refusal costs the server, beside a View from memory: of a page with a thousand components, as below. */
export async function refusedRows(world: ApiWorld, opened: AsyncDisposableStack, page: string): Promise<Row[]> {
  const api = opened.use(await world.start());
  const strict = opened.use(await world.start({ RATE_PER_ADDRESS: '1' }));
  const path = `/v1/pages/${page}/view`;
  const row = (what: string, of: RoleProcess, headers: Record<string, string>): Row => ({
    what: `cost of a request that is refused (${what}), beside a cached View of 1,000 components`,
    demand: '<= 0.3x',
    isMet: (figure) => figure <= 0.3,
    measure: async () => {
      const [cached, refused] = await inTurns(
        (seconds) => costOf(api.cpuMs, api.url + path, guest, seconds),
        (seconds) => costOf(of.cpuMs, of.url + path, headers, seconds),
      );
      const told = `${(refused.costMs * 1_000).toFixed(0)} µs of processor beside ${(cached.costMs * 1_000).toFixed(0)} µs`;
      return { figure: refused.costMs / cached.costMs, told };
    },
  });
  return [row('429', strict, guest), row('401', api, { authorization: `Bearer ${newKey()}` })];
}

const workers = 16;
const updatesPerIncident = 20;

/** Incidents written over HTTP, beside the transaction that writes them. */
export async function writeRows(world: ApiWorld, opened: AsyncDisposableStack): Promise<Row[]> {
  const api = opened.use(await world.start());
  const ask = opened.use(askOf(api.url, world.key));
  const places: Place[] = [];
  for (let at = 0; at < workers * 4; at++) places.push(await makePlace(ask));
  const write = writesOf(ask, places);
  await load(workers, 2_000, write);
  let last = 0;
  const measure = async () => {
    const raw = await rawWrites(world.databaseUrl);
    const { perSecond, tookMs } = await load(workers, 5_000, write);
    last = perSecond;
    return {
      figure: perSecond / raw,
      told: `${round(perSecond)}/s (p50 ${round(p50(tookMs))} ms, p99 ${round(p99(tookMs))} ms) beside ${round(raw)}/s`,
    };
  };
  return [
    { what: 'incident write over HTTP, beside the raw write', demand: '>= 0.6x', isMet: (figure) => figure >= 0.6, measure },
    {
      what: 'incident writes over HTTP, a second',
      demand: '>= 600',
      isMet: (figure) => figure >= 600,
      measure: async () => ({ figure: last, told: 'as above' }),
    },
  ];
}

function writesOf(ask: Ask, places: Place[]) {
  return async (worker: number, at: number): Promise<void> => {
    const place = places[(worker * 4 + (at % 4)) % places.length]!;
    if (at % (updatesPerIncident * 4) < 4 && at > 4) place.incident = await openIncident(ask, place.page, place.component);
    const components = [{ id: place.component, status: 'major_outage' }];
    made(
      await ask('POST', `/v1/pages/${place.page}/incidents/${place.incident}/updates`, {
        status: 'identified',
        body: 'x'.repeat(200),
        components,
      }),
    );
  };
}

/** What is in nobody's memory, of a large page. */
export async function uncachedRows(world: ApiWorld, opened: AsyncDisposableStack, page: string): Promise<Row[]> {
  const api = opened.use(await world.start());
  const ask = opened.use(askOf(api.url, world.key));
  const [component] = await world.sql<{ id: string }[]>`select id from component where page = ${page} limit 1`;
  let changes = 0;
  // Whatever was kept of the page is another version's: to be told that it may have changed would only have its version looked at.
  const outdate = async () => {
    const description = `What it does, said for the ${(changes += 1)}. time`;
    made(await ask('PATCH', `/v1/pages/${page}/components/${component!.id}`, { description }));
  };
  const row = (what: string, path: string): Row[] => {
    const once = async () => {
      await outdate();
      const began = performance.now();
      const { status, cache } = await ask('GET', path, undefined, { authorization: '' });
      const tookMs = performance.now() - began;
      if (status !== 200 || cache !== 'MISS') throw new Error(`${path}: ${status}, ${cache}`);
      return tookMs;
    };
    return [
      {
        what: `uncached ${what}, 1,000 components and 10,000 past incidents: p99`,
        demand: '<= 20 ms',
        isMet: (figure) => figure <= 20,
        measure: async () => {
          for (let at = 0; at < 20; at++) await once();
          const took: number[] = [];
          for (let at = 0; at < 200; at++) took.push(await once());
          return { figure: p99(took), told: `p50 ${round(p50(took))} ms, p99 ${round(p99(took))} ms` };
        },
      },
      {
        what: `uncached ${what}: queries`,
        demand: '<= 2',
        isMet: (figure) => figure <= 2,
        measure: async () => ({ figure: await queriesOf(world, once), told: 'statements that the server of the database saw' }),
      },
    ];
  };
  return [...row('View', `/v1/pages/${page}/view`), ...row('list of incidents', `/v1/pages/${page}/incidents`)];
}

// What the server is asked while a request is answered; what goes on beside it, the same for every request, is none of it.
async function queriesOf({ sql, databaseLog }: ApiWorld, once: () => Promise<unknown>): Promise<number> {
  await once();
  await sql.unsafe(`alter system set log_statement = 'all'`);
  await sql.unsafe(`alter system set log_line_prefix = '%a|'`);
  await sql`select pg_reload_conf()`;
  await new Promise((resolve) => setTimeout(resolve, 500));
  const counted: number[] = [];
  for (let at = 0; at < 9; at++) {
    const before = readFileSync(databaseLog, 'utf8').length;
    await once();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const lines = readFileSync(databaseLog, 'utf8').slice(before).split('\n');
    counted.push(lines.filter((line) => /^api-reads\|.*(?:execute|statement)/.test(line)).length);
  }
  await sql.unsafe('alter system reset log_statement');
  await sql`select pg_reload_conf()`;
  return counted.toSorted((a, b) => a - b)[4]!;
}

/** How long a responder waits while strangers sign up and everybody reads. */
export async function crowdedRows(world: ApiWorld, opened: AsyncDisposableStack, page: string): Promise<Row[]> {
  const api = opened.use(await world.start());
  const ask = opened.use(askOf(api.url, world.key));
  const places: Place[] = [];
  for (let at = 0; at < 16; at++) places.push(await makePlace(ask));
  const write = writesOf(ask, places);
  // Few at a time: what a responder feels, and not what a crowd of responders does to itself.
  const responders = () =>
    load(4, 5_000, async (worker, at) => {
      await write(worker, at);
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
  await responders();
  return [
    {
      what: 'p99 of incident writes while subscribers are imported and a flood reads, beside idle',
      demand: '<= 3x',
      isMet: (figure) => figure <= 3,
      measure: async () => {
        const idle = p99((await responders()).tookMs);
        const state = { isOver: false };
        const importing = Array.from({ length: 30 }, async () => {
          while (!state.isOver)
            await ask('POST', `/v1/pages/${page}/subscriptions`, { channel: 'email', address: `${newId()}@example.com` });
        });
        const reading = wrk(`${api.url}/v1/pages/${page}/incidents?limit=20`, guest, { seconds: 6, connections: 64 });
        await new Promise((resolve) => setTimeout(resolve, 500));
        const crowded = p99((await responders()).tookMs);
        state.isOver = true;
        await Promise.all([...importing, reading]);
        return { figure: crowded / idle, told: `p99 ${round(crowded)} ms beside ${round(idle)} ms` };
      },
    },
  ];
}

/** What a process holds when the region has many pages, of which some are asked for. */
export async function memoryRows(world: ApiWorld, opened: AsyncDisposableStack): Promise<Row[]> {
  const pages = await makeManyPages(world.sql, 100_000, 1_000);
  void opened;
  return [
    {
      what: 'memory with 100,000 pages in the region, 1,000 asked',
      demand: '<= 400 MB',
      isMet: (figure) => figure <= 400,
      measure: async () => {
        await using api = await world.start();
        using ask = askOf(api.url, world.key);
        for (let round = 0; round < 3; round++) {
          await load(16, 4_000, async (worker, at) => {
            const page = pages[(worker * 61 + at * 7) % pages.length]!;
            await ask('GET', `/v1/pages/${page}/view`, undefined, { authorization: '' });
          });
        }
        return { figure: api.memoryMb(), told: `${round(api.memoryMb())} MB` };
      },
    },
  ];
}

async function bareServer(opened: AsyncDisposableStack, text: string): Promise<{ url: string; cpuMs: () => number }> {
  const dir = await mkdtemp(join(tmpdir(), 'pharos-bare-'));
  opened.defer(() => rm(dir, { recursive: true, force: true }));
  const [file, port] = [join(dir, 'answer.json'), await freePort()];
  writeFileSync(file, text);
  const program = fileURLToPath(new URL('bare.ts', import.meta.url));
  const args = ['-c', String(serverCore), process.execPath, '--max-semi-space-size=64', program, file, String(port)];
  const child = startChild({ command: 'taskset', args, logFile: join(dir, 'bare.log'), stopMs: 1_000 });
  opened.use(child);
  await untilUp(child, () => isListening(port), 'the bare route', join(dir, 'bare.log'), 10_000);
  return { url: `http://127.0.0.1:${port}`, cpuMs: () => cpuMs(child.pid) };
}
