import { join } from 'node:path';
import type { Child } from '@pharos/core/launch/child';
import { launchNats } from '@pharos/core/launch/launch-nats';
import { launchPostgres } from '@pharos/core/launch/launch-postgres';
import { launchRedis } from '@pharos/core/launch/launch-redis';
import { createPart, type Part, type Running } from './part.ts';
import { natsDir, postgresDir } from './site.ts';

export interface ServerOptions {
  region: string;
  dir: string;
  port: number;
  isThrowaway: boolean;
  onChange(part: Part): void;
}

export function postgresPart({ region, dir, port, isThrowaway, onChange }: ServerOptions): Part {
  const open = async () =>
    running(await launchPostgres({ dataDir: postgresDir({ dir }), logFile: join(dir, 'postgres.log'), port, isThrowaway }));
  return createPart({ name: 'postgres', region, kind: 'server', open, onChange });
}

export function natsPart({ region, dir, port, onChange }: ServerOptions): Part {
  const open = async () => running(await launchNats({ logFile: join(dir, 'nats.log'), port, storeDir: natsDir({ dir }) }));
  return createPart({ name: 'nats', region, kind: 'server', open, onChange });
}

export function redisPart({ region, dir, port, onChange }: ServerOptions): Part {
  const open = async () => running(await launchRedis({ dir: join(dir, 'redis'), logFile: join(dir, 'redis.log'), port }));
  return createPart({ name: 'redis', region, kind: 'server', open, onChange });
}

/** A child process as something a part can run. */
export function running(child: Child & { url?: string }): Running {
  return { url: child.url, stop: child.stop, kill: child.kill, freeze: child.freeze, thaw: child.thaw, ended: child.ended };
}
