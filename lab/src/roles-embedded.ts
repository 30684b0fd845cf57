import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { openPools } from '@pharos/api/pools';
import { startApi } from '@pharos/api/role';
import { readConfig } from '@pharos/core/config';
import { createLog } from '@pharos/core/log';
import { createMetrics } from '@pharos/core/metrics';
import { serveAdmin } from '@pharos/core/outside/admin';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import type { Bus } from '@pharos/core/outside/bus';
import { createMemoryCache } from '@pharos/core/outside/cache-memory';
import type { Cache } from '@pharos/core/outside/cache';
import { openFileStore } from '@pharos/core/outside/object-store-files';
import { openPostgres, type Sql } from '@pharos/core/outside/postgres';
import { systemRandom } from '@pharos/core/random';
import type { Kit, Role } from '@pharos/core/role';
import { startSync } from '@pharos/crdt-sync/role';
import { startEdge } from '@pharos/edge/role';
import { notifierConfig } from '@pharos/notifier/config';
import { notifierOptions } from '@pharos/notifier/options';
import { startNotifier } from '@pharos/notifier/role';
import { startGateway } from '@pharos/sse-gateway/role';
import { clockFromFile } from './clock/clock-file.ts';
import type { Crossings } from './crossings.ts';
import { createLinkedBus } from './link/linked-bus.ts';
import type { Running } from './part.ts';
import type { Roles } from './region.ts';
import {
  canaryUrl,
  chatStandIns,
  consoleUrl,
  elsewhere,
  passkeyHost,
  notifierSettings,
  readersPerAddressMax,
  requestsPerAddressMax,
} from './role-settings.ts';
import { host, roleUrl, type RoleName, type Shared, type Site } from './site.ts';

const { DATABASE_URL: _url, DATABASE_POOL: _pool, NATS_URL: _nats, NOTIFIER_PORT: _port, ...notifierSettingsShape } = notifierConfig;

// Connections of one role: five roles in three regions stay far below what one Postgres takes.
const poolMax = 5;

/** What the roles of a region share while they live in this process: its bus and its cache. */
interface Inside {
  bus: Bus;
  cache: Cache;
}

/** All roles of all regions in this process: the embedded default, with the same joints as the real thing. */
export function embeddedRoles(shared: Shared, crossings: Crossings): Roles {
  const insides = new Map<Site, Inside>(
    shared.sites.map((site) => [site, { bus: createMemoryBus(), cache: createMemoryCache(clockFromFile(site.clockFile)) }]),
  );
  return {
    open: async (site, role) => {
      await using opened = new AsyncDisposableStack();
      const sql = openPostgres({ url: site.databaseUrl, max: poolMax, name: role, hasFixedPlans: role === 'sync' });
      opened.defer(() => sql.end({ timeout: 1 }));
      const log = createWriteStream(join(site.dir, `${role}.log`), { flags: 'a' });
      log.on('error', (error) => process.stderr.write(`${role} in ${site.region} keeps no log: ${error.message}\n`)); // a full disk is no reason to die
      opened.defer(() => void log.end());
      const kit = kitOf(site, role, shared, log);
      kit.traces = await tracesOf(kit, shared);
      if (kit.traces) opened.use(kit.traces);
      const started = opened.use(await openRole({ kit, site, role, shared, crossings, sql, insides, opened }));
      const admin = await serveAdmin({ host, port: site.ports[role].admin, metrics: kit.metrics, checks: () => started.checks() });
      opened.use(admin);
      return running(opened.move(), started);
    },
    [Symbol.asyncDispose]: async () => {
      for (const { bus, cache } of insides.values()) {
        await bus[Symbol.asyncDispose]();
        await cache[Symbol.asyncDispose]();
      }
    },
  };
}

function running(opened: AsyncDisposableStack, role: Role): Running {
  const stop = () => opened.disposeAsync();
  return { url: role.url, stop, kill: stop }; // a thread of the same process cannot be killed
}

function kitOf(site: Site, role: RoleName, { logLevel }: Shared, log: WriteStream): Kit {
  const { region, number } = site;
  return {
    role,
    region,
    regionNumber: number,
    clock: clockFromFile(site.clockFile),
    random: systemRandom,
    log: createLog({ role, region, level: logLevel, destination: log }),
    metrics: createMetrics({ role, region }),
  };
}

async function tracesOf(kit: Kit, { tracesUrl }: Shared): Promise<Kit['traces']> {
  if (tracesUrl === undefined) return undefined;
  const { openTraces } = await import('@pharos/core/outside/traces-otlp');
  return openTraces({ ...kit, endpoint: tracesUrl });
}

interface Opening {
  kit: Kit;
  site: Site;
  role: RoleName;
  shared: Shared;
  crossings: Crossings;
  sql: Sql;
  insides: Map<Site, Inside>;
  /** Closed when the role has ended. */
  opened: AsyncDisposableStack;
}

async function openRole({ kit, site, role, shared, crossings, sql, insides, opened }: Opening): Promise<Role> {
  const { bus, cache } = insides.get(site)!; // every site has one
  const port = site.ports[role].main;
  const readerKeys = [shared.keys.readers];
  switch (role) {
    case 'sync': {
      const peers = [...insides]
        .filter(([other]) => other !== site)
        .map(([other, inside]) => ({
          region: other.region,
          number: other.number,
          bus: createLinkedBus({
            bus: inside.bus,
            out: shared.links.between(site.region, other.region),
            back: shared.links.between(other.region, site.region),
            clock: kit.clock,
            random: kit.random,
          }),
        }));
      const archive = { store: openFileStore(join(site.dir, 'archive')), keepDays: 365 };
      return startSync(kit, { sql, bus, peers, archive });
    }
    case 'api':
      return startApi(kit, {
        pools: opened.use(openPools(site.databaseUrl, poolMax)),
        bus,
        cache,
        host,
        port,
        limits: { perKey: 200, perEdge: 2_000, perAddress: requestsPerAddressMax, trustProxy: false },
        readerKeys,
        elsewhere: elsewhere(site, shared),
        chatStandIns: chatStandIns(shared),
        accounts: { keys: [shared.keys.sessions], consoleUrl: consoleUrl(site, shared), passkeyHost },
        consoleFolder: shared.consoleFolder,
      });
    case 'gateway':
      return startGateway(kit, {
        sql,
        bus,
        cache,
        host,
        port,
        drainMs: 500,
        readerKeys,
        canaryUrl: canaryUrl(site, shared),
        readersPerAddressMax,
      });
    case 'notifier':
      return startNotifier(kit, {
        sql,
        bus,
        host,
        port,
        ...notifierOptions(readConfig(notifierSettingsShape, notifierSettings(site, shared, crossings))),
      });
    case 'edge':
      return startEdge(kit, {
        bus,
        cache,
        host,
        port,
        upstreams: crossings.apis(site),
        peers: shared.sites.map((each) => roleUrl(each, 'edge')),
        readerKeys,
        pushKey: shared.keys.vapid.publicKey,
      });
  }
}
