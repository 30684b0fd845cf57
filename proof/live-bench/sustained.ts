import { gatherCrowd } from './crowd.ts';
import { letIn, pause, publish, quantile, sendOne } from './measure.ts';
import type { Serve } from './servers.ts';
import { warm } from './broadcast.ts';

// A receiver acknowledges the first 16 segments of a stream at once, and again after each pause longer than its retransmission
// time: over loopback the sender pays for that. A stream at a rate has them behind it after a second.
const warmEvents = 20;

/** Events at a fixed rate, whether the server keeps up or not. */
export async function sustained(serve: Serve, { readers, perSecond, seconds }: { readers: number; perSecond: number; seconds: number }) {
  await using served = await serve();
  await warm(served);
  await using crowd = await gatherCrowd(readers);
  await letIn(served, crowd);
  await sendOne(served, crowd);
  // By bytes, and not by the numbers in events: a server that leaves some out would be given what it left out.
  publish(served);
  await pause(1_000);
  const bytesPerEvent = (await crowd.count()).bytes / readers;
  for (let turn = 0; turn < warmEvents; turn++) await sendOne(served, crowd, { afterMs: 0 });
  const { cpuSeconds: crowdBefore } = await crowd.count();
  const before = await served.usage();
  const started = performance.now();
  const all = perSecond * seconds;
  for (let sent = 0; sent < all;) {
    const due = Math.min(all, Math.floor(((performance.now() - started) / 1_000) * perSecond));
    for (; sent < due; sent++) publish(served);
    await pause(1);
  }
  const took = (performance.now() - started) / 1_000;
  // What was delivered while events were offered; what comes later is late.
  const count = await crowd.count();
  const after = await served.usage();
  const deliveries = count.bytes / bytesPerEvent;
  return {
    deliveriesPerSecond: deliveries / took,
    /** The last fan-out is under way when the time is over: a twentieth of a second of it is not late. */
    deliveredShare: deliveries / (readers * perSecond * (took - 0.05)),
    bytesPerEvent,
    p50Ms: quantile(count.latencies, 0.5),
    p99Ms: quantile(count.latencies, 0.99),
    deliveriesPerCpuSecond: deliveries / (after.cpuSeconds - before.cpuSeconds),
    /** Of the readers' own core: near 1 it would be they who are measured. */
    readersCpuShare: (count.cpuSeconds - crowdBefore) / took,
    lost: count.lost,
  };
}
