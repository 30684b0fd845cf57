// A clock that runs further ahead than this would win every concurrent write and date updates into the future.
export const leadMaxMs = 500;

/**
 * The time to stamp with: the region's own clock, unless it runs too far ahead of the median of its peers; then theirs. A
 * write is never blocked by a clock, and what was stamped elsewhere is never refused: that would let regions differ.
 */
export function stampMs(nowMs: number, leadMs: number): number {
  return Math.trunc(leadMs > leadMaxMs ? nowMs - leadMs : nowMs);
}

/** How far the clock ran ahead when peers were heard last, and how far it was from the process's own steady time by then. */
export interface KnownLead {
  leadMs: number;
  aheadOfElapsedMs: number;
}

/**
 * How far the clock runs ahead now. While no peer is heard it is the last known lead plus what the clock was set by since: a region
 * that is cut off with a wrong clock must not win over the others with it, and one whose clock is set right must not run behind.
 */
export function nextLead(before: KnownLead, offsetsMs: number[], { now, elapsed }: { now: number; elapsed: number }): KnownLead {
  const aheadOfElapsedMs = now - elapsed;
  const leadMs = offsetsMs.length > 0 ? leadOver(offsetsMs) : before.leadMs + aheadOfElapsedMs - before.aheadOfElapsedMs;
  return { leadMs, aheadOfElapsedMs };
}

/** How far we are ahead of the median of the peers; nothing is known without one. */
export function leadOver(offsetsMs: number[]): number {
  if (offsetsMs.length === 0) return 0;
  const sorted = [...offsetsMs].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return -median;
}
