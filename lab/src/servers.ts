import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Child } from '@pharos/core/launch/child';
import { launchNats } from '@pharos/core/launch/launch-nats';
import { launchPostgres } from '@pharos/core/launch/launch-postgres';
import { launchRedis } from '@pharos/core/launch/launch-redis';
import type { Backups } from './backups.ts';
import type { Cluster } from './cluster/cluster.ts';
import { createPart, type Part, type Running } from './part.ts';
import { launchFront, trustFront } from './front/launch-front.ts';
import { natsDir, postgresDir, type Site } from './site.ts';

export interface ServerOptions {
  region: string;
  dir: string;
  port: number;
  isThrowaway: boolean;
  onChange(part: Part): void;
}

export function postgresPart({ region, dir, port, isThrowaway, onChange }: ServerOptions, backups?: Backups): Part {
  const open = async () => {
    const more = backups === undefined ? {} : await backups.server();
    return running(await launchPostgres({ dataDir: postgresDir({ dir }), logFile: join(dir, 'postgres.log'), port, isThrowaway, ...more }));
  };
  return createPart({ name: 'postgres', region, kind: 'server', open, onChange });
}

/** Three servers that choose their primary among themselves: killed, frozen and cut off one by one, by the drills that break them. */
export function clusterPart({ region, onChange }: Pick<ServerOptions, 'region' | 'onChange'>, cluster: Cluster): Part {
  const open = async () => {
    await cluster.start();
    return { stop: cluster.stop, kill: cluster.kill };
  };
  return createPart({ name: 'postgres', region, kind: 'server', open, onChange });
}

export function natsPart({ region, dir, port, forbiddenSubjects, onChange }: ServerOptions & { forbiddenSubjects: string[] }): Part {
  const configFile = forbiddenSubjects.length > 0 ? join(dir, 'nats.conf') : undefined;
  if (configFile) writeFileSync(configFile, forbidding(forbiddenSubjects));
  const more = configFile === undefined ? {} : { configFile };
  const open = async () => running(await launchNats({ logFile: join(dir, 'nats.log'), port, storeDir: natsDir({ dir }), ...more }));
  return createPart({ name: 'nats', region, kind: 'server', open, onChange });
}

/** Everybody is one user without a password, as without a configuration, and may not publish these. */
function forbidding(subjects: string[]): string {
  const permissions = `{ publish: { deny: ${JSON.stringify(subjects)} } }`;
  return `authorization { users: [{ user: "all", password: "all", permissions: ${permissions} }] }\nno_auth_user: "all"\n`;
}

export function redisPart({ region, dir, port, onChange }: ServerOptions): Part {
  const open = async () => running(await launchRedis({ dir: join(dir, 'redis'), logFile: join(dir, 'redis.log'), port }));
  return createPart({ name: 'redis', region, kind: 'server', open, onChange });
}

/** What stands before the roles of a region: by its name, and with this process believing its certificate. */
export function frontPart({ region, dir, site, front, onChange }: Omit<ServerOptions, 'port' | 'isThrowaway'> & FrontOf): Part {
  const both = (role: 'api' | 'notifier' | 'edge' | 'gateway') => [site.ports[role], site.seconds[role]];
  const behind = { api: both('api'), notifier: both('notifier'), edge: both('edge'), gateway: both('gateway') };
  const open = async () => {
    const child = await launchFront({ kind: front.kind, behind, place: front, logFile: join(dir, `${front.kind}.log`) });
    trustFront(front);
    return running(child);
  };
  return createPart({ name: front.kind, region, kind: 'server', open, onChange });
}

interface FrontOf {
  site: Site;
  front: NonNullable<Site['front']>;
}

/** A child process as something a part can run. */
export function running(child: Child & { url?: string }): Running {
  return { url: child.url, stop: child.stop, kill: child.kill, freeze: child.freeze, thaw: child.thaw, ended: child.ended };
}
