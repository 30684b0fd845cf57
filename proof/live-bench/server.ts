import { systemClock } from '@pharos/core/clock';
import type { PageEvent } from '@pharos/resources/fact';
import { silentLog } from '@pharos/core/log';
import { createMetrics } from '@pharos/core/metrics';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { createMemoryCache } from '@pharos/core/outside/cache-memory';
import { systemRandom } from '@pharos/core/random';
import { subject } from '@pharos/core/subject';
import { encodeVersion, type Version } from '@pharos/core/version';
import { openGateway } from '../../sse-gateway/src/role.ts';
import { ownDescriptors } from './own-descriptors.ts';
import type { PageTable } from '../../sse-gateway/src/feed/table.ts';

// The whole gateway over a table that lives in memory, in a process of its own, which publishes what it is asked to.

/** Publish this as the next event of the page. */
export interface Ask {
  page: number;
  text: string;
}
export interface Told {
  url: string;
}

const events = new Map<string, PageEvent[]>();
// Large enough that all ids of a run have the same length.
const start: Version = { 7: 100_000 };
const versionOf = (page: string): Version => {
  const last = events.get(page)?.at(-1);
  return last ? { 7: last.seq } : start;
};
const table: PageTable = {
  version: async (page) => versionOf(page),
  versions: async (pages) => new Map(pages.map((page) => [page, versionOf(page)])),
  since: async (page, version) => ({
    kind: 'events',
    events: (events.get(page) ?? []).filter(({ seq }) => seq > (version['7'] ?? 0)).map((event, localId) => ({ ...event, localId })),
    version: versionOf(page),
  }),
};
const readersMax = 2_000_000;
const tables = Number(process.argv[3] ?? 1);
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
    engine: tables > 1 ? ownDescriptors(tables) : process.argv[2] === 'linux' ? 'linux' : 'portable',
    threads: 1,
    // Nchan sends none: in a measure of a few seconds they would count as events.
    heartbeatMs: 3_600_000_000,
    readersPerAddressMax: readersMax,
    readersMax,
    drainMs: 0,
  },
);

process.on('message', ({ page: number, text }: Ask) => {
  const page = `0192f0c4-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
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
    patch: { page: { id: '', name: text, slug: '', timeZone: '' }, components: [], incidents: [], maintenances: [], removed: [] },
  };
  // What nobody will ask for again is not kept: the bench measures sending.
  events.set(page, [...(events.get(page) ?? []).slice(-64), event]);
  bus.publish(subject.page(page), JSON.stringify(event));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ url: gateway.url } satisfies Told);
