import type { Bus } from '@pharos/core/outside/bus';
import type { Cache } from '@pharos/core/outside/cache';
import type { Sql } from '@pharos/core/outside/postgres';
import type { Kit, Role } from '@pharos/core/role';
import { run } from '@pharos/core/run';
import { sentAway } from './door/answer.ts';
import { createAccess, tokenHeaders, type Access, type AccessOptions } from './door/access.ts';
import { announce } from './moving/announce.ts';
import { startCanary } from './canary.ts';
import type { Engine, EngineHandlers, EngineName } from './engine/engine.ts';
import type { LinuxEngineOptions } from './engine/linux.ts';
import { createPortableEngine } from './engine/portable.ts';
import { createHub } from './feed/hub.ts';
import { createLimits } from './door/limits.ts';
import { shedCounter, watchEngine } from './metrics.ts';
import { startPlacement } from './moving/placement.ts';
import { createServe } from './door/serve.ts';
import { successionPath } from './moving/succession.ts';
import { createTakeOver } from './moving/take-over.ts';
import { usualMemoryMaxBytes } from './door/room-for-readers.ts';
import { createFullness } from './door/fullness.ts';
import { startWatermark, type Watermark } from './door/watermark.ts';
import { regionTable, type PageTable } from './feed/table.ts';

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
  engine?: EngineName;
  threads?: number;
  /** A table of descriptors for each thread of the `linux` engine: for measuring where the limit cannot be raised. */
  hasOwnDescriptors?: boolean;
  /** The `linux` engine sends as where io_uring is forbidden. */
  isOneByOne?: boolean;
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
  memoryBytes?(): number;
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
}

// Sockets that are no readers yet: those being asked, answered or turned away.
const connectionsSpare = 2_000;
// Closes go out in this many steps: no two readers of a thousand come back in the same moment.
const drainSteps = 25;
const drainStepsSpare = 2;

/** Live push to visitors over the region's Postgres. */
export function startGateway(kit: Kit, { sql, reopenSql, ...options }: GatewayOptions): Promise<Role & { url: string }> {
  const table = regionTable({ sql, reopen: reopenSql, kit });
  return openGateway(kit, { ...options, table, readAccess: table.access });
}

/** A running gateway, and on dispose a paced farewell to all of its readers. */
export async function openGateway(kit: Kit, options: OpenOptions): Promise<Role & { url: string }> {
  const { table, bus, cache, host, port, readersMax = 200_000, retryMs = 2_000, drainMs = 2_500, pollMs = 15_000 } = options;
  const createEngine = await loadEngine(options.engine ?? 'portable');
  const isMovable = createEngine !== createPortableEngine && options.runDir !== undefined && port > 0;
  const path = successionPath(options.runDir ?? '', port);
  // Loaded only where there is the library for it: on Linux with glibc.
  const succession = isMovable
    ? await (
        await import('./moving/succeed.ts')
      ).succeed({
        clock: kit.clock,
        host,
        port,
        path,
        region: kit.region,
        onWaiting: () => kit.log.info({ path }, 'another gateway holds the port: waiting until it is stopped and hands its readers over'),
      })
    : undefined;
  const gateway = succession?.gateway ?? newName(kit);
  const started: { engine?: Engine; access?: Access; watermark?: Watermark } = {};
  let isDraining = false;
  const hub = createHub({
    kit,
    table,
    bus,
    cache,
    publish: (...frame) => started.engine?.publish(...frame),
    onPage: (page, channel, view) => started.access?.pageChanged(page, channel, view),
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
  const access =
    options.readAccess &&
    createAccess({
      kit,
      read: options.readAccess,
      keys: options.readerKeys ?? [],
      followed: hub.followed,
      channelOf: hub.channelOf,
      onChanged: (channel) => void started.engine?.shedFrom(channel, Infinity, serve.lastWord),
      onExpired: (channel, tags) => started.engine?.shedTagged(channel, tags, serve.lastWord),
    });
  if (access) started.access = access;
  const serve = createServe({
    kit,
    gateway,
    hub,
    limits,
    access,
    engine: () => started.engine!,
    pollMs,
    retryMs,
    fullBy: () => (isDraining ? 'draining' : started.watermark?.isFull() ? 'memory' : undefined),
    addressHeader: options.addressHeader,
  });
  const shed = shedCounter(kit.metrics);
  const moved = kit.metrics.counter('live_handed_over_total', 'Sockets that changed hands with a gateway of the same host', ['way']);
  const lag = kit.metrics.histogram('reader_lag_seconds', 'From commit until all readers of the page on this gateway have it');
  const engine = await createEngine({
    threads: options.threads ?? 0,
    hasOwnDescriptors: options.hasOwnDescriptors ?? false,
    isOneByOne: options.isOneByOne ?? false,
    listener: succession?.listener,
    host,
    port,
    connectionsMax: Math.min(readersMax + connectionsSpare, options.connectionsMax ?? Infinity),
    fullAnswer: () => sentAway({ region: kit.region, gateway, full: 'connections', pollMs }, serve.lastWord()),
    isBehindProxy: options.addressHeader !== undefined,
    keepHeaders: [...(options.addressHeader ? [options.addressHeader] : []), ...(options.readerKeys?.length ? tokenHeaders : [])],
    handlers: {
      ...serve,
      onPassed: (at) => lag.observe(Math.max(0, kit.clock.now() - at) / 1_000),
    } satisfies EngineHandlers,
  }).catch(async (error: unknown) => {
    access?.[Symbol.dispose]();
    await hub[Symbol.asyncDispose]();
    throw error;
  });
  started.engine = engine;
  watchEngine(kit.metrics, engine, hub);
  const url = options.publicUrl ?? `http://${host}:${engine.port}`;
  if (succession && engine.movable) {
    const takeOver = createTakeOver({ hub, limits, access, movable: engine.movable, lastWord: serve.lastWord, log: kit.log });
    const sockets = await succession.takeOver(takeOver, engine.movable.adoptGuest).catch((error: unknown) => {
      kit.log.warn({ err: error }, 'the gateway before went in the middle of its hand-over: those it still held come back by themselves');
      return 0;
    });
    moved.inc({ way: 'from' }, sockets);
  }
  const isFull = createFullness({ readersMax, isMemoryFull: () => started.watermark?.isFull() ?? false });
  const beats = announce(kit, bus, () => ({ gateway, url, readers: limits.readers(), isDraining: isDraining || isFull(limits.readers()) }));

  const watermark = startWatermark({
    kit,
    maxBytes: options.memoryMaxBytes ?? usualMemoryMaxBytes(),
    bytes: options.memoryBytes ?? (() => process.memoryUsage.rss()),
    readers: limits.readers,
    shed: (most) => {
      const shedding = engine.shed(most, serve.lastWord).then((readers) => shed.inc({ why: 'memory' }, readers));
      run(shedding, (error) => kit.log.error({ err: error }, 'readers could not be sent away'));
    },
  });
  started.watermark = watermark;
  const placement = startPlacement({
    kit,
    bus,
    gateway,
    held: limits.pages,
    shed: (page, readers) => {
      const channel = hub.channelOf(page);
      return channel === undefined ? 0 : engine.shedFrom(channel, readers, serve.movedWord);
    },
    settleMs: options.settleMs ?? 2_000,
  });

  const canary = options.canaryUrl === undefined ? undefined : startCanary({ kit, url: options.canaryUrl });

  const onLetGo = () => {
    isDraining = true;
    void beats.stop();
    const standings = hub.standings();
    return (channel: number, tag: number) => {
      const stands = standings.get(channel);
      const address = limits.addressOf(tag);
      return stands && address ? { ...stands, address, token: access?.held(tag) } : undefined;
    };
  };
  const giveAway = async (): Promise<boolean> => {
    if (!isMovable || !engine.movable) return false;
    const { handOver } = await import('./moving/hand-over.ts');
    const given = await handOver({
      clock: kit.clock,
      path,
      region: kit.region,
      gateway,
      movable: engine.movable,
      limitMs: options.handOverMs ?? 3_000,
      lastWord: serve.lastWord,
      onLetGo,
    });
    if (given) kit.log.info(given, 'handed over to the successor');
    moved.inc({ way: 'to' }, given?.handed ?? 0);
    return given !== undefined;
  };
  const farewell = async () => {
    isDraining = true;
    beats.now();
    await engine.stopListening();
    const each = Math.ceil(limits.readers() / drainSteps);
    // Who has just been let in, or is about to be, may be told of by the engine a step later.
    for (let step = 0; step < drainSteps + drainStepsSpare && limits.readers() > 0; step++) {
      serve.endPolls(each);
      await engine.shed(each, serve.lastWord);
      await kit.clock.sleep(drainMs / drainSteps);
    }
    void beats.stop();
  };
  const drain = async () => {
    canary?.[Symbol.dispose]();
    placement[Symbol.dispose]();
    watermark[Symbol.dispose]();
    if (!(await giveAway())) await farewell();
    access?.[Symbol.dispose]();
    await engine[Symbol.asyncDispose]();
    await hub[Symbol.asyncDispose]();
  };
  let drained: Promise<void> | undefined;
  return {
    url,
    checks: async () => ({
      ...hub.checks(),
      gateway: isDraining ? 'draining' : (beats.check() ?? watermark.check() ?? placement.check() ?? access?.check()),
    }),
    [Symbol.asyncDispose]: () => (drained ??= drain()),
  };
}

function newName({ region, random }: Kit): string {
  const number = Math.floor(random() * 0xffffffff);
  return `${region}-${number.toString(16).padStart(8, '0')}`;
}

/** Which engine runs here, before anything depends on it: `linux` is loaded only when it is wanted, its library is there with glibc only. */
async function loadEngine(name: EngineName): Promise<(options: LinuxEngineOptions) => Promise<Engine>> {
  if (name === 'portable' || (name === 'auto' && process.platform !== 'linux')) return createPortableEngine;
  const linux = await import('./engine/linux.ts').catch((error: unknown) => {
    if (name === 'linux') throw error;
    return undefined;
  });
  return linux?.createLinuxEngine ?? createPortableEngine;
}
