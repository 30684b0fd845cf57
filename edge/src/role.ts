import type { Bus } from '@pharos/core/outside/bus';
import type { Cache } from '@pharos/core/outside/cache';
import { createEdgeToken } from '@pharos/core/edge-token';
import { createMarkdown } from '@pharos/core/markdown';
import { serveHttp } from '@pharos/core/outside/http';
import type { Kit, Role } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import { createEdge } from './app.ts';
import { createAtHand } from './at-hand.ts';
import { loadAssets } from './assets.ts';
import { createCopies } from './copies.ts';
import { sharedBy } from './desk.ts';
import { createKept } from './kept.ts';
import { followGateways } from './gateways.ts';
import { createUpstreams, type Upstream } from './upstreams.ts';
import { startPublisher } from './publisher.ts';
import { createReaders } from './readers.ts';
import { createRelays } from './relays.ts';
import { createVisitors } from './visitors.ts';
import { wholeAnswer } from './whole-answer.ts';

export interface EdgeOptions {
  bus: Bus;
  cache: Cache;
  host: string;
  port: number;
  /** APIs: the near region's first, then the fallbacks in the order of the routing table. */
  upstreams: Upstream[];
  /** Public addresses of the edges of other regions. */
  peers?: string[];
  /** Behind a proxy of ours: the header in which it writes the visitor's address. */
  addressHeader?: string | undefined;
  /** Where somebody tells of a hole in this installation: `mailto:` or `https:`. */
  securityContact?: string | undefined;
  /** By which browsers know who tells them. */
  pushKey?: string | undefined;
  /** Longest wait for one API. */
  originTimeoutMs?: number;
  /** Secrets of the tokens that open private pages. */
  readerKeys?: string[] | undefined;
}

/** The public pages of one region, and the publisher that keeps their copies. */
export async function startEdge(kit: Kit, options: EdgeOptions): Promise<Role & { url: string }> {
  const { bus, cache, host, port } = options;
  const failures = kit.metrics.counter('edge_upstream_failures_total', 'Questions an upstream did not answer', ['upstream']);
  const upstreams = createUpstreams({
    clock: kit.clock,
    upstreams: options.upstreams,
    fetch,
    timeoutMs: options.originTimeoutMs ?? 2_000,
    token: createEdgeToken(options.readerKeys ?? [], kit.clock.now),
    onFailure: ({ region }, error) => {
      failures.inc({ upstream: region });
      kit.log.debug({ err: error, upstream: region }, 'an upstream did not answer');
    },
  });
  const readers = createReaders(kit.clock, options.readerKeys ?? []);
  const kept = createKept(kit, cache, upstreams, readers.credentials);
  const copies = createCopies(kit, cache, upstreams, readers.credentials, () => bus.isConnected(), kept);
  const gateways = followGateways(kit, bus);
  const relayed = kit.metrics.gauge('edge_relayed_streams', 'Streams of gateways that pass through here, for an EventSource each');
  const relays = createRelays({ clock: kit.clock, fetch, onCount: (count) => relayed.set(count) });
  const publisher = startPublisher(kit, bus, copies);
  const app = createEdge({
    clock: kit.clock,
    readerKeys: options.readerKeys ?? [],
    assets: loadAssets(),
    copies,
    kept,
    upstreams,
    readers,
    visitors: createVisitors(),
    addressHeader: options.addressHeader,
    relays,
    random: kit.random,
    markdown: createMarkdown(),
    gatewayFor: gateways.urlFor,
    peers: options.peers ?? [],
    securityContact: options.securityContact,
    pushKey: options.pushKey,
  });
  const stop = async (): Promise<void> => {
    await publisher[Symbol.asyncDispose]();
    gateways[Symbol.dispose]();
  };
  const { clock, log } = kit;
  const atHand = createAtHand({
    clock,
    fetch: (request, peer) => app.fetch(request, peer),
    viewOf: copies.again,
    sharedBy,
    later: (work) => run(work, (error) => log.warn({ err: error }, 'an answer was not made anew')),
  });
  const server = await serveHttp({
    host,
    port,
    fetch: atHand.fetch,
    atOnce: (asked) => {
      const told = atHand.find(asked, asked);
      return told instanceof Promise ? told.then((late) => wholeAnswer(late, clock.now)) : told && wholeAnswer(told, clock.now);
    },
    onQuickFault: (error) => log.error({ err: error }, 'an answer at hand could not be given'),
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const drain = async () => {
    relays[Symbol.dispose]();
    await server[Symbol.asyncDispose]();
    await stop();
  };
  let stopped: Promise<void> | undefined;
  return {
    url: server.url,
    // With every upstream away the edge still serves what it has: that is what it is for.
    checks: async () => ({ publisher: publisher.check() }),
    [Symbol.asyncDispose]: () => (stopped ??= drain()),
  };
}
