import { newId } from '@pharos/core/id';
import type { ViewWithHistory } from '@pharos/resources/view';
import { Miniflare } from 'miniflare';
import { afterAll } from 'vitest';
import { loadAssets } from '../src/assets.ts';
import { readClient } from '../src/client-files.ts';
import { bundledWorker } from '../src/worker/bundle.ts';
import { regionsInMemory } from './regions-in-memory.ts';
import { troubledView } from './sample.ts';
import type { Asked } from './workerd-main.ts';

/*
 * Stands in the place of `edge-world.ts` where the tests of the edge run on workerd: the same words, and behind them the worker in the runtime
 * that it is deployed to. What it asks of regions leaves the runtime and is answered here.
 */
export const assets = await loadAssets(readClient);
export const minute = 60_000;
export const readerKey = 'r'.repeat(32);

type Regions = ReturnType<typeof regionsInMemory>;
const worlds = new Map<string, Regions>();
// Gateways have one address in all worlds: it is the last one's.
let last: Regions | undefined;

const runtime = new Miniflare({
  modules: [{ type: 'ESModule', path: 'worker.mjs', contents: await bundledWorker(new URL('workerd-main.ts', import.meta.url)) }],
  compatibilityDate: '2026-04-01',
  kvNamespaces: ['PAGES'],
  bindings: {
    EDGE_PEERS: 'http://us.example,http://eu.example',
    READER_KEYS: readerKey,
    READERS_ADDRESS_HEADER: 'x-visitor',
    ORIGIN_TIMEOUT_MS: '500',
    LIVE_URL: 'http://gateway:1234',
  },
  outboundService: async (request: Request) => {
    const url = new URL(request.url);
    const [, region, id] = /^(eu|us)\.([0-9a-f-]+)\.test$/.exec(url.hostname) ?? [];
    if (!region) return last!.regions.eu.gateway(request.url) as never;
    const init = { method: request.method, headers: [...request.headers] as [string, string][], body: await request.text() };
    const { body, ...rest } = init;
    return (await worlds.get(id!)!.apis[region as 'eu' | 'us'].request(url.pathname + url.search, body === '' ? rest : init)) as never;
  },
});
afterAll(() => runtime.dispose());

export function world(view: ViewWithHistory = troubledView()) {
  const id = newId();
  const made = regionsInMemory(view);
  worlds.set(id, made);
  last = made;
  let offset = 0;
  const request = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const asked = new Request(new URL(path, 'http://localhost'), init);
    // As every request has it that comes to a worker.
    const host = hostOf(init.headers) ?? new URL(asked.url).host;
    const headers: [string, string][] = [...[...asked.headers].filter(([name]) => name !== 'host'), ['host', host]];
    const said: Asked = { id, url: asked.url, offset, headers };
    const body = asked.body ? await asked.text() : undefined;
    const answer = await runtime.dispatchFetch('http://worker.test/', {
      method: asked.method,
      headers: { 'x-test-world': JSON.stringify(said) },
      redirect: 'manual',
      ...(body !== undefined && { body }),
    });
    return answer as unknown as Response;
  };
  const app = { request };
  const get = (path: string, headers: Record<string, string> = {}) => request(path, { headers: { host: 'eu.example', ...headers } });
  return { get, app, ...made, view, pass: (ms: number) => (offset += ms) };
}

function hostOf(headers: RequestInit['headers']): string | undefined {
  return headers && !Array.isArray(headers) && !(headers instanceof Headers) ? headers['host'] : undefined;
}
