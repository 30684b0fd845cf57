import { systemClock, type Clock } from '@pharos/core/clock';
import { createEdgeToken } from '@pharos/core/edge-token';
import { createMarkdown } from '@pharos/core/markdown';
import { testKit } from '@pharos/core/testing/kit';
import { createMemoryCache } from '@pharos/core/outside/cache-memory';
import type { Cache } from '@pharos/core/outside/cache';
import type { ViewWithHistory } from '@pharos/resources/view';
import { createEdge } from '../src/app.ts';
import { loadAssets } from '../src/assets.ts';
import { readClient } from '../src/client-files.ts';
import { createCopies } from '../src/copies.ts';
import { createKept } from '../src/kept.ts';
import { createUpstreams } from '../src/upstreams.ts';
import { createRelays } from '../src/relays.ts';
import { createReaders } from '../src/readers.ts';
import { createVisitors } from '../src/visitors.ts';
import { regionsInMemory } from './regions-in-memory.ts';
import { troubledView } from './sample.ts';

export const assets = await loadAssets(readClient);
export const minute = 60_000;
export const readerKey = 'r'.repeat(32);

/** An edge with two regions behind it, all in memory; time moves when told. */
export function world(view: ViewWithHistory = troubledView(), cache?: Cache) {
  let offset = 0;
  const clock: Clock = {
    now: () => Date.parse('2026-03-14T12:00:00Z') + offset,
    elapsed: () => performance.now() + offset,
    sleep: systemClock.sleep,
  };
  const kit = testKit({ role: 'edge', region: 'eu', clock });
  const { regions, posted, apis } = regionsInMemory(view);
  const upstreams = createUpstreams({
    clock,
    upstreams: [
      { region: 'eu', url: 'http://eu' },
      { region: 'us', url: 'http://us' },
    ],
    fetch: (async (url: string, init: RequestInit) => apis[url.startsWith('http://eu') ? 'eu' : 'us'].request(url, init)) as typeof fetch,
    timeoutMs: 500,
    token: createEdgeToken([readerKey], clock.now),
    onFailure: () => undefined,
  });
  const readers = createReaders(clock, [readerKey]);
  const store = cache ?? createMemoryCache(clock);
  const kept = createKept(kit, store, upstreams, readers.credentials);
  const copies = createCopies(kit, store, upstreams, readers.credentials, () => true, kept);
  const app = createEdge({
    clock,
    readerKeys: [readerKey],
    assets,
    copies,
    kept,
    upstreams,
    readers,
    visitors: createVisitors(),
    addressHeader: 'x-visitor',
    relays: createRelays({
      clock,
      fetch: (async (url: URL) => regions.eu.gateway(url.href)) as unknown as typeof fetch,
      onCount: () => undefined,
    }),
    random: kit.random,
    markdown: createMarkdown(),
    gatewayFor: async () => (regions.eu.hasGateway ? 'http://gateway:1234' : undefined),
    peers: ['http://us.example', 'http://eu.example'],
  });
  const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers: { host: 'eu.example', ...headers } });
  return { get, app, regions, posted, view, copies, clock, pass: (ms: number) => (offset += ms) };
}
