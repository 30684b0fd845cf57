import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@pharos/core/clock';
import { createBackups, type Backups } from './backups.ts';
import { createCluster, type Cluster } from './cluster/cluster.ts';
import type { FrontKind, FrontPlace } from './front/relocate.ts';
import { host } from './host.ts';
import type { Links } from './link/link.ts';
import type { Ports } from './ports.ts';
import type { ProviderName } from './providers/accepted.ts';

export { host };

/** Where everything of one region is: what its roles are told, in whichever process they run. */
export interface Site {
  region: string;
  number: number;
  /** Its files: data, logs. */
  dir: string;
  postgresPort: number;
  databaseUrl: string;
  /** Its database, where that is three servers of which one is the primary. */
  cluster?: Cluster | undefined;
  /** How its database is backed up, where it is: by the system's Postgres and pgBackRest. */
  backups?: Backups | undefined;
  natsPort: number;
  redisPort: number;
  ports: Record<RoleName, { main: number; admin: number }>;
  /** Ports of the second of each role, where there are two: the gateways share the first one's main port. */
  seconds: Record<RoleName, { main: number; admin: number }>;
  /** This is how the second of each role sees it. */
  isSecond?: boolean;
  /** What stands before the roles, if anything does. */
  front?: FrontPlace & { kind: FrontKind };
  /** Milliseconds by which its clock runs ahead, as text. */
  clockFile: string;
}

// In the order of starting; stopped backwards.
export const roleNames = ['sync', 'api', 'gateway', 'notifier', 'edge'] as const;
export type RoleName = (typeof roleNames)[number];

/** What all regions share: the ways between them, the world outside, and the keys. */
export interface Shared {
  sites: Site[];
  links: Links;
  providerUrls: Record<ProviderName, string>;
  keys: Keys;
  logLevel: string;
  /** Where the console was built; none: the lab has none. */
  consoleFolder: string | undefined;
  /** Where roles send their traces; none: they make none. */
  tracesUrl?: string | undefined;
}

export interface Keys {
  /** The responder's key of the demo. */
  demo: string;
  /** What the notifier confirms and unsubscribes with. */
  notifier: string;
  /** What links in messages are signed with. */
  linkSecret: string;
  /** What tokens for private pages are signed with. */
  readers: string;
  /** What sessions of people are signed with. */
  sessions: string;
  /** By which browsers know the lab. */
  vapid: VapidPair;
}

export interface VapidPair {
  publicKey: string;
  privateKey: string;
}

export interface SiteOptions {
  region: string;
  number: number;
  dataDir: string;
  ports: Ports;
  hasCluster: boolean;
  front: FrontKind | undefined;
  /** The region whose store keeps its backups. */
  backedUpIn: string | undefined;
}

export async function createSite({ region, number, dataDir, ports, hasCluster, front, backedUpIn }: SiteOptions): Promise<Site> {
  const dir = join(dataDir, region);
  mkdirSync(dir, { recursive: true });
  const postgresPort = await ports.role(number, 'postgres');
  const rolePorts = await Promise.all(
    roleNames.map(async (name) => [name, { main: await ports.role(number, name), admin: await ports.admin(number, name) }] as const),
  );
  const cluster = hasCluster ? await createCluster(region, dir, systemClock) : undefined;
  const first = Object.fromEntries(rolePorts) as Site['ports'];
  const seconds = front === undefined ? first : await secondPorts(number, ports, first);
  const place = front === undefined ? {} : { front: { kind: front, ...(await frontPlace(number, ports, dir)) } };
  const backups =
    backedUpIn === undefined
      ? undefined
      : createBackups({ region, dir, data: postgresDir({ dir }), port: postgresPort, store: join(dataDir, backedUpIn, 'backups') });
  return {
    region,
    number,
    dir,
    postgresPort,
    cluster,
    backups,
    databaseUrl: cluster?.databaseUrl ?? `postgres://pharos@${host}:${postgresPort}/pharos`,
    natsPort: await ports.role(number, 'nats'),
    redisPort: await ports.role(number, 'redis'),
    ports: first,
    seconds,
    ...place,
    clockFile: join(dir, 'clock-offset'),
  };
}

async function secondPorts(number: number, ports: Ports, first: Site['ports']): Promise<Site['ports']> {
  const pairs = await Promise.all(
    roleNames.map(async (name) => {
      const main = name === 'gateway' ? first.gateway.main : await ports.role(number, `${name}-2`);
      return [name, { main, admin: await ports.admin(number, `${name}-2`) }] as const;
    }),
  );
  return Object.fromEntries(pairs) as Site['ports'];
}

async function frontPlace(number: number, ports: Ports, dir: string): Promise<FrontPlace> {
  const [publicPort, plainPort, insidePort] = [
    await ports.role(number, 'front'),
    await ports.role(number, 'front-plain'),
    await ports.role(number, 'front-inside'),
  ];
  return { host, publicPort, plainPort, insidePort, pemFile: join(dir, 'front.pem'), dir: join(dir, 'front') };
}

/** Where a region's Postgres keeps its data, and its NATS. */
export function postgresDir(site: Pick<Site, 'dir'>): string {
  return join(site.dir, 'postgres');
}
export function natsDir(site: Pick<Site, 'dir'>): string {
  return join(site.dir, 'nats');
}

/** Where a gateway and its successor find each other. */
export function runDir(site: Pick<Site, 'dir'>): string {
  return join(site.dir, 'run-gateway');
}

export function roleUrl(site: Site, role: RoleName): string {
  return `http://${host}:${site.ports[role].main}`;
}

/** Where people reach a role: by what stands before it, or itself. */
export function publicUrl(site: Site, role: RoleName): string {
  return site.front === undefined ? roleUrl(site, role) : `https://${site.front.host}:${site.front.publicPort}`;
}

/** Where the other roles of the region reach its API. */
export function insideApiPort(site: Site): number {
  return site.front?.insidePort ?? site.ports.api.main;
}

/** The second one of a role, as a site of its own. */
export function secondOf(site: Site): Site {
  return { ...site, ports: site.seconds, isSecond: true };
}
