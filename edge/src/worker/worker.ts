import { readConfig } from '@pharos/core/config';
import { systemClock, type Clock } from '@pharos/core/clock';
import { createKvCache, type KvNamespace } from '@pharos/core/outside/cache-kv';
import { z } from 'zod';
import { loadAssets, type ReadClient } from '../assets.ts';
import { openPages, type Pages } from '../pages.ts';
import { pagesConfig } from '../pages-config.ts';
import { createRelays } from '../relays.ts';
import { createVisitors } from '../visitors.ts';
import { workerKit } from './kit.ts';

/** What the platform hands to a worker: its KV, and variables. */
export interface WorkerEnv {
  PAGES: KvNamespace;
  [variable: string]: unknown;
}

export interface WorkerContext {
  waitUntil(work: Promise<unknown>): void;
}

export interface Worker {
  fetch(request: Request, env: WorkerEnv, context: WorkerContext): Promise<Response>;
}

/** What the pages are told, and what only a worker has to be told. */
export const workerConfig = {
  ...pagesConfig,
  READERS_ADDRESS_HEADER: pagesConfig.READERS_ADDRESS_HEADER.default('cf-connecting-ip'),
  REGION: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,15}$/)
    .default('edge')
    .describe('How this worker calls itself in its log'),
  LIVE_URL: z.url().optional().describe('Where readers reach the gateways of the near region, all of them under one address'),
};

export interface WorkerOptions {
  readClient: ReadClient;
  clock?: Clock;
}

/**
 * The public pages on workers: one plain `fetch` handler. An isolate makes itself ready with its first request, and serves many at once;
 * whatever is begun for one of them and used by another is kept alive by all who came meanwhile.
 */
export function createWorker({ readClient, clock = systemClock }: WorkerOptions): Worker {
  let opening: Promise<Pages> | undefined;
  // What is asked of KV and regions just now. The platform ends what a request began with that request, unless it is told to wait.
  const underWay = new Set<Promise<unknown>>();
  const held = <T>(work: Promise<T>): Promise<T> => {
    const over = () => void underWay.delete(settled);
    const settled: Promise<void> = work.then(over, over);
    underWay.add(settled);
    return work;
  };

  const open = async (env: WorkerEnv): Promise<Pages> => {
    const config = readConfig(workerConfig, env as Record<string, string | undefined>);
    const kv = createKvCache(env.PAGES, clock);
    const cache = {
      ...kv,
      get: (key: string) => held(kv.get(key)),
      list: (name: string) => held(kv.list(name)),
      set: (...said: Parameters<typeof kv.set>) => held(kv.set(...said)),
      append: (...said: Parameters<typeof kv.append>) => held(kv.append(...said)),
      delete: (key: string) => held(kv.delete(key)),
    };
    const heldFetch = ((...asked: Parameters<typeof fetch>) => held(whole(fetch(...asked)))) as typeof fetch;
    return openPages(workerKit(clock, config.REGION), {
      upstreams: config.API_UPSTREAMS,
      peers: config.EDGE_PEERS,
      addressHeader: config.READERS_ADDRESS_HEADER,
      securityContact: config.SECURITY_CONTACT,
      pushKey: config.VAPID_PUBLIC_KEY,
      originTimeoutMs: config.ORIGIN_TIMEOUT_MS,
      readerKeys: config.READER_KEYS,
      cache,
      assets: await loadAssets(readClient),
      visitors: createVisitors(),
      fetch: heldFetch,
      relays: createRelays({
        clock,
        fetch: (...asked: Parameters<typeof fetch>) => fetch(...asked),
        onCount: () => undefined,
      }),
      gatewayFor: async () => config.LIVE_URL,
      // Nobody tells a worker of changes: it looks for itself, once a second for each page that is read.
      isTold: () => false,
      hold: (work) => void held(work),
    });
  };

  return {
    fetch: async (request, env, context) => {
      opening ??= open(env).catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      const answering = opening.then(({ atHand }) => atHand.fetch(notPacked(request), {}));
      context.waitUntil(untilQuiet(answering, underWay));
      return answering;
    },
  };
}

// The platform packs what leaves it, in the best way that the visitor reads; what came packed it would pack once more.
function notPacked(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.delete('accept-encoding');
  return new Request(request, { headers });
}

// What a region says is short: it is here whole before anybody reads it, whoever that is.
async function whole(asking: Promise<Response>): Promise<Response> {
  const answer = await asking;
  const { status, headers } = answer;
  return new Response(status === 304 || status === 204 ? null : await answer.arrayBuffer(), { status, headers });
}

// After an answer of a region the next one may be asked, and what was said is kept: that begins a turn later.
const turnMs = 1;
// Each region once, what is kept of its answer, and what else it leads to.
const roundsMax = 30;

async function untilQuiet(answering: Promise<unknown>, underWay: ReadonlySet<Promise<unknown>>): Promise<void> {
  await answering.catch(() => undefined);
  for (let round = 0; round < roundsMax && underWay.size > 0; round++) {
    await Promise.all(underWay);
    await new Promise((resolve) => setTimeout(resolve, turnMs));
  }
}
