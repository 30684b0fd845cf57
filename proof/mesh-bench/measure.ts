import type { Random } from '@pharos/core/random';

export interface Line {
  what: string;
  demand: string;
  measured: string;
  isMet: boolean;
}

export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const p50 = (values: number[]): number => percentile(values, 0.5);
export const p99 = (values: number[]): number => percentile(values, 0.99);
export const round = (value: number): string => (Number.isFinite(value) ? String(Math.round(value * 10) / 10) : '-');

/** A clock that every process of this machine reads alike, in milliseconds. */
export const machineMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Several workers at once, each again and again, for a time; how long each round took, in milliseconds. */
export async function load(
  workers: number,
  forMs: number,
  work: (worker: number, round: number) => Promise<unknown>,
): Promise<{ tookMs: number[]; perSecond: number }> {
  const tookMs: number[] = [];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      for (let at = 0; performance.now() - began < forMs; at++) {
        const start = performance.now();
        await work(worker, at);
        tookMs.push(performance.now() - start);
      }
    }),
  );
  return { tookMs, perSecond: (tookMs.length / (performance.now() - began)) * 1_000 };
}

/**
 * Starts rounds at chance moments, so many a second on average, whether those before have ended or not: as people come who
 * do not know of each other. At even steps the regions would work, and wait, in one beat.
 */
export async function arrive(perSecond: number, forMs: number, random: Random, work: () => Promise<unknown>): Promise<void> {
  const began = performance.now();
  const running: Promise<unknown>[] = [];
  const count = Math.round((perSecond * forMs) / 1_000);
  const moments = Array.from({ length: count }, () => random() * forMs).sort((a, b) => a - b);
  for (const moment of moments) {
    const wait = began + moment - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    running.push(work());
  }
  await Promise.all(running);
}
