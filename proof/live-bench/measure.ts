import { Problem } from '@pharos/core/problem';
import type { Crowd } from './crowd.ts';
import type { Served } from './servers.ts';
import { mark, nowMs } from '@pharos/lab/crowd/tally';

// A crowd of a million takes one to two minutes to be let in.
const patienceMs = 300_000;
const pollMs = 25;
// Between two events: those who were late are still heard, and the next one finds nothing under way.
const settleMs = 300;
/** A server that tidies up after a rush has done so by then: once, some 20 ms for each thread. */
export const restMs = 4_000;

export interface Sent {
  /** From the publish until the last reader had it. */
  lastMs: number;
  latencies: Histogram;
  lost: number;
}

export type Histogram = [ms: number, count: number][];

let serial = 0;

/** The number of the event. */
export function publish(served: Served, bytes = 300, page = 0): number {
  const seq = ++serial;
  served.publish(page, mark(seq), bytes);
  return seq;
}

/** Opens all and waits until each was answered. */
export async function letIn(served: Served, crowd: Crowd, wishes: Parameters<Crowd['open']>[1] = {}): Promise<void> {
  crowd.open(served, wishes);
  await until(async () => (await crowd.count()).open >= crowd.size, 'everybody is let in', { everyMs: crowd.pollMs });
}

/** One event, and the wait until all of the crowd have it. */
export async function sendOne(served: Served, crowd: Crowd, { readers = crowd.size, bytes = 300, afterMs = settleMs } = {}): Promise<Sent> {
  await crowd.count();
  const sentAt = nowMs();
  publish(served, bytes);
  const sent: Sent = { lastMs: 0, latencies: [], lost: 0 };
  let seen = 0;
  await until(
    async () => {
      const count = await crowd.count();
      seen += count.events;
      sent.lost += count.lost;
      if (count.events > 0) sent.lastMs = count.lastAt - sentAt;
      sent.latencies.push(...count.latencies);
      return seen + sent.lost >= readers;
    },
    `${readers} have the event`,
    { everyMs: crowd.pollMs },
  );
  await pause(afterMs);
  return sent;
}

export async function until(isDone: () => Promise<boolean>, what: string, { everyMs = pollMs, withinMs = patienceMs } = {}): Promise<void> {
  const limit = performance.now() + withinMs;
  while (!(await isDone())) {
    if (performance.now() > limit) throw new Problem('unavailable', `not within ${withinMs / 1_000} s: ${what}`);
    await pause(everyMs);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? NaN;
}

export function quantile(histogram: Histogram, at: number): number {
  const sorted = histogram.toSorted(([a], [b]) => a - b);
  let rest = sorted.reduce((sum, [, count]) => sum + count, 0) * at;
  for (const [ms, count] of sorted) if ((rest -= count) <= 0) return ms;
  return sorted.at(-1)?.[0] ?? NaN;
}
