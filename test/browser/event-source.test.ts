import { Hono } from 'hono';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../core/src/clock.ts';
import { createMemoryCache } from '../../core/src/outside/cache-memory.ts';
import { serveHttp } from '../../core/src/outside/http.ts';
import { mintReaderToken } from '../../core/src/reader-token.ts';
import { encodeVersion } from '../../core/src/version.ts';
import { startEdge } from '../../edge/src/role.ts';
import { greenView } from '../../edge/test/sample.ts';
import { openRealRegion, type GatewayProcess, type RealRegion } from '../../sse-gateway/test/processes.ts';
import { openReader } from '../../sse-gateway/test/reader.ts';
import { createPage, kitOf } from '../../sse-gateway/test/region.ts';
import { openBrowser } from './open-browser.ts';

const readerKeys = ['r'.repeat(32)];
let region: RealRegion;
let edge: Awaited<ReturnType<typeof startEdge>>;
let api: Awaited<ReturnType<typeof serveHttp>>;
let browser: Browser;

beforeAll(async () => {
  region = await openRealRegion();
  const views = new Hono().get('/v1/pages/:page/view', (c) => {
    const view = greenView();
    return c.json({ ...view, page: { ...view.page, id: c.req.param('page'), private: true, tokensFrom: null } });
  });
  api = await serveHttp({ host: '127.0.0.1', port: 0, fetch: (request) => views.fetch(request) });
  edge = await startEdge(kitOf('eu'), {
    bus: region.bus,
    cache: createMemoryCache(systemClock),
    host: '127.0.0.1',
    port: 0,
    upstreams: [{ region: 'eu', url: api.url }],
    readerKeys,
  });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await edge?.[Symbol.asyncDispose]();
  await api?.[Symbol.asyncDispose]();
  await region?.[Symbol.asyncDispose]();
});

/** The three lines of docs/live.md, on a site that is not ours. */
async function follow(page: string): Promise<Page> {
  const tab = await browser.newPage();
  await tab.evaluate(`window.heard = []; window.hellos = []; window.resets = []; window.opens = 0;
    window.source = new EventSource('${edge.url}/live/${page}?after=${encodeVersion({ 7: 1 })}');
    source.addEventListener('open', () => opens++);
    source.addEventListener('hello', (event) => hellos.push(JSON.parse(event.data)));
    source.addEventListener('change', (event) => heard.push(JSON.parse(event.data).patch.page.name));
    source.addEventListener('reset', (event) => resets.push(event.data));`);
  return tab;
}

const names = (count: number) => Array.from({ length: count }, (_, at) => `change ${at}`);

it('an EventSource goes on through gateways that are killed, and through a time without any: each change once', async () => {
  const page = await createPage(region.database.sql);
  const running: (GatewayProcess & { name: string })[] = [];
  const start = async (name: string) => running.push({ name, ...(await region.start(name)) });
  await start('one');
  await start('two');
  const tab = await follow(page);
  let changes = 0;
  const change = async () => void (await region.change(page, `change ${changes++}`));
  const heard = () => tab.evaluate<string[]>('heard');
  const gateways = () => tab.evaluate<string[]>('hellos.map(({ gateway }) => gateway)');
  const isAt = async ({ admin }: GatewayProcess) => /^readers\{[^}]*\} 1$/m.test(await (await fetch(`${admin}/metrics`)).text());
  await change();
  await expect.poll(heard).toEqual(names(1));

  // Killed with a change that was told, one that is being told, and some that nobody has heard.
  const held = (await isAt(running[0]!)) ? running.shift()! : running.pop()!;
  void change();
  await held.child.kill();
  for (let turn = 0; turn < 5; turn++) await change();
  await expect.poll(heard, { timeout: 30_000 }).toEqual(names(changes));
  expect(new Set(await gateways()).size).toBe(2);

  // The last one goes as well: the edge has nobody to send it to, and does not end it for that.
  await running.pop()!.child.kill();
  await change();
  await expect.poll(async () => (await fetch(`${edge.url}/live/${page}`, { redirect: 'manual' })).status).toBe(200);
  await change();
  await tab.waitForTimeout(5_000);
  expect(await tab.evaluate('source.readyState')).not.toBe(2);
  await start('three');
  await expect.poll(heard, { timeout: 30_000 }).toEqual(names(changes));
  await change();
  await expect.poll(heard).toEqual(names(changes));
  expect(await tab.evaluate('resets')).toEqual([]);
  await tab.close();
  for (const { child } of running) await child.kill();
});

it('an EventSource that finds its gateway full is told when to come back, again and again, and is let in when there is room', async () => {
  const page = await createPage(region.database.sql);
  const { child, port } = await region.start('small', { READERS_MAX: '1' });
  const url = `http://127.0.0.1:${port}`;
  await expect.poll(async () => (await fetch(`${edge.url}/live/${page}`, { redirect: 'manual' })).headers.get('location')).toContain(url);
  const inside = openReader(port, `/live/${page}`);
  await expect.poll(() => inside.of('hello').length).toBe(1);
  const tab = await follow(page);
  const hellos = () => tab.evaluate<{ full?: string }[]>('hellos');
  // By the gateway, and once it has said that it is full, by the edge: neither has ended it.
  await expect.poll(() => tab.evaluate('opens')).toBeGreaterThanOrEqual(3);
  await region.change(page, 'change 0');
  expect(await tab.evaluate('heard')).toEqual([]);
  expect((await hellos()).filter(({ full }) => full !== 'gateway')).toEqual([]);
  inside.socket.destroy();
  await expect.poll(async () => (await hellos()).filter(({ full }) => !full).length).toBe(1);
  await region.change(page, 'change 1');
  await expect.poll(() => tab.evaluate('heard')).toEqual(names(2));
  await tab.close();
  await child.kill();
});

it('a script of another site reads a private page with its token in a header, through the edge', async () => {
  const page = await createPage(region.database.sql);
  await region.database.sql`update page set private = true where id = ${page}`;
  const { child, port } = await region.start('private', { READER_KEYS: readerKeys[0]! });
  const now = Date.now();
  const token = await mintReaderToken({ page, issuedAt: now, expiresAt: now + 60_000 }, readerKeys[0]!);
  const elsewhere = await serveHttp({ host: '127.0.0.1', port: 0, fetch: () => new Response('another site') });
  const tab = await browser.newPage();
  await tab.goto(elsewhere.url);
  const ask = (path: string, authorization: string) =>
    tab.evaluate<{ status: number; body: object }>(`(async () => {
      const headers = { accept: 'application/json', authorization: '${authorization}' };
      const answer = await fetch('${edge.url}${path}', { headers });
      return { status: answer.status, body: await answer.json() };
    })()`);
  const viewPath = `/p/${page}/view.json`;
  const livePath = `/live/${page}?after=${encodeVersion({ 7: 1 })}`;
  await region.change(page, 'for those who may know');
  await expect
    .poll(async () => (await fetch(`${edge.url}${livePath}`, { redirect: 'manual' })).headers.get('location'))
    .toContain(`:${port}/`);
  // The gateway has heard of the page; that it has heard of the change, and the edge of the page, takes a moment more.
  const within = { timeout: 10_000 };
  await expect.poll(() => ask(viewPath, `Bearer ${token}`), within).toMatchObject({ status: 200, body: { page: { id: page } } });
  await expect
    .poll(() => ask(livePath, `Bearer ${token}`), within)
    .toMatchObject({ status: 200, body: { events: [{ patch: { page: { name: 'for those who may know' } } }] } });
  expect((await ask(viewPath, 'Bearer rt1.1.2.x')).status).toBe(404);
  // Who brings a version may only be early: it is sent away as from a page that is not there.
  const early = { status: 200, body: { full: 'not-here', events: [] } };
  // The gateway may close the connection of the answer before, just as the browser asks over it again.
  await expect.poll(() => ask(livePath, 'Bearer rt1.1.2.x'), within).toMatchObject(early);
  await tab.close();
  await elsewhere[Symbol.asyncDispose]();
  await child.kill();
});
