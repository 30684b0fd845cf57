import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { systemClock } from '@pharos/core/clock';
import type { PageEvent } from '@pharos/resources/fact';
import { silentLog } from '@pharos/core/log';
import { createMetrics } from '@pharos/core/metrics';
import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { createMemoryCache } from '@pharos/core/outside/cache-memory';
import { systemRandom } from '@pharos/core/random';
import { run } from '@pharos/core/run';
import { subject } from '@pharos/core/subject';
import { encodeVersion } from '@pharos/core/version';
import { openGateway } from '../../sse-gateway/src/role.ts';
import type { PageTable } from '../../sse-gateway/src/feed/table.ts';

// A whole gateway over a table that lives in memory, in a process of its own: what it holds is its own and nobody else's.

export type Told = { told: 'url'; url: string } | ({ told: 'usage' } & Usage);
export interface Usage {
  descriptors: number;
  heapBytes: number;
  bufferBytes: number;
  residentBytes: number;
  readers: number;
}

const { values } = parseArgs({
  options: { engine: { type: 'string' }, pages: { type: 'string' }, 'event-ms': { type: 'string' } },
});
const pages = (values.pages ?? '').split(',');
const origin = 7;
// Less than a few seconds of events: what is held is the same at the first look and at the last.
const kept = 48;
const logs = new Map(pages.map((page) => [page, { seq: 1, events: [] as PageEvent[] }]));

const versionOf = (page: string) => {
  const log = logs.get(page);
  return log && { [origin]: log.seq };
};
const table: PageTable = {
  version: async (page) => versionOf(page),
  versions: async (asked) => new Map(asked.map((page) => [page, versionOf(page) ?? {}])),
  since: async (page, version, limit) => {
    const { events, seq } = logs.get(page)!;
    const from = version[origin] ?? 0;
    if (events[0] && from < events[0].seq - 1) return { kind: 'pruned', version: { [origin]: seq } };
    const missed = events.filter((event) => event.seq > from).slice(0, limit);
    return { kind: 'events', events: missed.map((event, localId) => ({ ...event, localId })), version: { [origin]: seq } };
  },
};
const bus = createMemoryBus();
const metrics = createMetrics({ role: 'gateway', region: 'test' });
const gateway = await openGateway(
  { role: 'gateway', region: 'test', regionNumber: 1, clock: systemClock, random: systemRandom, log: silentLog, metrics },
  {
    table,
    bus,
    // Keeps nothing: history comes from the table.
    cache: { ...createMemoryCache(systemClock), append: async () => undefined },
    host: '127.0.0.1',
    port: 0,
    engine: values.engine === 'linux' ? 'linux' : 'portable',
    threads: 1,
    readersPerAddressMax: 1_000_000,
    lingerMs: 500,
    drainMs: 100,
  },
);

setInterval(
  () => {
    for (const [page, log] of logs) {
      const seq = log.seq + 1;
      const patch = { components: [], incidents: [], maintenances: [], removed: [] };
      const [prev, version] = [encodeVersion({ [origin]: log.seq }), encodeVersion({ [origin]: seq })];
      const event: PageEvent = { page, origin, seq, version, prev, at: new Date(systemClock.now()).toISOString(), facts: [], patch };
      log.seq = seq;
      log.events.push(event);
      if (log.events.length > kept) log.events.shift();
      bus.publish(subject.page(page), JSON.stringify(event));
    }
  },
  Number(values['event-ms'] ?? 100),
);

const tell = (told: Told) => process.send?.(told);

/** What is left once everything was let go that can be: the engine frees buffers some time after it finds them unused. */
async function leastMemory(): Promise<{ heapBytes: number; bufferBytes: number }> {
  const least = { heapBytes: Infinity, bufferBytes: Infinity };
  for (let turn = 0; turn < 10; turn++) {
    (globalThis as { gc?: () => void }).gc?.(); // there with --expose-gc
    await systemClock.sleep(100);
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    least.heapBytes = Math.min(least.heapBytes, heapUsed);
    least.bufferBytes = Math.min(least.bufferBytes, arrayBuffers);
  }
  return least;
}

async function usage(): Promise<Usage> {
  const memory = await leastMemory();
  const readers = Number(/^readers\{[^}]*\} (\d+)$/m.exec(await metrics.text())?.[1] ?? NaN);
  return { descriptors: readdirSync('/proc/self/fd').length, ...memory, residentBytes: process.memoryUsage.rss(), readers };
}

process.on('message', () => {
  run(
    usage().then((used) => tell({ told: 'usage', ...used })),
    (error) => {
      throw error;
    },
  );
});
process.on('disconnect', () => process.exit(0));
tell({ told: 'url', url: gateway.url });
