/** Exact percentiles of all samples. */
export interface Percentiles {
  readonly add: (value: number) => void;
  /** @param p 0 to 1; rounded to 0.01 */
  readonly at: (p: number) => number;
}

/** @param capacity the most samples that will come */
export function createPercentiles(capacity: number): Percentiles {
  const samples = new Float64Array(capacity);
  let count = 0;
  return {
    add: (value) => {
      samples[count++] = value;
    },
    at: (p) => {
      const sorted = samples.slice(0, count).sort();
      const value = sorted[Math.min(count - 1, Math.floor(p * count))] ?? 0;
      return Math.round(value * 100) / 100;
    },
  };
}
