import { warm } from './broadcast.ts';
import { gatherCrowd } from './crowd.ts';
import { letIn, pause, publish, sendOne, until } from './measure.ts';
import type { Serve } from './servers.ts';

// Told while nobody listens: each reader must have both when it is back.
const missedEvents = 2;

/** All readers are cut by a reset and come back at once with the id they saw last. */
export async function storm(serve: Serve, readers: number) {
  await using served = await serve();
  await warm(served);
  await using crowd = await gatherCrowd(readers);
  await letIn(served, crowd, { isStrict: true });
  for (let turn = 0; turn < 3; turn++) await sendOne(served, crowd);
  const { lastId } = await crowd.count();
  const before = await served.usage();
  const started = performance.now();
  crowd.cut();
  await until(async () => (await crowd.count()).open === 0, 'all are cut');
  const seqs = Array.from({ length: missedEvents }, () => publish(served));
  crowd.expect(seqs[0]! - 1);
  crowd.open(served, { headers: `Last-Event-ID: ${lastId}\r\n`, isStrict: true });
  const seen = { events: 0, missed: 0, repeated: 0, lost: 0 };
  let open = 0;
  const gather = async () => {
    const count = await crowd.count();
    open = count.open;
    for (const key of ['events', 'missed', 'repeated', 'lost'] as const) seen[key] += count[key];
  };
  await until(async () => {
    await gather();
    return open >= readers && seen.events + seen.missed >= readers * missedEvents;
  }, 'all are back and have what they missed');
  const backMs = performance.now() - started;
  await pause(1_000);
  await gather();
  const after = await served.usage();
  return {
    backMs,
    missed: seen.missed + Math.max(0, readers * missedEvents - seen.events - seen.missed),
    repeated: seen.repeated,
    lost: seen.lost,
    cpuSeconds: after.cpuSeconds - before.cpuSeconds,
  };
}
