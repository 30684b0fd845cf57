import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@pharos/core/clock';
import { createBackups, type Backups } from './backups.ts';
import { createCluster, type Cluster } from './cluster/cluster.ts';
import { host } from './host.ts';
import type { Links } from './link/link.ts';
import type { Ports } from './ports.ts';

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
  providerUrls: Record<'ses' | 'sendgrid' | 'twilio' | 'telnyx' | 'webhooks', string>;
  keys: Keys;
  logLevel: string;
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
}

export interface SiteOptions {
  region: string;
  number: number;
  dataDir: string;
  ports: Ports;
  hasCluster: boolean;
  /** The region whose store keeps its backups. */
  backedUpIn: string | undefined;
}

export async function createSite({ region, number, dataDir, ports, hasCluster, backedUpIn }: SiteOptions): Promise<Site> {
  const dir = join(dataDir, region);
  mkdirSync(dir, { recursive: true });
  const postgresPort = await ports.role(number, 'postgres');
  const rolePorts = await Promise.all(
    roleNames.map(async (name) => [name, { main: await ports.role(number, name), admin: await ports.admin(number, name) }] as const),
  );
  const cluster = hasCluster ? await createCluster(region, dir, systemClock) : undefined;
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
    ports: Object.fromEntries(rolePorts) as Site['ports'],
    clockFile: join(dir, 'clock-offset'),
  };
}

/** Where a region's Postgres keeps its data, and its NATS. */
export function postgresDir(site: Pick<Site, 'dir'>): string {
  return join(site.dir, 'postgres');
}
export function natsDir(site: Pick<Site, 'dir'>): string {
  return join(site.dir, 'nats');
}

export function roleUrl(site: Site, role: RoleName): string {
  return `http://${host}:${site.ports[role].main}`;
}
