import { warm } from './broadcast.ts';
import { gatherCrowd } from './crowd.ts';
import { letIn, median, pause } from './measure.ts';
import type { Serve } from './servers.ts';

const rounds = 3;

/** All come at once, are accepted, understood and let in; and again, because the first time compiles the code. */
export async function admission(serve: Serve, readers: number) {
  await using served = await serve();
  await warm(served);
  await using crowd = await gatherCrowd(readers);
  const rates: number[] = [];
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = await served.usage();
    const started = performance.now();
    await letIn(served, crowd);
    times.push(performance.now() - started);
    const after = await served.usage();
    rates.push(readers / (after.cpuSeconds - before.cpuSeconds));
    crowd.cut();
    await pause(1_000);
  }
  return { admittedPerCpuSecond: median(rates), allInMs: median(times) };
}
