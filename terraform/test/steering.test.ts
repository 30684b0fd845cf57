import { Resolver } from 'node:dns/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AddressInfo } from 'node:net';
import { until } from '@pharos/core/testing/until';
import { ask } from '../src/dns/ask.ts';
import { launchPowerdns, type LaunchedPowerdns } from '../src/dns/launch-powerdns.ts';
import { powerdnsZone } from '../src/dns/powerdns-zone.ts';
import { regionsOf, routingTableOf } from '../src/dns/routing-table.ts';
import { readFolders } from '../src/hcl.ts';
import { terraformFolders } from '../src/tree.ts';

/** What `modules/global` says, asked of two real name servers by real questions; regions and CDNs are only played to their health checks. */
const domain = 'pharos.example';
const addresses = { us: '127.0.1.1', eu: '127.0.1.2', ap: '127.0.1.3' };
type Name = keyof typeof addresses;
const whoIs = (address: string | undefined) => Object.entries(addresses).find(([, each]) => each === address)?.[0];

// Of each area somebody, and of each country that goes before its continent: which is where, PowerDNS looks up in a real list of the world.
const visitors = {
  'north-america': ['8.8.8.8', '192.206.151.131'],
  'south-america': ['200.160.2.3'],
  europe: ['193.0.6.139'],
  africa: ['41.0.0.1'],
  asia: ['133.0.0.1', '14.139.0.1'],
  oceania: ['1.1.1.1', '130.216.1.1'],
  'middle-east': (
    '94.200.0.1 82.194.32.1 132.64.0.1 37.236.0.1 2.144.0.1 94.249.0.1 62.215.0.1 178.135.0.1 ' +
    '82.178.0.1 188.161.0.1 78.100.0.1 188.48.0.1 82.137.192.1 85.96.0.1 82.114.160.1'
  ).split(' '),
};
const nobodyKnowsWhere = '203.0.113.1';

/** What a health check meets: by host, since each is asked by its own name. */
const faults = new Map<string, 'says 503' | 'closes' | 'hangs'>();
/** How often each server has checked each host. */
const checks = new Map<string, number>();
let checked: Server;
let dir: string;
let servers: LaunchedPowerdns[] = [];
let zoneWith: (server: string, weights: { cloudfront: number; cloudflare: number }) => string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pharos-steering-'));
  checked = createServer((request, response) => {
    const [, server, host] = request.url!.split('/');
    checks.set(`${server} ${host}`, (checks.get(`${server} ${host}`) ?? 0) + 1);
    const fault = faults.get(host!);
    if (fault === 'closes') request.socket.destroy();
    else if (fault !== 'hangs') response.writeHead(fault ? 503 : 200).end();
  }).listen(0, '127.0.0.1');
  await once(checked, 'listening');
  const { port } = checked.address() as AddressInfo;
  const files = await readFolders(terraformFolders());
  const table = routingTableOf(files, '00000000-0000-0000-0000-000000000000');
  let serial = 0;
  zoneWith = (server, weights) =>
    powerdnsZone({
      domain,
      table,
      regions: regionsOf(files, 'production'),
      addresses,
      cdns: {
        cloudfront: { address: 'd1.cloudfront.example', weight: weights.cloudfront },
        cloudflare: { address: 'status.pharos-cdn.example', weight: weights.cloudflare },
      },
      nameServers: { ns1: '127.0.0.1', ns2: '127.0.0.1' },
      checkUrl: (host, path) => `http://127.0.0.1:${port}/${server}/${host}${path}`,
      serial: ++serial,
    });
  // In production ten seconds are between two checks.
  const launch = (name: string) =>
    launchPowerdns({ dir: join(dir, name), domain, zone: zoneWith(name, { cloudfront: 50, cloudflare: 50 }), checkSeconds: 1 });
  servers = await Promise.all(['ns1', 'ns2'].map(launch));
  // Whoever has never been asked for is not checked.
  for (const { port: asked } of servers)
    for (const name of ['any.origin.route', 'any.api.route', 'status']) await ask(asked, `${name}.${domain}`);
  await untilCheckedAgain();
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  checked?.closeAllConnections();
  checked?.close();
  await rm(dir, { recursive: true });
});

beforeEach(async () => {
  if (faults.size === 0) return;
  faults.clear();
  await untilCheckedAgain();
});

describe('who is sent where', () => {
  it.each([
    ['north-america', 'us'],
    ['south-america', 'us'],
    ['europe', 'eu'],
    ['africa', 'eu'],
    ['middle-east', 'eu'],
    ['asia', 'ap'],
    ['oceania', 'ap'],
  ] as const)('visitors and responders of %s are sent to %s by both servers', async (area, region) => {
    for (const kind of ['reads', 'writes'] as const) {
      for (const server of servers)
        for (const visitor of visitors[area]) expect([visitor, await regionFor(server, kind, visitor)]).toEqual([visitor, region]);
    }
  });

  it.each([
    ['us', 'says 503', { 'north-america': ['eu', 'eu'], 'south-america': ['eu', 'eu'], asia: ['ap', 'ap'] }],
    ['eu', 'closes', { europe: ['us', 'us'], africa: ['us', 'us'], 'middle-east': ['ap', 'us'] }],
    ['ap', 'hangs', { asia: ['us', 'us'], oceania: ['us', 'us'], europe: ['eu', 'eu'] }],
  ] as const)('when %s %s, its visitors and responders are sent to the fallback of each, and come back', async (gone, fault, expected) => {
    fail(gone, fault);
    for (const [area, [reads, writes]] of Object.entries(expected) as [keyof typeof visitors, readonly [Name, Name]][]) {
      await untilAllAre('reads', area, reads);
      await untilAllAre('writes', area, writes);
    }
    faults.clear();
    for (const area of Object.keys(expected) as (keyof typeof visitors)[]) await untilAllAre('reads', area, homeOf[area]);
    expect(await regionFor(servers[1]!, 'writes', visitors['middle-east'][0]!)).toBe('eu');
  });

  it('an edge that is ill leads readers elsewhere, and no writer', async () => {
    faults.set(`edge.us.${domain}`, 'says 503');
    await untilAllAre('reads', 'north-america', 'eu');
    for (const server of servers) expect(await regionFor(server, 'writes', visitors['north-america'][0]!)).toBe('us');
  });

  it('the last region that is healthy serves everybody, and with none all are answered', async () => {
    fail('us', 'closes');
    fail('eu', 'closes');
    for (const area of Object.keys(visitors) as (keyof typeof visitors)[]) await untilAllAre('reads', area, 'ap');
    await until('nobody knows where', async () => (await regionFor(servers[0]!, 'reads', nobodyKnowsWhere)) === 'ap', 15_000);
    fail('ap', 'closes');
    const answered = new Set<string | undefined>();
    await until(
      'everybody is answered again, however ill',
      async () => answered.add(await regionFor(servers[0]!, 'reads', nobodyKnowsWhere)).size === 3,
      15_000,
    );
    expect(answered).toEqual(new Set(['us', 'eu', 'ap']));
  });
});

describe('two CDNs', () => {
  it('share the visitors by their weights: half, then all to one, then all to the other', async () => {
    const half = await sharesOf(200);
    // Five times further from the middle than chance goes in a million runs.
    for (const name of ['cloudfront', 'cloudflare']) expect(half.get(`${name}.${domain}`)).toBeGreaterThan(50);
    await servers[0]!.reload(zoneWith('ns1', { cloudfront: 100, cloudflare: 0 }));
    await until('all go to the first', async () => (await sharesOf(40)).get(`cloudfront.${domain}`) === 40, 15_000);
    await servers[0]!.reload(zoneWith('ns1', { cloudfront: 0, cloudflare: 100 }));
    await until('all go to the second', async () => (await sharesOf(40)).get(`cloudflare.${domain}`) === 40, 15_000);
    // Out by hand, and the only one that is healthy: better than none.
    faults.set(`cloudflare.${domain}`, 'says 503');
    await until('all go to the first', async () => (await sharesOf(40)).get(`cloudfront.${domain}`) === 40, 15_000);
    faults.clear();
    await servers[0]!.reload(zoneWith('ns1', { cloudfront: 50, cloudflare: 50 }));
  });

  it('one that fails its check is left out, and comes back', async () => {
    faults.set(`cloudfront.${domain}`, 'closes');
    await until('all go to the other', async () => (await sharesOf(40)).get(`cloudflare.${domain}`) === 40, 15_000);
    faults.clear();
    await until('both are in use', async () => (await sharesOf(40)).size === 2, 15_000);
    expect([...(await sharesOf(40)).keys()].toSorted()).toEqual([`cloudflare.${domain}`, `cloudfront.${domain}`]);
  });
});

it('a name server that is dead costs a resolver nothing but the question', async () => {
  const resolver = new Resolver({ timeout: 500, tries: 4 });
  resolver.setServers(servers.map(({ port }) => `127.0.0.1:${port}`));
  await servers[0]!.kill();
  expect(Object.values(addresses)).toContain((await resolver.resolve4(`origin.${domain}`))[0]);
  fail('us', 'closes');
  fail('eu', 'closes');
  await until('the other one checks by itself', async () => (await resolver.resolve4(`origin.${domain}`))[0] === addresses.ap, 15_000);
});

const homeOf = {
  'north-america': 'us',
  'south-america': 'us',
  europe: 'eu',
  africa: 'eu',
  'middle-east': 'eu',
  asia: 'ap',
  oceania: 'ap',
} as const;
const nameOf = { reads: 'origin', writes: 'api' };

function fail(region: Name, fault: 'says 503' | 'closes' | 'hangs'): void {
  for (const role of ['edge', 'api']) faults.set(`${role}.${region}.${domain}`, fault);
}

const regionFor = async (server: LaunchedPowerdns, kind: 'reads' | 'writes', visitor: string) =>
  whoIs((await ask(server.port, `${nameOf[kind]}.${domain}`, visitor)).address);

/** Whoever was checked twice since has been judged by the first of the two at least. */
async function untilCheckedAgain(): Promise<void> {
  const before = new Map(checks);
  // Two servers, three regions with two names each, two CDNs.
  await until(
    'all were checked',
    () => checks.size === 16 && [...checks].every(([key, count]) => count >= (before.get(key) ?? 0) + 2),
    20_000,
  );
}

/** A check is found out of a second later, of one that hangs another two. */
async function untilAllAre(kind: 'reads' | 'writes', area: keyof typeof visitors, region: Name): Promise<void> {
  await until(
    `${kind} of ${area} go to ${region}`,
    async () => (await Promise.all(servers.map((server) => regionFor(server, kind, visitors[area][0]!)))).every((each) => each === region),
    20_000,
  );
}

/** How often each CDN is answered. */
async function sharesOf(questions: number): Promise<Map<string, number>> {
  const shares = new Map<string, number>();
  for (let each = 0; each < questions; each++) {
    const name = (await ask(servers[0]!.port, `status.${domain}`)).names[0]!;
    shares.set(name, (shares.get(name) ?? 0) + 1);
  }
  return shares;
}
