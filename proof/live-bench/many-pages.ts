import { gatherCrowd } from './crowd.ts';
import { letIn, pause, publish, quantile, restMs } from './measure.ts';
import type { Serve } from './servers.ts';

export interface ManyPagesOptions {
  pages: number;
  readersAPage: number;
  perSecond: number;
  seconds: number;
  tables: number;
}

/** Many small pages, and events over all of them in turn. */
export async function manyPages(serve: Serve, { pages, readersAPage, perSecond, seconds, tables }: ManyPagesOptions) {
  await using served = await serve({ tables });
  await using crowd = await gatherCrowd(pages * readersAPage);
  await letIn(served, crowd, { pages });
  await pause(restMs);
  const all = perSecond * seconds;
  await crowd.count();
  publish(served);
  await pause(1_000);
  const bytesPerEvent = (await crowd.count()).bytes / readersAPage;
  // The first second compiles the code, and is not counted.
  let before = await served.usage();
  for (const [events, isWarm] of [
    [perSecond, false],
    [all, true],
  ] as const) {
    await crowd.count();
    if (isWarm) before = await served.usage();
    const started = performance.now();
    for (let sent = 0; sent < events;) {
      const due = Math.min(events, Math.floor(((performance.now() - started) / 1_000) * perSecond));
      for (; sent < due; sent++) publish(served, 300, (sent * 7_919) % pages);
      await pause(1);
    }
    await pause(500);
  }
  const count = await crowd.count();
  const after = await served.usage();
  return {
    p50Ms: quantile(count.latencies, 0.5),
    p99Ms: quantile(count.latencies, 0.99),
    deliveredShare: count.bytes / (bytesPerEvent * all * readersAPage),
    cpuShare: (after.cpuSeconds - before.cpuSeconds) / (seconds + 0.5),
    lost: count.lost,
  };
}
