import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchNats, type LaunchedNats } from '@pharos/core/launch/launch-nats';
import { text } from '@pharos/core/outside/bus';
import { connectNats, type NatsOptions } from '@pharos/core/outside/bus-nats';
import { natsConnection, ownNatsConnection } from '@pharos/core/outside/nats-credentials';
import { subject } from '@pharos/core/subject';
import { until } from '@pharos/core/testing/until';
import { readPeerConnections } from '../src/peer-credentials.ts';
import { startSync } from '../src/role.ts';
import { converged, createWorld, makePage, type TestRegion, type TestWorld } from './world.ts';

const regions = ['us', 'eu'] as const;
const other = { us: 'eu', eu: 'us' } as const;
let dir: string;
let servers: Record<(typeof regions)[number], LaunchedNats>;
let world: TestWorld;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-secure-'));
  await makeAuthority('ca');
  await makeAuthority('stranger');
  await makeCertificate('server');
  const launched = await Promise.all(
    regions.map(async (region) => {
      const configFile = join(dir, `${region}.conf`);
      await writeFile(configFile, serverConfig(region));
      return launchNats({ logFile: join(dir, `${region}.log`), configFile });
    }),
  );
  servers = { us: launched[0]!, eu: launched[1]! };
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  for (const server of Object.values(servers)) await server.stop();
  await rm(dir, { recursive: true });
});

/** What an operator writes: the region's own roles may do all; each peer may listen to the mesh and ask, and nothing else. */
function serverConfig(region: (typeof regions)[number]): string {
  const peer = other[region];
  return `
    tls { cert_file: "${join(dir, 'server.pem')}", key_file: "${join(dir, 'server.key')}" }
    authorization { users: [
      { user: "own", password: "own-${region}" }
      { user: "peer-${peer}", password: "of-${peer}", permissions: {
        subscribe: ["mesh.${region}.log", "mesh.${region}.heartbeat", "_INBOX.${peer}.>"]
        publish: ["mesh.${region}.fetch", "mesh.${region}.claim", "mesh.${region}.snapshot", "mesh.${region}.telling"]
      } }
    ] }`;
}

const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: dir });
const makeAuthority = (name: string) =>
  openssl(
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.pem`,
    '-subj',
    `/CN=${name}`,
  );
const makeCertificate = async (name: string) => {
  await openssl(
    'req',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.csr`,
    '-subj',
    '/CN=nats',
  );
  await writeFile(join(dir, 'san'), 'subjectAltName=DNS:localhost,IP:127.0.0.1');
  await openssl(
    'x509',
    '-req',
    '-in',
    `${name}.csr`,
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'san',
    '-out',
    `${name}.pem`,
  );
};

function open(region: (typeof regions)[number], connection: NatsOptions['connection'], errors: Error[] = []) {
  return connectNats({ url: servers[region].url, name: 'test', onError: (error) => errors.push(error as Error), connection: connection! });
}

const asPeer = async (region: (typeof regions)[number]) => {
  const file = join(dir, `${region}-peers.json`);
  await writeFile(
    file,
    JSON.stringify({ [other[region]]: { user: `peer-${region}`, password: `of-${region}`, caFile: join(dir, 'ca.pem') } }),
  );
  return readPeerConnections({
    REGION: region,
    REGION_NUMBER: 1,
    PEERS: [{ region: other[region], number: 2 }],
    PEER_CREDENTIALS_FILE: file,
  })(other[region]);
};

it('two regions meet over TLS, each with credentials at the other that may only listen and ask', async () => {
  const caFile = join(dir, 'ca.pem');
  world = await createWorld(2, async (at) =>
    open(regions[at]!, ownNatsConnection({ NATS_USER: 'own', NATS_PASSWORD: `own-${regions[at]!}`, NATS_CA_FILE: caFile })),
  );
  const errors: Error[] = [];
  for (const region of world.regions) {
    const name = region.kit.region as 'us' | 'eu';
    const bus = open(other[name], await asPeer(name), errors);
    const sync = await startSync(region.kit, {
      sql: region.sql,
      bus: region.bus,
      peers: [{ region: other[name], number: other[name] === 'us' ? 1 : 2, bus }],
    });
    region.sync = {
      ...sync,
      [Symbol.asyncDispose]: async () => {
        await sync[Symbol.asyncDispose]();
        await bus[Symbol.asyncDispose]();
      },
    };
  }
  const [us, eu] = world.regions as [TestRegion, TestRegion];
  const { page, api } = await makePage(us.writer);
  await eu.writer.write({ type: 'edit-component', page, component: api, name: 'by eu' }, { actor: 'test' }).catch(() => undefined);
  await converged([us, eu]);
  // The claim of the slug needs the other region's word: a request and its answer.
  await until('the claim is confirmed', async () => (await eu.sql`select 1 from slug where confirmed`).length === 1);
  expect(errors).toEqual([]);
});

it('a peer may not publish a log, nor listen to what is not for it', async () => {
  const errors: Error[] = [];
  await using peer = open('eu', await asPeer('us'), errors);
  await using own = open('eu', natsConnection({ user: 'own', password: 'own-eu', caFile: join(dir, 'ca.pem') }));
  const heard: string[] = [];
  own.subscribe('mesh.eu.log', ({ data }) => heard.push(text(data)));
  own.subscribe('region.>', ({ data }) => heard.push(text(data)));
  const overheard: string[] = [];
  peer.subscribe('page.*.event', ({ data }) => overheard.push(text(data)));
  peer.subscribe('_INBOX.eu.>', ({ data }) => overheard.push(text(data)));
  peer.subscribe(subject.heartbeat('eu'), ({ data }) => overheard.push(text(data)));
  await Promise.all([own.flush(), peer.flush()]);
  peer.publish(subject.log('eu'), 'forged');
  peer.publish(subject.outbox, 'forged');
  own.publish('page.x.event', 'not for peers');
  own.publish('_INBOX.eu.1', 'not for peers');
  own.publish(subject.heartbeat('eu'), 'for peers');
  await Promise.all([own.flush(), peer.flush()]);
  await until('the heartbeat has come', async () => overheard.includes('for peers'));
  expect(overheard.filter((each) => each === 'not for peers')).toEqual([]);
  expect(heard.filter((each) => each === 'forged')).toEqual([]);
  await until('the refusals are told', async () =>
    ['publish', 'subscription'].every((what) => errors.some(({ message }) => message.toLowerCase().includes(what))),
  );
});

it.each<[string, () => NatsOptions['connection'], RegExp]>([
  [
    'an authority that did not sign it',
    () => natsConnection({ user: 'own', password: 'own-eu', caFile: join(dir, 'stranger.pem') }),
    /NATS at nats:.* cannot be reached: .*(certificate|signature)/,
  ],
  ['no TLS where it is asked for', () => ({ user: 'own', password: 'own-eu' }), /cannot be reached: .*certificate/],
  [
    'a wrong password',
    () => natsConnection({ user: 'own', password: 'x', caFile: join(dir, 'ca.pem') }),
    /cannot be reached: .*[Aa]uthorization/,
  ],
])('%s: told once, in one line, and nothing is open', async (_what, connection, why) => {
  const errors: Error[] = [];
  await using bus = open('eu', connection(), errors);
  await until('it is told', async () => errors.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 700)); // it knocks twice more
  expect(errors.map(({ message }) => message)).toEqual([expect.stringMatching(why)]);
  expect(errors[0]!.message).not.toContain('\n');
  expect(bus.isConnected()).toBe(false);
});

it('a file that is not there, and a peer that is not one, are told before anything is opened', () => {
  expect(() => natsConnection({ caFile: '/nowhere/ca.pem' })).toThrow('the file for the ca of NATS cannot be read: ENOENT');
  expect(() => natsConnection({ certFile: 'x' })).toThrow('set both files');
  const file = join(dir, 'eu-peers.json');
  const eu = { REGION: 'eu', REGION_NUMBER: 2 };
  expect(() => readPeerConnections({ ...eu, PEERS: [{ region: 'ap', number: 3 }], PEER_CREDENTIALS_FILE: file })).toThrow(
    'names us, which is not in PEERS',
  );
  expect(() => readPeerConnections({ ...eu, PEERS: [], PEER_CREDENTIALS_FILE: join(dir, 'ca.pem') })).toThrow(
    'PEER_CREDENTIALS_FILE cannot be read',
  );
});
