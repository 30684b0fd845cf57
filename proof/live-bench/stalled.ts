import { readFile } from 'node:fs/promises';
import { warm } from './broadcast.ts';
import { gatherCrowd, type Crowd } from './crowd.ts';
import { letIn, pause, publish, quantile, sendOne } from './measure.ts';
import type { Serve, Served } from './servers.ts';

const perSecond = 40;
const events = 400;
const bytes = 2_048;

/** What the healthy feel, and what the memory is, when every tenth reader never reads. */
export async function stalled(serve: Serve, readers: number) {
  const few = Math.round(readers / 10);
  const before = await once(serve, readers, 0);
  const after = await once(serve, readers, few);
  return {
    p99MsBefore: before.p99Ms,
    p99Ms: after.p99Ms,
    p50MsBefore: before.p50Ms,
    p50Ms: after.p50Ms,
    bytesPerStalled: Math.max(0, after.grownBytes - before.grownBytes) / few,
    /** Of both ends of all connections: what the server's kernel and the readers' hold. */
    kernelBytesPerStalled: Math.max(0, after.kernelBytes - before.kernelBytes) / few,
  };
}

async function once(serve: Serve, readers: number, few: number) {
  await using served = await serve();
  await warm(served);
  await using crowd = await gatherCrowd(readers);
  await letIn(served, crowd, { stalled: few });
  await sendOne(served, crowd, { readers: readers - few, bytes });
  const before = await served.usage();
  const kernelBefore = await kernelBytes();
  const count = await offer(served, crowd);
  const after = await served.usage();
  return {
    p50Ms: quantile(count.latencies, 0.5),
    p99Ms: quantile(count.latencies, 0.99),
    grownBytes: after.rssBytes - before.rssBytes,
    kernelBytes: (await kernelBytes()) - kernelBefore,
  };
}

async function offer(served: Served, crowd: Crowd) {
  await crowd.count();
  const started = performance.now();
  for (let sent = 0; sent < events;) {
    const due = Math.min(events, Math.floor(((performance.now() - started) / 1_000) * perSecond));
    for (; sent < due; sent++) publish(served, bytes);
    await pause(2);
  }
  await pause(500);
  return crowd.count();
}

/** What TCP holds on this machine, in pages. */
async function kernelBytes(): Promise<number> {
  const text = await readFile('/proc/net/sockstat', 'utf8');
  return Number(/^TCP: .* mem (\d+)/m.exec(text)?.[1] ?? 0) * 4_096;
}
