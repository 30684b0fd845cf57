import { systemClock } from '@pharos/core/clock';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { openPostgres } from '@pharos/core/outside/postgres';
import { createPostgresDoor } from '@pharos/core/outside/postgres-door';
import { systemRandom } from '@pharos/core/random';
import { until } from '@pharos/core/testing/until';
import { testKit } from '@pharos/core/testing/kit';
import { createWriter } from '@pharos/crdt-sync';
import { raiseTenantWall } from '@pharos/region/tenant-wall';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../src/app.ts';
import { openPools } from '../src/pools.ts';
import { walled } from '../src/tenant-reads.ts';
import { addressOf, operationsOf } from './described.ts';
import { openPage, type TestPage } from './open-api.ts';

let opened: TestPage;
let theirs: string;
let key: string;

// No word of it is anywhere else.
const marker = 'Zanzibar';

beforeAll(async () => {
  opened = await openPage();
  const { api } = opened;
  const tenant = async (name: string) => {
    const organisation = String((await api.ask('POST', '/v1/organisations', { name })).json['id']);
    const asked = { name, scopes: ['admin'], organisation };
    return { organisation, key: String((await api.ask('POST', '/v1/keys', asked)).json['secret']) };
  };
  const victim = await tenant(marker);
  ({ key } = await tenant('Other'));
  const ask = (path: string, body: unknown) => api.ask('POST', path, body, { authorization: `Bearer ${victim.key}` });
  theirs = String((await ask('/v1/pages', { name: marker, slug: 'theirs' })).json['id']);
  const at = `/v1/pages/${theirs}`;
  await ask(`${at}/groups`, { name: marker });
  await ask(`${at}/components`, { name: marker });
  await ask(`${at}/incidents`, { title: marker, body: marker });
  await ask(`${at}/maintenances`, { title: marker, body: marker, startsAt: '2030-01-01T00:00:00Z', endsAt: '2030-01-01T01:00:00Z' });
  await ask(`${at}/templates`, { name: marker, title: marker, body: marker });
  await ask(`${at}/subscriptions`, { channel: 'email', address: `${marker}@example.com` });
  await ask('/v1/people', { email: 'a@victim.example', name: marker, role: 'admin' });
  await until('the audit log has it', async () => (await api.ask('GET', '/v1/audit?kind=subscription')).text.includes(theirs), 20_000);
});
afterAll(() => opened[Symbol.asyncDispose]());

it('stands before every table that says something of a tenant', async () => {
  const rows = await opened.database.sql<{ name: string; walled: boolean; readable: boolean }[]>`
    select relname as name, exists (select from pg_policy where polrelid = pg_class.oid and polname = 'tenant') as walled,
      has_table_privilege('pharos_tenant', pg_class.oid, 'select') as readable
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v') and not relispartition`;
  const open = [...rows].filter(({ walled: isWalled, readable }) => readable && !isWalled).map(({ name }) => name);
  expect(open.sort()).toEqual(['member', 'mesh_state', 'origin_floor', 'peer', 'reached', 'vv']);
  expect(rows.filter(({ walled: isWalled }) => isWalled).length).toBeGreaterThan(20);
  const [may] = await opened.database.sql<{ any: boolean }[]>`
    select bool_or(has_table_privilege('pharos_tenant', pg_class.oid, 'insert,update,delete,truncate')) as any
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`;
  expect(may!.any).toBe(false);
});

it('is raised without holding up those who read meanwhile, and waits for whoever was there before', async () => {
  const { sql, url } = opened.database;
  await sql`drop policy tenant on incident`;
  const migrating = openPostgres({ url, max: 1, name: 'test' });
  try {
    let raised = false;
    let longest = 0;
    let raising: Promise<void> | undefined;
    await sql.begin(async (tx) => {
      await tx`select 1 from incident limit 1`;
      raising = raiseTenantWall(migrating).then(() => void (raised = true));
      // As often as it tries in this time, and gives way.
      const until = performance.now() + 2_500;
      while (performance.now() < until) {
        const asked = performance.now();
        await sql`select 1 from incident limit 1`;
        longest = Math.max(longest, performance.now() - asked);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      expect(raised).toBe(false);
    });
    // Half a second is what it waits itself; without that, it would be for as long as somebody reads.
    expect(longest).toBeLessThan(2_000);
    await raising;
    expect(await sql`select from pg_policy where polrelid = 'incident'::regclass and polname = 'tenant'`).toHaveLength(1);
  } finally {
    await migrating.end({ timeout: 1 });
  }
});

/** The API without its first wall: whoever has some key has every page. */
async function withoutFirstWall(tenantReadsToo: boolean) {
  await using stack = new AsyncDisposableStack();
  const kit = testKit({ role: 'api', region: 'us', clock: systemClock, random: systemRandom });
  const bus = stack.use(createMemoryBus());
  const pools = stack.use(openPools(opened.database.url, 10));
  const all = createPostgresDoor({ sql: pools.of('reads'), kit, waitingMax: 100 });
  const tenantReads = createPostgresDoor({ sql: pools.of('tenants'), kit, waitingMax: 100 });
  const app = createApp({
    kit,
    reads: tenantReadsToo ? walled(all, tenantReads) : all,
    writer: stack.use(createWriter(kit, { sql: pools.of('incidents'), bus })),
    tenants: { opens: async () => true, organisationOf: async () => null },
    limits: { perKey: 10_000, perEdge: 10_000, perAddress: 10_000, trustProxy: false },
    readerKeys: [],
    elsewhere: [],
    resolveTxt: undefined,
  });
  const keyed = (await operationsOf(opened.api)).filter(
    ({ method, security }) => method === 'GET' && JSON.stringify(security)?.includes('bearer'),
  );
  const leaks: string[] = [];
  const statuses = new Set<number>();
  for (const each of keyed) {
    const headers = { authorization: `Bearer ${key}` };
    const answer = await app.request(addressOf(each, theirs), { headers }, { remoteAddress: '127.0.0.1' });
    statuses.add(answer.status);
    if (new RegExp(`${marker}|${theirs}`, 'i').test(await answer.text())) leaks.push(each.path);
  }
  return { leaks, statuses, asked: keyed.length };
}

it('holds where the first wall does not', async () => {
  const broken = await withoutFirstWall(false);
  expect(broken.asked).toBeGreaterThan(8);
  // Without either, everything is told.
  expect(broken.leaks).toContain('/v1/pages/{page}/subscriptions');
  const held = await withoutFirstWall(true);
  expect(held.leaks).toEqual([]);
  expect(
    [...held.statuses].every((status) => status === 200 || status === 403 || status === 404),
    [...held.statuses].join(),
  ).toBe(true);
});
