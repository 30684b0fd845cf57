import { createEdgeToken } from '@pharos/core/edge-token';
import { createMarkdown } from '@pharos/core/markdown';
import type { Cache } from '@pharos/core/outside/cache';
import type { Kit } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import { createEdge } from './app.ts';
import type { Assets } from './assets.ts';
import { createAtHand, type AtHand } from './at-hand.ts';
import { createCopies, type Copies } from './copies.ts';
import { sharedBy } from './desk.ts';
import { createKept } from './kept.ts';
import type { LiveOptions } from './live-routes.ts';
import { createReaders } from './readers.ts';
import { createUpstreams, type Upstream } from './upstreams.ts';
import type { Visitors } from './visitors.ts';

/** What the pages are told by whoever runs them. */
export interface PagesSettings {
  /** APIs: the near region's first, then the fallbacks in the order of the routing table. */
  upstreams: Upstream[];
  /** Public addresses of the edges of other regions. */
  peers?: string[] | undefined;
  /** Behind a proxy of ours: the header in which it writes the visitor's address. */
  addressHeader?: string | undefined;
  /** Where somebody tells of a hole in this installation: `mailto:` or `https:`. */
  securityContact?: string | undefined;
  /** By which browsers know who tells them. */
  pushKey?: string | undefined;
  /** Longest wait for one API. */
  originTimeoutMs?: number | undefined;
  /** Secrets of the tokens that open private pages. */
  readerKeys?: string[] | undefined;
}

export interface PagesOptions extends PagesSettings, Pick<LiveOptions, 'relays' | 'gatewayFor'> {
  cache: Cache;
  assets: Assets;
  visitors: Visitors;
  fetch: typeof fetch;
  /** Comes word of changes here? */
  isTold(): boolean;
  /** Where a runtime ends what nobody waits for: is told of it. */
  hold?(work: Promise<unknown>): void;
}

export interface Pages {
  atHand: AtHand;
  copies: Copies;
}

/** The public pages, on whatever runtime: what they need of it is handed to them. */
export function openPages(kit: Kit, options: PagesOptions): Pages {
  const { clock, log, random } = kit;
  const { cache, assets, visitors, relays, gatewayFor, readerKeys = [], peers = [] } = options;
  const failures = kit.metrics.counter('edge_upstream_failures_total', 'Questions an upstream did not answer', ['upstream']);
  const upstreams = createUpstreams({
    clock,
    upstreams: options.upstreams,
    fetch: options.fetch,
    timeoutMs: options.originTimeoutMs ?? 2_000,
    token: createEdgeToken(readerKeys, clock.now),
    onFailure: ({ region }, error) => {
      failures.inc({ upstream: region });
      log.debug({ err: error, upstream: region }, 'an upstream did not answer');
    },
  });
  const readers = createReaders(clock, readerKeys);
  const kept = createKept(kit, cache, upstreams, readers.credentials);
  const copies = createCopies(kit, cache, upstreams, readers.credentials, options.isTold, kept);
  const app = createEdge({
    clock,
    readerKeys,
    assets,
    copies,
    kept,
    upstreams,
    readers,
    visitors,
    addressHeader: options.addressHeader,
    relays,
    random,
    markdown: createMarkdown(),
    gatewayFor,
    peers,
    securityContact: options.securityContact,
    pushKey: options.pushKey,
  });
  const atHand = createAtHand({
    clock,
    fetch: (request, peer) => app.fetch(request, peer),
    viewOf: copies.again,
    sharedBy,
    later: (work) => {
      options.hold?.(work);
      run(work, (error) => log.warn({ err: error }, 'an answer was not made anew'));
    },
  });
  return { atHand, copies };
}
