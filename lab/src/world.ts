import { join, resolve } from 'node:path';
import { buildConsole } from '@pharos/console/build';
import { systemClock, type Clock } from '@pharos/core/clock';
import { systemRandom } from '@pharos/core/random';
import { verifyWebhook } from '@pharos/notifier/verify-webhook';
import { Problem } from '@pharos/core/problem';
import { createReleasers } from '@pharos/core/run';
import { openCrossings } from './crossings.ts';
import { lockData } from './data-lock.ts';
import { loadKeys } from './keys.ts';
import type { FrontKind } from './front/relocate.ts';
import { createLinks, type LinkState, type Links } from './link/link.ts';
import type { Ports } from './ports.ts';
import { providerNames } from './providers/accepted.ts';
import { createProviders, type Providers } from './providers/providers.ts';
import type { Part } from './part.ts';
import { createRegion, type Region } from './region.ts';
import { embeddedRoles } from './roles-embedded.ts';
import { realRoles } from './roles-real.ts';
import { createSite, host, type Shared } from './site.ts';
import { createSupervisor } from './supervisor.ts';

export interface WorldOptions {
  /** `embedded`: all roles in this process; `real`: each its own, with a NATS and a Redis for each region. */
  mode: 'embedded' | 'real';
  /** In order: the first is number 1. */
  regions: string[];
  dataDir: string;
  ports: Ports;
  link?: Partial<LinkState>;
  /** Databases that may be lost with the machine: for tests. */
  isThrowaway?: boolean;
  logLevel?: string;
  /** The console is built beside the data, and its APIs serve it. */
  hasConsole?: boolean;
  /** Roles that end without being asked are started again, as production's process manager does. */
  isSupervised?: boolean;
  /** Extra variables for every role process: how a drill switches a defence off. Real mode only. */
  roleEnv?: Record<string, string>;
  /** Subjects on which no bus of the world carries anything: how a drill switches off what is asked for there. Real mode only. */
  forbiddenSubjects?: string[];
  /** Regions whose database is a primary with two standbys, under Patroni. Real mode only. */
  clusters?: string[];
  /** Regions whose database is the system's Postgres, backed up to the store of the next region. Real mode only. */
  backups?: string[];
  /** Regions whose roles run from another source tree, and where that is, as seen from `dataDir`: another version. Real mode only. */
  roots?: Record<string, string>;
  /** A proxy before the roles of each region, and two of each role behind it. Real mode only. */
  front?: FrontKind;
  /** Where roles send their traces. */
  tracesUrl?: string | undefined;
  onProgress?(line: string): void;
}

/** The whole product on one machine, as an object: its regions, the links between them, and the providers around it. */
export interface World extends AsyncDisposable {
  mode: WorldOptions['mode'];
  regions: Region[];
  region(name: string): Region;
  links: Links;
  providers: Providers;
  shared: Shared;
  clock: Clock;
  /** Whose roles start from which other source tree: without an entry, the next start is one of this version. */
  roots: Map<string, string>;
  /** Calls back when a link or a part changes. */
  onChange(listener: () => void): { stop(): void };
}

export async function createWorld(options: WorldOptions): Promise<World> {
  const { mode, ports, onProgress = () => undefined } = options;
  if (options.front && mode !== 'real') throw new Problem('invalid', 'a front has roles of its own processes behind it: start with --real');
  const releasers = createReleasers();
  const listeners = new Set<() => void>();
  const supervisor = createSupervisor(systemClock);
  const changed = (part?: Part) => {
    if (options.isSupervised && part?.kind === 'role') supervisor.look(part);
    for (const listener of listeners) listener();
  };
  try {
    const lock = lockData(options.dataDir);
    releasers.push(() => lock.release());
    const { dataDir, clusters = [], backups = [], front } = options;
    const sites = await Promise.all(
      options.regions.map((region, index) =>
        createSite({
          region,
          number: index + 1,
          dataDir,
          ports,
          hasCluster: clusters.includes(region),
          front,
          backedUpIn: backups.includes(region) ? options.regions[(index + 1) % options.regions.length] : undefined,
        }),
      ),
    );
    const consoleFolder = options.hasConsole ? join(resolve(dataDir), 'console') : undefined;
    if (consoleFolder !== undefined) {
      await buildConsole(consoleFolder);
      onProgress('the console is built');
    }
    const links = createLinks(options.regions, options.link);
    for (const link of links.all) link.onChange(() => changed());
    const providerPorts = await Promise.all(providerNames.map(async (name) => [name, await ports.provider(name)] as const));
    const keys = loadKeys(options.dataDir);
    const providers = await createProviders({
      host,
      ports: Object.fromEntries(providerPorts),
      clock: systemClock,
      verifyWebhook: (headers, body) => verifyWebhook(keys.linkSecret, headers, body),
    });
    releasers.push(() => providers[Symbol.asyncDispose]());
    providers.onChange(() => changed());

    const shared: Shared = {
      sites,
      links,
      providerUrls: providers.urls,
      keys,
      logLevel: options.logLevel ?? 'info',
      consoleFolder,
      tracesUrl: options.tracesUrl,
    };
    const crossings = await openCrossings(shared, systemRandom);
    releasers.push(() => crossings[Symbol.asyncDispose]());
    const roots = new Map(Object.entries(options.roots ?? {}).map(([region, root]) => [region, resolve(options.dataDir, root)]));
    const roles = mode === 'embedded' ? embeddedRoles(shared, crossings) : realRoles(shared, crossings, options.roleEnv ?? {}, roots);
    releasers.push(() => roles[Symbol.asyncDispose]());
    const regions = sites.map((site) =>
      createRegion({
        site,
        roles,
        peers: crossings.peers(site),
        mode,
        isThrowaway: options.isThrowaway ?? false,
        forbiddenSubjects: options.forbiddenSubjects ?? [],
        onChange: changed,
      }),
    );
    releasers.push(() => Promise.all(regions.map((region) => region[Symbol.asyncDispose]())));
    releasers.push(() => supervisor.stop());
    await Promise.all(regions.map((region) => region.start(onProgress)));

    return {
      mode,
      regions,
      region: (name) => found(regions, name),
      links,
      providers,
      shared,
      clock: systemClock,
      roots,
      onChange: (listener) => {
        listeners.add(listener);
        return { stop: () => void listeners.delete(listener) };
      },
      [Symbol.asyncDispose]: () => releasers.release(),
    };
  } catch (error) {
    await releasers.release().catch(() => undefined); // the first failure is the one to tell
    throw error;
  }
}

function found(regions: Region[], name: string): Region {
  const region = regions.find((each) => each.name === name);
  if (!region) throw new Error(`there is no region ${name}: ${regions.map((each) => each.name).join(', ')}`);
  return region;
}
