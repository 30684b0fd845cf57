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

/** Starts a round each `everyMs`, whether the one before has ended or not. */
export async function pace(everyMs: number, forMs: number, work: () => Promise<unknown>): Promise<void> {
  const began = performance.now();
  const running: Promise<unknown>[] = [];
  for (let at = 0; at * everyMs < forMs; at++) {
    const wait = began + at * everyMs - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    running.push(work());
  }
  await Promise.all(running);
}
