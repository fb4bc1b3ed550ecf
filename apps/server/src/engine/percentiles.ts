/** The last samples of a duration, for the percentiles on screen. */
export interface Percentiles {
  readonly add: (value: number) => void;
  /** @param p 0 to 1; absent before the first sample */
  readonly at: (p: number) => number | undefined;
  readonly count: () => number;
}

export function createPercentiles(kept = 1_024): Percentiles {
  const ring = new Float64Array(kept);
  let count = 0;
  return {
    add: (value) => {
      ring[count++ % kept] = value;
    },
    at: (p) => {
      if (count === 0) return undefined;
      const sorted = ring.slice(0, Math.min(count, kept)).sort();
      return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
    },
    count: () => count,
  };
}
