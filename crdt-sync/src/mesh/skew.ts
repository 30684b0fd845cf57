// A clock that runs further ahead than this would win every concurrent write and date updates into the future.
export const leadMaxMs = 500;

/**
 * The time to stamp with: the region's own clock, unless it runs too far ahead of the median of its peers; then theirs. A
 * write is never blocked by a clock, and what was stamped elsewhere is never refused: that would let regions differ.
 */
export function stampMs(nowMs: number, leadMs: number): number {
  return Math.trunc(leadMs > leadMaxMs ? nowMs - leadMs : nowMs);
}

/** How far we are ahead of the median of the peers; nothing is known without one. */
export function leadOver(offsetsMs: number[]): number {
  if (offsetsMs.length === 0) return 0;
  const sorted = [...offsetsMs].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return -median;
}
