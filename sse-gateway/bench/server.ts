import { systemClock } from '@pharos/core/clock';
import type { PageEvent } from '@pharos/core/fact';
import { silentLog } from '@pharos/core/log';
import { createMetrics } from '@pharos/core/metrics';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { createMemoryCache } from '@pharos/core/outside/cache-memory';
import { systemRandom } from '@pharos/core/random';
import { subject } from '@pharos/core/subject';
import { encodeVersion, type Version } from '@pharos/core/version';
import { openGateway } from '../src/role.ts';
import type { PageTable } from '../src/table.ts';

// The whole gateway over a table that lives in memory, in a process of its own: asked to publish, it says what that cost.

export type Ask = { ask: 'publish'; page: string; padding: number; mark: string } | { ask: 'usage' };
export type Told = { told: 'url'; url: string } | { told: 'usage'; cpuSeconds: number; rssBytes: number; readers: number };

const events = new Map<string, PageEvent[]>();
const start: Version = { 7: 1 };
const versionOf = (page: string): Version => {
  const last = events.get(page)?.at(-1);
  return last ? { 7: last.seq } : start;
};
const table: PageTable = {
  version: async (page) => versionOf(page),
  since: async (page, version) => ({
    kind: 'events',
    events: (events.get(page) ?? []).filter(({ seq }) => seq > (version['7'] ?? 0)).map((event, localId) => ({ ...event, localId })),
    version: versionOf(page),
  }),
};
const bus = createMemoryBus();
const gateway = await openGateway(
  {
    role: 'gateway',
    region: 'bench',
    regionNumber: 1,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    metrics: createMetrics({ role: 'gateway', region: 'bench' }),
  },
  {
    table,
    bus,
    cache: createMemoryCache(systemClock),
    host: '0.0.0.0',
    port: 0,
    engine: process.argv[2] === 'linux' ? 'linux' : 'portable',
    threads: Number(process.argv[3] ?? 1),
    readersPerAddressMax: 1_000_000,
    readersMax: 1_000_000,
    drainMs: 0,
  },
);

const tell = (told: Told) => process.send?.(told);
process.on('message', (asked: Ask) => {
  if (asked.ask === 'usage') {
    const { user, system } = process.cpuUsage();
    return tell({ told: 'usage', cpuSeconds: (user + system) / 1e6, rssBytes: process.memoryUsage.rss(), readers: 0 });
  }
  const { page } = asked;
  const before = versionOf(page);
  const seq = before['7']! + 1;
  const event: PageEvent = {
    page,
    origin: 7,
    seq,
    version: encodeVersion({ 7: seq }),
    prev: encodeVersion(before),
    at: new Date().toISOString(),
    facts: [],
    patch: {
      page: { id: '', name: `${asked.mark}${'x'.repeat(asked.padding)}`, slug: '', timeZone: '' },
      components: [],
      incidents: [],
      maintenances: [],
      removed: [],
    },
  };
  // What nobody will ask for again is not kept: the bench measures sending.
  events.set(page, [...(events.get(page) ?? []).slice(-64), event]);
  bus.publish(subject.page(page), JSON.stringify(event));
  return undefined;
});
process.on('disconnect', () => process.exit(0));
tell({ told: 'url', url: gateway.url });
