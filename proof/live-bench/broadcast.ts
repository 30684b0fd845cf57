import { gatherCrowd } from './crowd.ts';
import { letIn, median, pause, quantile, restMs, sendOne, type Histogram } from './measure.ts';
import type { Serve } from './servers.ts';

export interface BroadcastOptions {
  readers: number;
  events: number;
  tables: number;
  bytes?: number;
}

/** All readers on one page; events one at a time, the next when the last has reached everybody. */
export async function broadcast(serve: Serve, { readers, events, tables, bytes = 300 }: BroadcastOptions) {
  await using served = await serve({ tables });
  await warm(served);
  await pause(restMs);
  const empty = await served.usage();
  await using crowd = await gatherCrowd(readers);
  await letIn(served, crowd);
  await pause(restMs);
  const first = await sendOne(served, crowd, { bytes }); // the first one warms the code
  const before = await served.usage();
  const crowdBefore = (await crowd.count()).cpuSeconds;
  const lasts: number[] = [];
  const latencies: Histogram = [];
  let lost = first.lost;
  for (let turn = 0; turn < events; turn++) {
    const sent = await sendOne(served, crowd, { bytes });
    lasts.push(sent.lastMs);
    latencies.push(...sent.latencies);
    lost += sent.lost;
  }
  const after = await served.usage();
  const deliveries = readers * events;
  return {
    deliveriesPerCpuSecond: deliveries / (after.cpuSeconds - before.cpuSeconds),
    lastReaderMs: median(lasts),
    p99Ms: quantile(latencies, 0.99),
    /** Without readers: what a gateway of so many threads costs before the first one. */
    emptyBytes: empty.rssBytes,
    bytesPerReader: (after.rssBytes - empty.rssBytes) / readers,
    /** What the readers' own core spent on one delivery, in microseconds: above the server's it would be they who are measured. */
    readerMicroseconds: (((await crowd.count()).cpuSeconds - crowdBefore) / deliveries) * 1e6,
    lost,
  };
}

/** A few thousand readers who come, hear something and go: code is compiled, and pools are there. */
export async function warm(served: Awaited<ReturnType<Serve>>): Promise<void> {
  await using crowd = await gatherCrowd(2_000);
  await letIn(served, crowd);
  for (let turn = 0; turn < 3; turn++) await sendOne(served, crowd);
  crowd.cut();
  await pause(500);
}
