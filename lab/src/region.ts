import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openPostgres, type Sql } from '@pharos/core/outside/postgres';
import { untilServing } from './front/launch-front.ts';
import { createPart, type Part, type Running } from './part.ts';
import { prepareDatabase } from './prepare-database.ts';
import { clusterPart, frontPart, natsPart, postgresPart, redisPart } from './servers.ts';
import { host, publicUrl, roleNames, secondOf, type RoleName, type Site } from './site.ts';

/** How the roles of a world are opened: in this process, or each in its own. */
export interface Roles extends AsyncDisposable {
  open(site: Site, role: RoleName): Promise<Running>;
  /** What a role is told by its environment; absent where roles have no process of their own. */
  env?(site: Site, role: RoleName): Record<string, string>;
}

export interface RegionOptions {
  site: Site;
  roles: Roles;
  /** Where its commands find the other regions: `PEERS`. */
  peers: string;
  mode: 'embedded' | 'real';
  isThrowaway: boolean;
  forbiddenSubjects: string[];
  onChange(part?: Part): void;
}

export interface Region extends AsyncDisposable {
  name: string;
  number: number;
  site: Site;
  parts: Part[];
  part(name: string): Part;
  urls: { page: string; api: string; gateway: string };
  /** With which `npx pharos` speaks for this region. */
  commandEnv: Record<string, string>;
  /** The eyes of an observer: reads, never writes. Fails while its Postgres is away. */
  sql: Sql;
  start(onProgress?: (line: string) => void): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  setClockOffset(ms: number): void;
  clockOffset(): number;
  /** What a role of it is told by its environment: for the commands that speak for the region. Real mode only. */
  env(role: RoleName): Record<string, string>;
}

/** One region: its servers first, then its roles; stopped in the opposite order. */
export function createRegion({ site, roles, peers, mode, isThrowaway, forbiddenSubjects, onChange }: RegionOptions): Region {
  const common = { region: site.region, dir: site.dir, isThrowaway, onChange };
  const postgres = site.cluster ? clusterPart(common, site.cluster) : postgresPart({ ...common, port: site.postgresPort }, site.backups);
  const real =
    mode === 'real'
      ? [natsPart({ ...common, port: site.natsPort, forbiddenSubjects }), redisPart({ ...common, port: site.redisPort })]
      : [];
  const front = site.front ? [frontPart({ ...common, site, front: site.front })] : [];
  const servers = [postgres, ...real, ...front];
  const role = (name: RoleName, where: Site): Part => {
    const called = where.isSecond ? `${name}-2` : name;
    return createPart({ name: called, region: site.region, kind: 'role', open: () => roles.open(where, name), onChange });
  };
  const firsts = roleNames.map((name) => role(name, site));
  const seconds = site.front ? roleNames.map((name) => role(name, secondOf(site))) : [];
  const roleParts = [...firsts, ...seconds];
  // The second gateway is what a deploy starts to take over from the first.
  const startedParts = roleParts.filter(({ name }) => name !== 'gateway-2');
  const parts = [...servers, ...roleParts];
  const sql = openPostgres({ url: site.databaseUrl, max: 2, name: 'lab' });
  let clockOffset = 0;

  const setClockOffset = (ms: number) => {
    clockOffset = ms;
    writeFileSync(site.clockFile, String(ms));
    onChange();
  };
  const start = async (onProgress: (line: string) => void = () => undefined) => {
    await Promise.all(servers.map((server) => server.start()));
    onProgress(`${site.region}: servers are up`);
    await prepareDatabase(site);
    await Promise.all(startedParts.map((each) => each.start()));
    if (site.front) await untilServing(site.front);
    onProgress(`${site.region}: ${roleNames.join(', ')} are up`);
  };
  const end = async (how: 'stop' | 'kill') => {
    await Promise.all(roleParts.map((each) => each[how]()));
    await Promise.all(servers.map((server) => server[how]()));
  };
  setClockOffset(0);
  return {
    name: site.region,
    number: site.number,
    site,
    parts,
    part: (name) => {
      const part = parts.find((each) => each.name === name);
      if (!part) throw new Error(`there is no ${name} in ${site.region}: ${parts.map((each) => each.name).join(', ')}`);
      return part;
    },
    commandEnv: {
      REGION: site.region,
      REGION_NUMBER: String(site.number),
      DATABASE_URL: site.databaseUrl,
      ARCHIVE_URL: pathToFileURL(join(site.dir, 'archive')).href,
      ...(mode === 'real' && { NATS_URL: `nats://${host}:${site.natsPort}`, PEERS: peers }),
    },
    urls: { page: publicUrl(site, 'edge'), api: publicUrl(site, 'api'), gateway: publicUrl(site, 'gateway') },
    sql,
    start,
    stop: () => end('stop'),
    kill: () => end('kill'),
    setClockOffset,
    clockOffset: () => clockOffset,
    env: (role) => {
      if (!roles.env) throw new Error('the roles of this world have no environment of their own');
      return roles.env(site, role);
    },
    [Symbol.asyncDispose]: async () => {
      await end('stop');
      await sql.end({ timeout: 1 });
      await site.cluster?.[Symbol.asyncDispose]();
    },
  };
}
