import type { Bus } from '@pharos/core/outside/bus';
import type { Cache } from '@pharos/core/outside/cache';
import type { Sql } from '@pharos/core/outside/postgres';
import type { Kit, Role } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import { startCanary } from './canary.ts';
import { createAccess, type Access, type AccessOptions } from './door/access.ts';
import { sentAway } from './door/answer.ts';
import { createFullness } from './door/fullness.ts';
import { createLimits } from './door/limits.ts';
import { usualMemoryMaxBytes } from './door/room-for-readers.ts';
import { createServe } from './door/serve.ts';
import { tokenHeaders } from './door/token-of.ts';
import { startWatermark } from './door/watermark.ts';
import { chooseEngine } from './engine/choose-engine.ts';
import type { CreateEngine, EngineName } from './engine/engine.ts';
import { watchApart } from './feed/apart.ts';
import { createHub, type Hub } from './feed/hub.ts';
import { regionTable, type PageTable } from './feed/table.ts';
import { watchJourneys } from './journeys.ts';
import { shedCounter, watchEngine } from './metrics.ts';
import { announce } from './moving/announce.ts';
import { takePort, takeReaders } from './moving/come.ts';
import { handedOverCounter, leave } from './moving/leave.ts';
import { startPlacement } from './moving/placement.ts';
import { successionPath } from './moving/succession.ts';

export interface GatewayOptions {
  sql: Sql;
  /** Another pool, for when all connections of the last one hang; without it they are waited for. */
  reopenSql?: () => Sql;
  bus: Bus;
  cache: Cache;
  host: string;
  port: number;
  /** Where readers reach it; without it, its own address. */
  publicUrl?: string | undefined;
  /** By its name, or one that is made elsewhere. */
  engine?: EngineName | CreateEngine;
  threads?: number;
  readersMax?: number;
  /** Sockets of any kind. */
  connectionsMax?: number | undefined;
  readersPerAddressMax?: number;
  readersPerPageMax?: number;
  addressHeader?: string | undefined;
  checkMs?: number;
  heartbeatMs?: number;
  lingerMs?: number;
  pollMs?: number;
  retryMs?: number;
  drainMs?: number;
  /** Above this readers are sent to polling; without it, three quarters of what there is. */
  memoryMaxBytes?: number | undefined;
  /** A page's stream as visitors reach it: read and measured, as a visitor would. */
  canaryUrl?: string | undefined;
  /** How long a gateway that joined the ring is looked at before it is sent readers. */
  settleMs?: number;
  /** Secrets of the tokens that open private pages. */
  readerKeys?: string[] | undefined;
  /** Where a gateway and its successor on the same host find each other; without it, or with the portable engine, they do not. */
  runDir?: string | undefined;
  handOverMs?: number;
}

export interface OpenOptions extends Omit<GatewayOptions, 'sql' | 'reopenSql'> {
  table: PageTable;
  /** Who may read which page; without it every page is everybody's. */
  readAccess?: AccessOptions['read'];
  mayRead?: AccessOptions['mayRead'];
}

// Sockets that are no readers yet: those being asked, answered or turned away.
const connectionsSpare = 2_000;

/** Live push to visitors over the region's Postgres. */
export function startGateway(kit: Kit, { sql, reopenSql, ...options }: GatewayOptions): Promise<Role & { url: string }> {
  const table = regionTable({ sql, reopen: reopenSql, kit });
  return openGateway(kit, { ...options, table, readAccess: table.access, mayRead: table.mayRead });
}

/**
 * A running gateway, and on dispose a paced farewell to all of its readers (`moving/leave.ts`). Everything that it is made of
 * meets here: what one part says that another must act on is wired below, and in no other place.
 */
export async function openGateway(kit: Kit, options: OpenOptions): Promise<Role & { url: string }> {
  const { table, bus, cache, host, port, readersMax = 200_000, retryMs = 2_000, drainMs = 2_500, pollMs = 15_000 } = options;
  const chosen = await chooseEngine(options.engine ?? 'portable', options.threads ?? 0);
  const path = chosen.isMovable && options.runDir !== undefined && port > 0 ? successionPath(options.runDir, port) : undefined;
  const succession = path === undefined ? undefined : await takePort({ kit, host, port, path });
  const gateway = succession?.gateway ?? newName(kit);
  let isDraining = false;

  const apart = watchApart(kit.clock, bus);
  const hub = createHub({
    kit,
    table,
    bus,
    cache,
    // A message the bus lost is found within two seconds; the query is one row by its key.
    checkMs: options.checkMs ?? 2_000,
    // Proxies and phones cut what is silent for half a minute.
    heartbeatMs: options.heartbeatMs ?? 15_000,
    lingerMs: options.lingerMs ?? 30_000,
    apartSince: apart.since,
  });
  const limits = createLimits({
    readersMax,
    readersPerAddressMax: options.readersPerAddressMax ?? 2_000,
    readersPerPageMax: options.readersPerPageMax ?? readersMax,
  });
  const access = accessFor(kit, hub, options);
  const watermark = startWatermark({ kit, maxBytes: options.memoryMaxBytes ?? usualMemoryMaxBytes(), readers: limits.readers });
  const serve = createServe({
    kit,
    gateway,
    hub,
    limits,
    access,
    pollMs,
    retryMs,
    fullBy: () => (isDraining ? 'draining' : watermark.isFull() ? 'memory' : undefined),
    addressHeader: options.addressHeader,
  });
  const lag = kit.metrics.histogram('reader_lag_seconds', 'From commit until all readers of the page on this gateway have it');
  const journeys = watchJourneys(kit);
  const onPassed = (at: number) => {
    const seconds = Math.max(0, kit.clock.now() - at) / 1_000;
    lag.observe(seconds);
    kit.metrics.exemplar('reader_lag_seconds', seconds, journeys.passed(at));
  };
  const engine = await chosen
    .create({
      listener: succession?.listener,
      host,
      port,
      connectionsMax: Math.min(readersMax + connectionsSpare, options.connectionsMax ?? Infinity),
      fullAnswer: () => sentAway({ region: kit.region, gateway, full: 'connections', pollMs }, serve.lastWord()),
      isBehindProxy: options.addressHeader !== undefined,
      keepHeaders: [...(options.addressHeader ? [options.addressHeader] : []), ...(options.readerKeys?.length ? tokenHeaders : [])],
      handlers: { ...serve, onPassed },
    })
    .catch(async (error: unknown) => {
      watermark[Symbol.dispose]();
      access?.[Symbol.dispose]();
      await hub[Symbol.asyncDispose]();
      throw error;
    });

  hub.onTraced(journeys.told);
  hub.onFrame(engine.publish);
  if (access) {
    hub.onPage(access.pageChanged);
    access.onChanged((topic) => void engine.shedFrom(topic, Infinity, serve.lastWord));
    access.onExpired((topic, tags) => engine.shedTagged(topic, tags, serve.lastWord));
  }
  const shed = shedCounter(kit.metrics);
  watermark.onOver((most) => {
    const shedding = engine.shed(most, serve.lastWord).then((readers) => shed.inc({ why: 'memory' }, readers));
    run(shedding, (error) => kit.log.error({ err: error }, 'readers could not be sent away'));
  });
  watchEngine(kit.metrics, engine, hub);

  const url = options.publicUrl ?? `http://${host}:${engine.port}`;
  const handedOver = handedOverCounter(kit.metrics);
  if (succession) await takeReaders({ kit, succession, engine, hub, limits, access, handedOver, lastWord: serve.lastWord });
  const isFull = createFullness({ readersMax, isMemoryFull: watermark.isFull });
  const announcing = announce(kit, bus, () => ({
    gateway,
    url,
    readers: limits.readers(),
    isDraining: isDraining || isFull(limits.readers()),
  }));
  const placement = startPlacement({
    kit,
    bus,
    gateway,
    held: limits.pages,
    shed: (page, readers) => {
      const topic = hub.topicOf(page);
      return topic === undefined ? 0 : engine.shedFrom(topic, readers, serve.movedWord);
    },
    settleMs: options.settleMs ?? 2_000,
  });
  const canary = options.canaryUrl === undefined ? undefined : startCanary({ kit, url: options.canaryUrl });

  const drain = async () => {
    canary?.[Symbol.dispose]();
    placement[Symbol.dispose]();
    watermark[Symbol.dispose]();
    const onDraining = () => void (isDraining = true);
    const handOverMs = options.handOverMs ?? 3_000;
    await leave({ kit, gateway, engine, hub, limits, access, serve, announcing, handedOver, path, handOverMs, drainMs, onDraining });
    access?.[Symbol.dispose]();
    await engine[Symbol.asyncDispose]();
    journeys[Symbol.dispose]();
    apart[Symbol.dispose]();
    await hub[Symbol.asyncDispose]();
  };
  let drained: Promise<void> | undefined;
  return {
    url,
    checks: async () => ({
      ...hub.checks(),
      gateway: isDraining ? 'draining' : (announcing.check() ?? watermark.check() ?? placement.check() ?? access?.check()),
    }),
    [Symbol.asyncDispose]: () => (drained ??= drain()),
  };
}

/** Without a table of who may read what, every page is everybody's. */
function accessFor(kit: Kit, hub: Hub, { readAccess, mayRead, readerKeys = [] }: OpenOptions): Access | undefined {
  return readAccess && createAccess({ kit, read: readAccess, mayRead, keys: readerKeys, followed: hub.followed, topicOf: hub.topicOf });
}

function newName({ region, random }: Kit): string {
  const number = Math.floor(random() * 0xffffffff);
  return `${region}-${number.toString(16).padStart(8, '0')}`;
}
