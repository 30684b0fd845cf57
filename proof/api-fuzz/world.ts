import { createApp } from '@pharos/api/app';
import { createAskNotifier } from '@pharos/api/ask-notifier';
import { hashKey, newKey } from '@pharos/api/key';
import { systemClock } from '@pharos/core/clock';
import { newId } from '@pharos/core/id';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { migrate } from '@pharos/core/outside/migrate';
import { openPostgres } from '@pharos/core/outside/postgres';
import { systemRandom } from '@pharos/core/random';
import { testKit } from '@pharos/core/testing/kit';
import { createWriter } from '@pharos/crdt-sync';
import { startSync } from '@pharos/crdt-sync/role';
import { answerQuestions } from '@pharos/notifier/answer';
import { readNoticeLooks } from '@pharos/region/reading/notice-looks';
import { createPreview } from '@pharos/notifier/preview';
import { notifierMigrations } from '@pharos/notifier/role';
import type { FuzzOptions } from './run.ts';

export interface FuzzWorld extends AsyncDisposable, Pick<FuzzOptions, 'ask' | 'admin' | 'known' | 'document'> {}

// Nothing is refused for being too much: that is looked at elsewhere.
const noLimit = 100_000_000;

/** An API with one of each thing, in this process, on a database that has its tables. */
export async function openFuzzWorld(databaseUrl: string): Promise<FuzzWorld> {
  const kit = testKit({ role: 'api', region: 'us', clock: systemClock, random: systemRandom });
  await using opened = new AsyncDisposableStack();
  const bus = opened.use(createMemoryBus());
  const sql = openPostgres({ url: databaseUrl, max: 10, name: 'fuzz', hasFixedPlans: true });
  opened.defer(() => sql.end({ timeout: 1 }));
  opened.use(await startSync(kit, { sql, bus, peers: [] }));
  const writer = opened.use(createWriter(kit, { sql, bus }));
  const limits = { perKey: noLimit, perEdge: noLimit, perAddress: noLimit, trustProxy: false };
  await migrate(sql, 'notifier', notifierMigrations);
  const answering = answerQuestions({
    kit,
    sql,
    bus,
    providers: () => [],
    preview: createPreview({ sql, region: { readNoticeLooks }, publicUrl: 'https://n.example', pagesUrl: 'https://p.example' }),
  });
  opened.defer(() => answering.unsubscribe());
  const app = createApp({
    kit,
    askNotifier: createAskNotifier(bus),
    reads: (work) => work(sql, () => false),
    writer,
    limits,
    readerKeys: ['r'.repeat(40)],
    elsewhere: [],
    accounts: { keys: ['s'.repeat(40)] },
    resolveTxt: undefined,
  });
  const admin = newKey();
  const makeKey = (secret: string, name: string) => {
    const change = {
      type: 'create-api-key',
      key: newId(),
      page: null,
      organisation: null,
      name,
      scopes: ['admin'],
      hash: hashKey(secret),
    } as const;
    return writer.write({ ...change, scopes: ['admin'] }, { actor: 'fuzz' }).then(() => change.key);
  };
  await makeKey(admin, 'admin');
  const ask = async (request: Request) => app.fetch(request, { remoteAddress: '127.0.0.1', cut: () => undefined });
  const send = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${admin}`, 'content-type': 'application/json' };
    const answer = await ask(new Request(`http://api.example${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) }));
    const json = (await answer.json()) as Record<string, unknown>;
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(json)}`);
    return json;
  };
  const importOne = async (path: string) => {
    const headers = { authorization: `Bearer ${admin}`, 'content-type': 'text/csv' };
    const answer = await ask(new Request(`http://api.example${path}`, { method: 'POST', headers, body: 'email\nbob@example.com\n' }));
    return ((await answer.json()) as { id: string }).id;
  };
  const known = await oneOfEach(send, importOne);
  known['key'] = await makeKey(newKey(), 'to be revoked');
  const document = (await send('GET', '/openapi.json')) as unknown as FuzzOptions['document'];
  const closing = opened.move();
  return { ask, admin, known, document, [Symbol.asyncDispose]: () => closing.disposeAsync() };
}

type Send = (method: string, path: string, body?: object) => Promise<Record<string, unknown>>;

async function oneOfEach(send: Send, importOne: (path: string) => Promise<string>): Promise<Record<string, string>> {
  const idOf = async (path: string, body: object) => String((await send('POST', path, body))['id']);
  const page = await idOf('/v1/pages', { name: 'Acme', slug: 'acme' });
  const at = `/v1/pages/${page}`;
  const said = { title: 'Down', body: 'We look.', notify: false };
  const incident = await send('POST', `${at}/incidents`, said);
  await send('POST', `${at}/subscriptions`, { channel: 'email', address: 'ada@example.com' });
  const { items } = (await send('GET', `${at}/subscriptions`)) as { items: { id: string }[] };
  return {
    page,
    slug: 'acme',
    host: 'status.example.com',
    component: await idOf(`${at}/components`, { name: 'API' }),
    group: await idOf(`${at}/groups`, { name: 'Core' }),
    incident: String(incident['id']),
    update: String(incident['update']),
    maintenance: await idOf(`${at}/maintenances`, { ...said, startsAt: '2030-01-01T00:00:00Z', endsAt: '2030-01-01T01:00:00Z' }),
    template: await idOf(`${at}/templates`, { name: 'Down', title: 'Down', body: 'We look.' }),
    note: await idOf(`${at}/incidents/${String(incident['id'])}/notes`, { body: 'A disk?' }),
    draft: await idOf(`${at}/drafts`, said),
    metric: await idOf(`${at}/metrics`, { name: 'Latency' }),
    organisation: await idOf('/v1/organisations', { name: 'Acme' }),
    subscription: items[0]!.id,
    job: await importOne(`${at}/subscription-imports`),
  };
}
