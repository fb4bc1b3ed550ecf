/**
 * Moments and what relates two samples. Everything is `undefined` where the sample can't tell: too few values, or
 * none that differ.
 */
export function mean(xs: Float64Array): number | undefined {
  return xs.length === 0 ? undefined : sum(xs) / xs.length;
}

function sum(xs: Float64Array): number {
  let total = 0;
  for (const x of xs) total += x;
  return total;
}

/** Mean of the nth powers of what is left without the mean. */
function centralMoment(xs: Float64Array, nth: number): number {
  const middle = sum(xs) / xs.length;
  let total = 0;
  for (const x of xs) total += (x - middle) ** nth;
  return total / xs.length;
}

/** Of the sample itself (divided by n). */
export function standardDeviation(xs: Float64Array): number | undefined {
  return xs.length < 2 ? undefined : Math.sqrt(centralMoment(xs, 2));
}

/** Standard deviation over mean: 1 for an exponential law. */
export function variation(xs: Float64Array): number | undefined {
  const middle = mean(xs);
  const deviation = standardDeviation(xs);
  return middle === undefined || deviation === undefined || middle === 0 ? undefined : deviation / middle;
}

/** m4 / m2^2 - 3: 0 for a normal law. */
export function excessKurtosis(xs: Float64Array): number | undefined {
  if (xs.length < 4) return undefined;
  const variance = centralMoment(xs, 2);
  return variance > 0 ? centralMoment(xs, 4) / variance ** 2 - 3 : undefined;
}

/** m3 / m2^1.5: below 0 where large falls outweigh large rises. */
export function skewness(xs: Float64Array): number | undefined {
  if (xs.length < 3) return undefined;
  const variance = centralMoment(xs, 2);
  return variance > 0 ? centralMoment(xs, 3) / variance ** 1.5 : undefined;
}

/** Pearson's, of pairs: the shorter sample says how many. */
export function correlation(xs: Float64Array, ys: Float64Array): number | undefined {
  const n = Math.min(xs.length, ys.length);
  if (n < 3) return undefined;
  const x = sum(xs.subarray(0, n)) / n;
  const y = sum(ys.subarray(0, n)) / n;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < n; i += 1) {
    const dx = xs[i]! - x;
    const dy = ys[i]! - y;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : undefined;
}

/** The value that a share `at` of the sample lies at or below; `sorted` is ascending. */
export function quantile(sorted: Float64Array, at: number): number | undefined {
  return sorted.length === 0
    ? undefined
    : sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))];
}
