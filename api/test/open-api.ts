import { systemClock, type Clock } from '@pharos/core/clock';
import { newId } from '@pharos/core/id';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { testKit } from '@pharos/core/testing/kit';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { openPostgres } from '@pharos/core/outside/postgres';
import { systemRandom } from '@pharos/core/random';
import type { Role } from '@pharos/core/role';
import { createWriter } from '@pharos/crdt-sync';
import { startSync } from '@pharos/crdt-sync/role';
import type { Scope } from '@pharos/core/scope';
import { migrationsFolder } from '@pharos/region/migrations';
import { raiseTenantWall } from '@pharos/region/tenant-wall';
import { hashKey, newKey } from '../src/key.ts';
import { inviteBeside, linkBeside } from '../src/people/invite-beside.ts';
import { openPools } from '../src/pools.ts';
import { startApi, type ApiOptions } from '../src/role.ts';

const sessionKeys = ['s'.repeat(40)];

export interface TestApi extends AsyncDisposable {
  url: string;
  role: Role;
  /** With the key of an administrator, unless the headers say something else; an empty header is left out. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<TestAnswer>;
  /** A key of one page, or of all. */
  keyFor(page: string | null, scopes: Scope[]): Promise<string>;
  /** The session of somebody who owns the installation. */
  signIn(): Promise<string>;
}

export interface TestAnswer {
  status: number;
  headers: Headers;
  text: string;
  json: Record<string, unknown>;
}

/** The API of one region as it is in production, listening, with its relay beside it. */
export async function openApi(
  databaseUrl: string,
  { clock = systemClock, ...options }: Partial<ApiOptions> & { clock?: Clock } = {},
): Promise<TestApi> {
  const kit = testKit({ role: 'api', region: 'us', clock, random: systemRandom });
  await using opened = new AsyncDisposableStack();
  const bus = opened.use(createMemoryBus());
  const sql = openPostgres({ url: databaseUrl, max: 3, name: 'sync' });
  opened.defer(() => sql.end({ timeout: 1 }));
  await raiseTenantWall(sql);
  opened.use(await startSync(kit, { sql, bus, peers: [] }));
  const pools = opened.use(openPools(databaseUrl, 10));
  const limits = { perKey: 1_000, perEdge: 1_000, perAddress: 1_000, trustProxy: true };
  const role = opened.use(
    await startApi(kit, {
      pools,
      bus,
      host: '127.0.0.1',
      port: 0,
      limits,
      readerKeys: ['r'.repeat(40)],
      accounts: { keys: sessionKeys },
      ...options,
    }),
  );

  const keyFor = async (page: string | null, scopes: Scope[]) => {
    const key = newKey();
    await using writer = createWriter(kit, { sql, bus });
    await writer.write({ type: 'create-api-key', key: newId(), page, name: 'test', scopes, hash: hashKey(key) }, { actor: 'test' });
    return key;
  };
  const signIn = async () => {
    await using writer = createWriter(kit, { sql, bus });
    const owner = { email: 'owner@example.com', name: 'Owner', organisation: null, role: 'owner' } as const;
    const person = await inviteBeside(writer, owner, 'test');
    const link = new URL(linkBeside(role.url!, person, { key: sessionKeys[0]!, now: kit.clock.now() })).hash.slice('#link='.length);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ link, keep: 'token' });
    const answer = await fetch(`${role.url!}/v1/sign-in/link/open`, { method: 'POST', headers, body });
    return ((await answer.json()) as { token: string }).token;
  };
  const admin = await keyFor(null, ['admin']);
  const url = role.url!;
  const closing = opened.move();
  return {
    url,
    role,
    keyFor,
    signIn,
    ask: async (method, path, body, headers = {}) => {
      const sent = { authorization: `Bearer ${admin}`, 'content-type': 'application/json', ...headers };
      const present = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== ''));
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const answer = await fetch(url + path, { method, headers: present, ...(body === undefined ? {} : { body: text }) });
      const told = await answer.text();
      return { status: answer.status, headers: answer.headers, text: told, json: jsonOf(told) };
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

export interface TestPage extends AsyncDisposable {
  database: FreshDatabase;
  api: TestApi;
  /** Its id. */
  page: string;
}

/** The API over a database of its own, with one page. */
export async function openPage(options: Parameters<typeof openApi>[1] = {}): Promise<TestPage> {
  await using opened = new AsyncDisposableStack();
  const database = opened.use(await freshDatabase([['region', migrationsFolder]]));
  const api = opened.use(await openApi(database.url, options));
  const page = String((await api.ask('POST', '/v1/pages', { name: 'Acme', slug: 'acme' })).json['id']);
  const closing = opened.move();
  return { database, api, page, [Symbol.asyncDispose]: () => closing.disposeAsync() };
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
