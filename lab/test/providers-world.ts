import { fileURLToPath } from 'node:url';
import { systemClock, type Clock } from '@pharos/core/clock';
import type { Channel } from '@pharos/core/channel';
import type { Fact } from '@pharos/resources/fact';
import { createLog } from '@pharos/core/log';
import { newId } from '@pharos/core/id';
import { testKit } from '@pharos/core/testing/kit';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import type { Sql } from '@pharos/core/outside/postgres';
import { systemRandom } from '@pharos/core/random';
import type { Role } from '@pharos/core/role';
import { subject } from '@pharos/core/subject';
import { freshDatabase } from '@pharos/core/testing/fresh-database';
import { startNotifier, type NotifierOptions } from '@pharos/notifier/role';
import { newVapid } from '../src/keys.ts';
import { createProviders, type Providers } from '../src/providers/providers.ts';
import type { VerifyWebhook } from '../src/providers/webhooks.ts';

export const linkKey = 'a-key-for-tests-that-is-long-enough-for-it';

/** One region's tables, the providers' stand-ins, and as many notifiers as a test wants. */
export interface NotifierWorld extends AsyncDisposable {
  sql: Sql;
  providers: Providers;
  page: string;
  /** `onLine`: told what is logged. */
  start(options?: Partial<NotifierOptions>, clock?: Clock, onLine?: (line: string) => void): Promise<Role & { metrics(): Promise<string> }>;
  subscribe(channel: Channel, address: string, components?: string[], state?: 'active' | 'pending'): Promise<string>;
  /** What the write transaction leaves behind for the notifier, and its poke. */
  post(fact?: Partial<Extract<Fact, { type: 'incident-updated' }>>, components?: string[]): Promise<string>;
  /** What a restored region gets back of its own: written so long ago, and come just now or a while ago. */
  comeBack(writtenAgoMs: number, cameAgoMs: number): Promise<string>;
  states(): Promise<Record<string, number>>;
}

export async function createNotifierWorld(verifyWebhook?: VerifyWebhook): Promise<NotifierWorld> {
  await using opened = new AsyncDisposableStack();
  const regionTables = fileURLToPath(new URL('../../region/migrations', import.meta.url));
  const { sql } = opened.use(await freshDatabase([['region', regionTables]]));
  const providers = opened.use(
    await createProviders({ host: '127.0.0.1', clock: systemClock, ...(verifyWebhook ? { verifyWebhook } : {}) }),
  );
  const bus = opened.use(createMemoryBus());
  const page = newId();
  const roles = opened.use(new AsyncDisposableStack());
  const kept = opened.move();
  return {
    sql,
    providers,
    page,
    start: async (options = {}, clock = systemClock, onLine) => {
      const log = onLine && createLog({ role: 'notifier', region: 'us', level: 'debug', destination: { write: onLine } });
      const kit = testKit({ role: 'notifier', region: 'us', clock, random: systemRandom, ...(log && { log }) });
      const role = roles.use(
        await startNotifier(kit, {
          sql,
          bus,
          host: '127.0.0.1',
          port: 0,
          linkKey,
          pagesUrl: 'https://status.example',
          apiUrls: ['http://127.0.0.1:9'],
          apiKey: 'key-for-tests-key',
          providers: providerOptions(providers.urls),
          ...options,
        }),
      );
      return { ...role, metrics: () => kit.metrics.text() };
    },
    subscribe: async (channel, address, components = [], state = 'active') => {
      const id = newId();
      await sql`
        insert into subscription (id, page, channel, address, components, state, asked_region, asked_at, created_at, updated_at)
        values (${id}, ${page}, ${channel}, ${address}, ${sql.json(components)}, ${state}, 'us', now(), now(), now())`;
      if (state === 'pending')
        await sql`insert into page (id, name, slug, wanted_slug, time_zone, created_at, updated_at) values (${page}, 'Acme', 'acme', 'acme', 'UTC', now(), now()) on conflict do nothing`;
      return id;
    },
    post: async (more = {}, components = []) => {
      const update = newId();
      const fact = { ...factOf(update), ...more };
      await sql`
        insert into notify_job (update, page, page_name, owner_region, at, fact, components)
        values (${update}, ${page}, 'Acme', 'us', ${new Date()}, ${sql.json(fact)}, ${sql.json(components)})`;
      bus.publish(subject.notify, '');
      return update;
    },
    comeBack: async (writtenAgoMs, cameAgoMs) => {
      const update = newId();
      await sql`
        insert into notify_job (update, page, page_name, owner_region, at, fact, components, returned, stored_at)
        values (${update}, ${page}, 'Acme', 'us', clock_timestamp() - ${writtenAgoMs} * interval '1 millisecond', ${sql.json(factOf(update))},
          '[]', true, clock_timestamp() - ${cameAgoMs} * interval '1 millisecond')`;
      bus.publish(subject.notify, '');
      return update;
    },
    states: async () => {
      const rows = await sql<{ state: string; count: number }[]>`select state, count(*)::int as count from delivery group by state`;
      const states = Object.fromEntries(rows.map(({ state, count }) => [state, count]));
      // Some providers say a moment later that the phone has it too.
      const had = (states['accepted'] ?? 0) + (states['delivered'] ?? 0);
      return had > 0 ? { ...states, accepted: had } : states;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function factOf(update: string): Extract<Fact, { type: 'incident-updated' }> {
  return {
    type: 'incident-updated',
    incident: newId(),
    update,
    title: 'Checkout is slow',
    status: 'investigating',
    impact: 'major',
    body: 'We are **looking**.',
    opened: true,
  };
}

const vapid = newVapid();

type Settings = NotifierOptions['providers'];

export function providerOptions(urls: Providers['urls']) {
  return {
    emailFrom: 'status@pharos.example',
    ses: { url: urls.ses, region: 'us-east-1', accessKeyId: 'AKIALAB', secretAccessKey: 'lab' },
    sendgrid: { url: urls.sendgrid, apiKey: 'SG.lab' },
    twilio: { url: urls.twilio, accountSid: 'AClab', authToken: 'lab', from: '+15550001000' },
    telnyx: { url: urls.telnyx, apiKey: 'KEYlab', from: '+15550002000' },
    vapid: { ...vapid, subject: 'mailto:status@pharos.example' },
    webhooks: { privateNetworks: ['127.0.0.0/8'] },
  } satisfies Settings;
}
