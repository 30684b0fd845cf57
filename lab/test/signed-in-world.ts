import { systemClock } from '@pharos/core/clock';
import { freePort } from '@pharos/core/launch/port';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { createMemoryCache } from '@pharos/core/outside/cache-memory';
import { openPostgres } from '@pharos/core/outside/postgres';
import { systemRandom } from '@pharos/core/random';
import { freshDatabase } from '@pharos/core/testing/fresh-database';
import { testKit } from '@pharos/core/testing/kit';
import { until } from '@pharos/core/testing/until';
import { startEdge } from '@pharos/edge/role';
import { migrationsFolder } from '@pharos/region/migrations';
import { startGateway } from '@pharos/sse-gateway/role';
import { openApi } from '../../api/test/open-api.ts';

const readerKeys = ['r'.repeat(40)];
const accountKeys = ['s'.repeat(40)];

/** A region under names of its own, with one page for people who are signed in, which has a host name of its own. Every name is this machine. */
export async function openSignedInWorld() {
  const names = { api: 'api.example', pages: 'pages.example', own: 'status.acme.example' };
  await using opened = new AsyncDisposableStack();
  const database = opened.use(await freshDatabase([['region', migrationsFolder]]));
  const sql = openPostgres({ url: database.url, max: 5, name: 'test' });
  opened.defer(() => sql.end({ timeout: 1 }));
  const [apiPort, edgePort] = [await freePort(), await freePort()];
  const urls = {
    api: `http://${names.api}:${apiPort}`,
    pages: `http://${names.pages}:${edgePort}`,
    own: `http://${names.own}:${edgePort}`,
  };
  const accounts = { keys: accountKeys, passwordCost: 12, publicUrl: urls.api, consoleUrl: urls.api };
  const api = opened.use(await openApi(database.url, { port: apiPort, readerKeys, accounts }));
  const bus = opened.use(createMemoryBus());
  const kit = testKit({ role: 'edge', region: 'us', clock: systemClock, random: systemRandom });
  const at = { host: '127.0.0.1', bus, readerKeys };
  opened.use(await startGateway(kit, { ...at, sql, cache: createMemoryCache(systemClock), port: 0, drainMs: 20, checkMs: 200 }));
  const upstreams = [{ region: 'us', url: api.url }];
  opened.use(await startEdge(kit, { ...at, cache: createMemoryCache(systemClock), port: edgePort, upstreams, peers: [urls.pages] }));
  const page = String((await api.ask('POST', '/v1/pages', { name: 'Acme', slug: 'acme' })).json['id']);
  await api.ask('PATCH', `/v1/pages/${page}`, { visibility: 'signed-in', domain: names.own });
  await until('the domain is confirmed', async () => (await api.ask('GET', `/v1/domains/${names.own}`)).status === 200);
  const closing = opened.move();
  return {
    api,
    names,
    urls,
    page,
    /** Invited, with what was mailed. */
    invite: async (email: string, more: object = { role: 'viewer' }): Promise<string> => {
      await api.ask('POST', '/v1/people', { email, name: 'Somebody', ...more });
      const [row] = await sql<{ link: string }[]>`select link from sign_in_mail where email = ${email} order by at desc limit 1`;
      return row!.link;
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}
