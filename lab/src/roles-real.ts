import { existsSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { lastLines, startChild } from '@pharos/core/launch/child';
import { Problem } from '@pharos/core/problem';
import { shiftedClock } from './clock/shifted.ts';
import type { Crossings } from './crossings.ts';
import type { Running } from './part.ts';
import type { Roles } from './region.ts';
import { canaryUrl, chatStandIns, consoleUrl, elsewhere, notifierSettings, passkeyHost, readersPerAddressMax } from './role-settings.ts';
import { host, publicUrl, roleUrl, runDir, type RoleName, type Shared, type Site } from './site.ts';

// A process that is not ready by then will not be: the busiest machine seen took half of it.
const readyMs = 60_000;
// It gives way to the others while it starts, but not for ever: on a machine that is busy otherwise it would starve.
const givesWayMs = 8_000;
const stopMs = 4_000;
// Behind a front: as long as its health checks take, as in the units of systemd.
const leaveMs = 3_000;

const packages: Record<RoleName, string> = {
  sync: '@pharos/crdt-sync',
  api: '@pharos/api',
  gateway: '@pharos/sse-gateway',
  notifier: '@pharos/notifier',
  edge: '@pharos/edge',
};

/** Each role in a process of its own, as production runs it; from the source tree that `roots` names for its region, or from this one. */
export function realRoles(shared: Shared, crossings: Crossings, extraEnv: Record<string, string>, roots: Map<string, string>): Roles {
  const env = (site: Site, role: RoleName) => ({ ...roleEnv(site, role, shared, crossings), ...behindFront(site, role), ...extraEnv });
  return {
    env,
    open: (site, role) => openProcess(site, role, programOf(role, roots.get(site.region)), env(site, role)),
    [Symbol.asyncDispose]: async () => undefined, // its processes are parts of their regions
  };
}

async function openProcess(site: Site, role: RoleName, program: string, env: Record<string, string>): Promise<Running> {
  const logFile = roleLog(site, role);
  const clock = shiftedClock(site.clockFile);
  const ready = Promise.withResolvers<undefined>();
  const child = startChild({
    command: process.execPath,
    args: [...clock.args, '--disable-warning=ExperimentalWarning', program],
    env: { ...env, ...clock.env },
    logFile,
    stopMs: leaveMs + stopMs + 500,
    onMessage: () => ready.resolve(undefined), // a role says to its starter that it is ready, and nothing else
  });
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    void child.kill();
  }, readyMs);
  setNiceness(child.pid, starting);
  const enough = setTimeout(() => setNiceness(child.pid, usual), givesWayMs);
  const ended = await Promise.race([ready.promise, child.ended]);
  clearTimeout(late);
  clearTimeout(enough);
  setNiceness(child.pid, usual);
  const trouble = isLate ? `was not ready within ${readyMs / 1_000} s` : ended;
  if (trouble !== undefined) throw new Problem('unavailable', `${role} in ${site.region} ${trouble}: ${lastLines(logFile)}`);
  return { url: roleUrl(site, role), stop: child.stop, kill: child.kill, freeze: child.freeze, thaw: child.thaw, ended: child.ended };
}

// Regions have machines of their own: here a process that starts must not take the cores from those of other regions.
const starting = 8;
const usual = 0;

function setNiceness(pid: number, niceness: number): void {
  try {
    setPriority(pid, niceness);
    // Each child is a session of its own, and Linux shares the cores between sessions first.
    if (existsSync(`/proc/${pid}/autogroup`)) writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
  } catch {
    // It has ended; or we are not root, and may not raise a priority that was lowered.
  }
}

/** Where a role writes what it has to say. */
function roleLog(site: Site, role: RoleName): string {
  return join(site.dir, `${role}${site.isSecond ? '-2' : ''}.log`);
}

/** What a role is told where something stands before it: what deploy/systemd says of each. */
function behindFront(site: Site, role: RoleName): Record<string, string> {
  if (!site.front) return {};
  const trust = { NODE_EXTRA_CA_CERTS: site.front.pemFile };
  switch (role) {
    case 'api':
      return { ...trust, LEAVE_MS: String(leaveMs), TRUST_PROXY: 'true' };
    case 'gateway':
      return { ...trust, LIVE_RUN_DIR: runDir(site), LIVE_URL: publicUrl(site, 'gateway'), READERS_ADDRESS_HEADER: 'x-forwarded-for' };
    case 'edge':
      return { ...trust, LEAVE_MS: String(leaveMs), READERS_ADDRESS_HEADER: 'x-forwarded-for' };
    case 'notifier':
    case 'sync':
      return { ...trust, LEAVE_MS: String(leaveMs) };
  }
}

/** The program of a role stands beside the role itself. */
function programOf(role: RoleName, root: string | undefined): string {
  if (root !== undefined) return join(root, packages[role].slice('@pharos/'.length), 'src/main.ts');
  return fileURLToPath(new URL('./main.ts', import.meta.resolve(`${packages[role]}/role`)));
}

function roleEnv(site: Site, role: RoleName, shared: Shared, crossings: Crossings): Record<string, string> {
  const own = {
    REGION: site.region,
    REGION_NUMBER: String(site.number),
    LOG_LEVEL: shared.logLevel,
    HOST: host,
    ADMIN_PORT: String(site.ports[role].admin),
    STOP_MS: String(stopMs),
    DATABASE_URL: site.databaseUrl,
    NATS_URL: `nats://${host}:${site.natsPort}`,
    REDIS_URL: `redis://${host}:${site.redisPort}`,
    READER_KEYS: shared.keys.readers,
    ...(shared.tracesUrl === undefined ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: shared.tracesUrl }),
  };
  const port = String(site.ports[role].main);
  switch (role) {
    case 'sync':
      return { ...own, PEERS: crossings.peers(site), ARCHIVE_URL: pathToFileURL(join(site.dir, 'archive')).href };
    case 'api':
      return {
        ...own,
        API_PORT: port,
        ...(site.cluster ? { DATABASE_REPLICA_URLS: site.cluster.replicaUrls.join(',') } : {}),
        CHAT_STAND_INS: chatStandIns(shared).join(','),
        API_ELSEWHERE: elsewhere(site, shared).join(','),
        DOMAIN_PROOF: 'none',
        SESSION_KEYS: shared.keys.sessions,
        CONSOLE_URL: consoleUrl(site, shared),
        ...(shared.consoleFolder === undefined ? {} : { CONSOLE_FOLDER: shared.consoleFolder }),
        PASSKEY_HOST: passkeyHost,
      };
    case 'gateway':
      return {
        ...own,
        LIVE_PORT: port,
        LIVE_DRAIN_MS: '1500',
        LIVE_CANARY_URL: canaryUrl(site, shared),
        READERS_PER_ADDRESS_MAX: String(readersPerAddressMax),
      };
    case 'notifier':
      return { ...own, NOTIFIER_PORT: port, ...notifierSettings(site, shared, crossings) };
    case 'edge': {
      const apis = crossings.apis(site).map(({ region, url }) => `${region}=${url}`);
      return {
        ...own,
        EDGE_PORT: port,
        VAPID_PUBLIC_KEY: shared.keys.vapid.publicKey,
        API_UPSTREAMS: apis.join(','),
        EDGE_PEERS: shared.sites.map((each) => publicUrl(each, 'edge')).join(','),
      };
    }
  }
}
