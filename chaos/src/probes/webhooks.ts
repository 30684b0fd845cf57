import { z } from 'zod';
import type { Probe, Scene } from '../experiment.ts';

const Body = z.object({ type: z.string(), data: z.object({ update: z.object({ body: z.string() }) }) });

// What a notice takes at rest: 0.4 s in which another region may turn out to own it, and the way to the receiver on a busy machine.
const normalMsLeast = 600;
// Notices leave a little after their update.
const patienceMs = 10_000;
const lookMs = 200;

/** When the receiver of the demo page had each update, on the world's clock that never jumps. */
function receivedAt({ world }: Scene): Map<string, number> {
  const zeroMs = world.clock.now() - world.clock.elapsed();
  const received = new Map<string, number>();
  for (const { text, at } of world.providers.accepted('webhooks').messages) {
    const parsed = Body.safeParse(JSON.parse(text));
    if (parsed.success) received.set(parsed.data.data.update.body, Date.parse(at) - zeroMs);
  }
  return received;
}

/** From the answer to the writer to the receiver having it; who has not got it yet waits until now. */
function latencies(scene: Scene, fromMs: number, toMs: number): number[] {
  const received = receivedAt(scene);
  const now = scene.world.clock.elapsed();
  return scene.load
    .acknowledged()
    .filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
    .map(({ text, atMs }) => Math.max(0, (received.get(text) ?? now) - atMs));
}

function p99Of(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] ?? Infinity;
}

/** What the bad receivers of one tenant may cost the others. */
export function webhookP99During(): Probe {
  const ask = (scene: Scene) => {
    const { moments, note, world } = scene;
    // Those of the last second may still be on their way.
    const before = p99Of(latencies(scene, moments.steadyMs, moments.faultMs - 1_000));
    const during = p99Of(latencies(scene, moments.faultMs, world.clock.elapsed() - 1_000));
    note(`p99 of a webhook of another tenant: ${Math.round(before)} ms before, ${Math.round(during)} ms during it`);
    return during / Math.max(normalMsLeast, before);
  };
  const name = `p99 of another tenant's webhook during it, beside before (or ${normalMsLeast} ms, if that is more)`;
  return { name, unit: 'times', when: ['during'], most: 1.5, ask };
}

/** Updates of the others that never reached their receiver. */
export function webhooksUntold(): Probe {
  const ask = async (scene: Scene) => {
    const { load, world } = scene;
    const untold = () => {
      const received = receivedAt(scene);
      return load.acknowledged().filter(({ text }) => !received.has(text)).length;
    };
    const until = world.clock.elapsed() + patienceMs;
    while (untold() > 0 && world.clock.elapsed() < until) await world.clock.sleep(lookMs);
    return untold();
  };
  return { name: "another tenant's updates that never reached its receiver", unit: 'updates', when: ['after'], most: 0, ask };
}

/** Calls that were claimed and never made: only what was given to a socket may be unknown. */
export function unknownUncalled(region: string): Probe {
  const ask = async ({ world }: Scene) => {
    const [row] = await world.region(region).sql<{ count: number }[]>`
      select count(*)::int as count from delivery where channel = 'webhook' and state = 'unknown' and error_code in ('no-end', 'lease')`;
    return row!.count;
  };
  return { name: 'webhooks that are unknown and were never sent', unit: 'deliveries', when: ['during', 'after'], most: 0, ask };
}
