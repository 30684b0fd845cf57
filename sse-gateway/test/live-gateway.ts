import { systemClock } from '@pharos/core/clock';
import type { PageEvent } from '@pharos/resources/fact';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { createMemoryCache } from '@pharos/core/outside/cache-memory';
import type { Sql } from '@pharos/core/outside/postgres';
import { subject } from '@pharos/core/subject';
import { startGateway, type GatewayOptions } from '../src/role.ts';
import { kitOf } from './region.ts';

/** One gateway over a real database, on a bus of its own. */
export async function openLive(sql: Sql, options: Partial<GatewayOptions> = {}) {
  const bus = createMemoryBus();
  const kit = kitOf('eu');
  const cache = createMemoryCache(systemClock);
  const gateway = await startGateway(kit, { sql, bus, cache, host: '127.0.0.1', port: 0, drainMs: 50, ...options });
  return {
    kit,
    bus,
    gateway,
    port: Number(new URL(gateway.url).port),
    /** On the bus, as the relay does. */
    tell: (event: PageEvent) => bus.publish(subject.page(event.page), JSON.stringify(event)),
    [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
  };
}
