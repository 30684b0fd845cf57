import type { Bus } from '@pharos/core/outside/bus';
import type { Cache } from '@pharos/core/outside/cache';
import { serveHttp } from '@pharos/core/outside/http';
import type { Kit, Role } from '@pharos/core/role';
import { loadAssets } from './assets.ts';
import { readClient } from './client-files.ts';
import { followGateways } from './gateways.ts';
import { openPages, type PagesSettings } from './pages.ts';
import { startPublisher } from './publisher.ts';
import { createRelays } from './relays.ts';
import { createVisitors } from './visitors.ts';
import { wholeAnswer } from './whole-answer.ts';

export interface EdgeOptions extends PagesSettings {
  bus: Bus;
  cache: Cache;
  host: string;
  port: number;
}

/** The public pages of one region, and the publisher that keeps their copies. */
export async function startEdge(kit: Kit, { bus, cache, host, port, ...settings }: EdgeOptions): Promise<Role & { url: string }> {
  const { clock, log } = kit;
  const assets = await loadAssets(readClient);
  const gateways = followGateways(kit, bus);
  const relayed = kit.metrics.gauge('edge_relayed_streams', 'Streams of gateways that pass through here, for an EventSource each');
  const relays = createRelays({ clock, fetch, onCount: (count) => relayed.set(count) });
  const { atHand, copies } = openPages(kit, {
    ...settings,
    cache,
    assets,
    visitors: createVisitors(),
    fetch,
    relays,
    gatewayFor: gateways.urlFor,
    isTold: () => bus.isConnected(),
  });
  const publisher = startPublisher(kit, bus, copies);
  const stop = async (): Promise<void> => {
    await publisher[Symbol.asyncDispose]();
    gateways[Symbol.dispose]();
  };
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
