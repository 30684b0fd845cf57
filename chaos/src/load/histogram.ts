/** Counts by whole milliseconds: as large after eight hours as at the beginning. */
export interface Histogram {
  add(ms: number, count?: number): void;
  count(): number;
  /** The time within which so many of them were; of none there is none. */
  quantile(share: number): number;
}

// Whoever waits longer has long gone away: it is counted as this.
const longestMs = 65_535;

export function createHistogram(): Histogram {
  const counts = new Uint32Array(longestMs + 1);
  let total = 0;
  return {
    add: (ms, count = 1) => {
      counts[Math.min(longestMs, Math.max(0, Math.ceil(ms)))]! += count;
      total += count;
    },
    count: () => total,
    quantile: (share) => {
      let rest = Math.max(1, Math.ceil(total * share));
      for (let ms = 0; ms <= longestMs; ms++) if ((rest -= counts[ms]!) <= 0) return ms;
      return Number.NaN;
    },
  };
}
