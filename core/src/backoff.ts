import type { Random } from './random.ts';

export interface Backoff {
  firstMs: number;
  maxMs: number;
}

/** Full jitter: any wait between nothing and the doubled limit, so that a fleet that failed together does not retry together. */
export function backoffMs(attempt: number, { firstMs, maxMs }: Backoff, random: Random): number {
  const limit = Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 30));
  return Math.round(limit * random());
}
