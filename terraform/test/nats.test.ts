import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '@pharos/core/launch/port';
import { launchNats, type LaunchedNats } from '@pharos/core/launch/launch-nats';
import { text } from '@pharos/core/outside/bus';
import { connectNats } from '@pharos/core/outside/bus-nats';
import { ownNatsConnection } from '@pharos/core/outside/nats-credentials';
import { until } from '@pharos/core/testing/until';

const zones = ['a', 'b', 'c'] as const;
type Ports = Record<(typeof zones)[number], { client: number; cluster: number; monitor: number }>;
let dir: string;
let ports: Ports;
let servers: LaunchedNats[] = [];

// The servers of a region as its machines set them up, on one machine: ports and folders are others, all else is the template's.
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-terraform-nats-'));
  await makeCertificate();
  await writeFile(join(dir, 'users'), 'authorization { users: [ { user: "own", password: "played" } ] }');
  const free = async () => ({ client: await freePort(), cluster: await freePort(), monitor: await freePort() });
  ports = { a: await free(), b: await free(), c: await free() };
  const template = await readFile(join(import.meta.dirname, '../modules/region/templates/nats.sh.tftpl'), 'utf8');
  servers = await Promise.all(
    zones.map(async (zone) => {
      const configFile = join(dir, `${zone}.conf`);
      await writeFile(configFile, configOf(template, zone));
      return launchNats({ port: ports[zone].client, logFile: join(dir, `${zone}.log`), configFile });
    }),
  );
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await rm(dir, { recursive: true });
});

it('makes one cluster of three servers, by TLS, with a store that all three agree on', async () => {
  await until(
    'each has found the others',
    async () => (await Promise.all(zones.map(othersOf))).every((others) => others.size === 2),
    30_000,
  );
  await until('all are healthy', async () => (await Promise.all(zones.map(isHealthy))).every(Boolean), 30_000);
  await until('somebody leads the store', async () => (await leaderOf('a')) !== undefined, 30_000);
  await expect.poll(async () => new Set(await Promise.all(zones.map(leaderOf))).size).toBe(1);
});

it('brings on one server what was said on another, to who signs in', async () => {
  const heard: string[] = [];
  await using near = open('a');
  await using far = open('c');
  near.subscribe('page.x.event', ({ data }) => heard.push(text(data)));
  await near.flush();
  // Said again until it is heard: that somebody listens comes to the others a moment later.
  await until('it is heard', () => {
    far.publish('page.x.event', 'told');
    return heard.length > 0;
  });
  expect(heard[0]).toBe('told');
});

/** The part of the script that is the configuration, as Terraform would fill it in. */
function configOf(template: string, zone: (typeof zones)[number]): string {
  const config = /<<'CONFIG'\n([\s\S]*?)\nCONFIG\n/.exec(template)![1]!;
  const others = zones.filter((each) => each !== zone).map((each) => `127.0.0.1:${ports[each].cluster}`);
  const values: Record<string, string> = { server: `pharos-test-${zone}`, host: '127.0.0.1', cluster: 'pharos-test', store_gb: '1' };
  return config
    .replace(/%\{ for route in routes ~\}\n([\s\S]*?)%\{ endfor ~\}\n/, (_all, line: string) =>
      others.map((other) => line.replace('${route}:6222', other)).join(''),
    )
    .replaceAll(/\$\{(\w+)\}/g, (_all, name: string) => values[name]!)
    .replaceAll('/etc/nats/', `${dir}/`)
    .replaceAll('"nats/users"', '"users"')
    .replaceAll('/var/lib/nats', join(dir, `store-${zone}`))
    .replaceAll(/0\.0\.0\.0:4222/g, `127.0.0.1:${ports[zone].client}`)
    .replaceAll(/(0\.0\.0\.0|127\.0\.0\.1):6222/g, `127.0.0.1:${ports[zone].cluster}`)
    .replaceAll('127.0.0.1:8222', `127.0.0.1:${ports[zone].monitor}`);
}

const monitored = async (zone: (typeof zones)[number], path: string): Promise<unknown> =>
  (await fetch(`http://127.0.0.1:${ports[zone].monitor}${path}`)).json();

const isHealthy = async (zone: (typeof zones)[number]): Promise<boolean> =>
  ((await monitored(zone, '/healthz')) as { status: string }).status === 'ok';

const othersOf = async (zone: (typeof zones)[number]): Promise<Set<string>> => {
  const { routes = [] } = (await monitored(zone, '/routez')) as { routes?: { remote_id: string }[] };
  return new Set(routes.map(({ remote_id }) => remote_id));
};

const leaderOf = async (zone: (typeof zones)[number]): Promise<string | undefined> =>
  ((await monitored(zone, '/jsz')) as { meta_cluster?: { leader?: string } }).meta_cluster?.leader;

const open = (zone: (typeof zones)[number]) =>
  connectNats({
    url: `nats://127.0.0.1:${ports[zone].client}`,
    name: 'test',
    onError: () => undefined,
    connection: ownNatsConnection({ NATS_USER: 'own', NATS_PASSWORD: 'played', NATS_CA_FILE: join(dir, 'authority') }),
  });

/** Signed by itself: the one that all three show, and believe. */
async function makeCertificate(): Promise<void> {
  const words = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout key -out certificate -subj /CN=nats';
  await promisify(execFile)('openssl', [...words.split(' '), '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'], { cwd: dir });
  await writeFile(join(dir, 'authority'), await readFile(join(dir, 'certificate')));
}
