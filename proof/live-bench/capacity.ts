import { gatherCrowd } from './crowd.ts';
import { letIn, sendOne } from './measure.ts';
import type { Serve } from './servers.ts';

/** As many as a machine holds, with those who read beside it: are all let in, and does one event reach each of them? */
export async function capacity(serve: Serve, readers: number, tables: number) {
  await using served = await serve({ tables });
  const empty = await served.usage();
  await using crowd = await gatherCrowd(readers);
  const started = performance.now();
  await letIn(served, crowd);
  const allInMs = performance.now() - started;
  const sent = await sendOne(served, crowd);
  const again = await sendOne(served, crowd);
  const full = await served.usage();
  return {
    allInMs,
    firstLastReaderMs: sent.lastMs,
    lastReaderMs: again.lastMs,
    lost: sent.lost + again.lost,
    bytesPerReader: (full.rssBytes - empty.rssBytes) / readers,
  };
}
