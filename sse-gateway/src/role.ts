import type { Bus } from '@pharos/core/outside/bus';
import type { Cache } from '@pharos/core/outside/cache';
import type { Sql } from '@pharos/core/outside/postgres';
import type { Kit, Role } from '@pharos/core/role';
import { announce } from './announce.ts';
import type { Engine, EngineHandlers, EngineName, EngineOptions } from './engine/engine.ts';
import { createPortableEngine } from './engine/portable.ts';
import { createHub } from './hub.ts';
import { createLimits } from './limits.ts';
import { watchEngine } from './metrics.ts';
import { createServe } from './serve.ts';
import { pageTable, type PageTable } from './table.ts';

export interface GatewayOptions {
  sql: Sql;
  bus: Bus;
  cache: Cache;
  host: string;
  port: number;
  /** Where readers reach it; without it, its own address. */
  publicUrl?: string | undefined;
  engine?: EngineName;
  threads?: number;
  /** A table of descriptors for each thread of the `linux` engine: for measuring where the limit cannot be raised. */
  hasOwnDescriptors?: boolean;
  readersMax?: number;
  readersPerAddressMax?: number;
  readersPerPageMax?: number;
  addressHeader?: string | undefined;
  checkMs?: number;
  heartbeatMs?: number;
  lingerMs?: number;
  pollMs?: number;
  retryMs?: number;
  drainMs?: number;
}

// Sockets that are no readers yet: those being asked, answered or turned away.
const connectionsSpare = 2_000;
// Closes go out in this many steps: no two readers of a thousand come back in the same moment.
const drainSteps = 25;

/** Live push to visitors over the region's Postgres. */
export function startGateway(kit: Kit, { sql, ...options }: GatewayOptions): Promise<Role & { url: string }> {
  return openGateway(kit, { ...options, table: pageTable(sql) });
}

/** A running gateway, and on dispose a paced farewell to all of its readers. */
export async function openGateway(kit: Kit, options: Omit<GatewayOptions, 'sql'> & { table: PageTable }): Promise<Role & { url: string }> {
  const { table, bus, cache, host, port, readersMax = 200_000, retryMs = 2_000, drainMs = 2_500 } = options;
  const gateway = `${kit.region}-${Math.floor(kit.random() * 0xffffffff)
    .toString(16)
    .padStart(8, '0')}`;
  const started: { engine?: Engine } = {};
  let isDraining = false;
  const hub = createHub({
    kit,
    table,
    bus,
    cache,
    publish: (...frame) => started.engine?.publish(...frame),
    // A message the bus lost is found within two seconds; the query is one row by its key.
    checkMs: options.checkMs ?? 2_000,
    // Proxies and phones cut what is silent for half a minute.
    heartbeatMs: options.heartbeatMs ?? 15_000,
    lingerMs: options.lingerMs ?? 30_000,
  });
  const limits = createLimits({
    readersMax,
    readersPerAddressMax: options.readersPerAddressMax ?? 2_000,
    readersPerPageMax: options.readersPerPageMax ?? readersMax,
  });
  const serve = createServe({
    kit,
    gateway,
    hub,
    limits,
    engine: () => started.engine!,
    pollMs: options.pollMs ?? 15_000,
    retryMs,
    isDraining: () => isDraining,
    addressHeader: options.addressHeader,
  });
  const lag = kit.metrics.histogram('reader_lag_seconds', 'From commit until all readers of the page on this gateway have it');
  const engine = await openEngine(
    options.engine ?? 'portable',
    { threads: options.threads ?? 0, hasOwnDescriptors: options.hasOwnDescriptors ?? false },
    {
      host,
      port,
      connectionsMax: readersMax + connectionsSpare,
      keepHeaders: options.addressHeader ? [options.addressHeader] : [],
      handlers: {
        ...serve,
        onPassed: (at) => lag.observe(Math.max(0, kit.clock.now() - at) / 1_000),
      } satisfies EngineHandlers,
    },
  ).catch(async (error: unknown) => {
    await hub[Symbol.asyncDispose]();
    throw error;
  });
  started.engine = engine;
  watchEngine(kit.metrics, engine, hub);
  const url = options.publicUrl ?? `http://${host}:${engine.port}`;
  const beats = announce(kit, bus, () => ({ gateway, url, readers: limits.readers(), isDraining }));

  const drain = async () => {
    isDraining = true;
    beats.now();
    await engine.stopListening();
    const each = Math.ceil(limits.readers() / drainSteps);
    while (limits.readers() > 0 && (await engine.shed(each, serve.lastWord)) > 0) await kit.clock.sleep(drainMs / drainSteps);
    beats.stop();
    await engine[Symbol.asyncDispose]();
    await hub[Symbol.asyncDispose]();
  };
  let drained: Promise<void> | undefined;
  return {
    url,
    checks: async () => ({ ...hub.checks(), gateway: isDraining ? 'draining' : undefined }),
    [Symbol.asyncDispose]: () => (drained ??= drain()),
  };
}

async function openEngine(
  name: EngineName,
  threads: { threads: number; hasOwnDescriptors: boolean },
  options: EngineOptions,
): Promise<Engine> {
  if (name === 'portable') return createPortableEngine(options);
  // Loaded only when it is wanted: its library is there on Linux with glibc only.
  const linux = await import('./engine/linux.ts').catch((error: unknown) => {
    if (name === 'linux') throw error;
    return undefined;
  });
  if (!linux || (name === 'auto' && process.platform !== 'linux')) return createPortableEngine(options);
  return linux.createLinuxEngine({ ...options, ...threads });
}
