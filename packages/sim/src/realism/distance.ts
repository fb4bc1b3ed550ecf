/** How far two samples' laws are apart. */

export interface Distance {
  /** Kolmogorov-Smirnov: the largest gap between the two distribution functions, 0 to 1. */
  readonly kolmogorovSmirnov: number;
  /** Wasserstein-1: how far mass must move on average, in the unit of the values. */
  readonly wasserstein: number;
}

/** Neither empty; `undefined` where one is. */
export function distance(a: Float64Array, b: Float64Array): Distance | undefined {
  if (a.length === 0 || b.length === 0) return undefined;
  const xs = Float64Array.from(a).sort();
  const ys = Float64Array.from(b).sort();
  let largest = 0;
  let area = 0;
  let i = 0;
  let j = 0;
  let at = Math.min(xs[0]!, ys[0]!);
  while (i < xs.length || j < ys.length) {
    const next = Math.min(xs[i] ?? Number.POSITIVE_INFINITY, ys[j] ?? Number.POSITIVE_INFINITY);
    const gap = Math.abs(i / xs.length - j / ys.length);
    area += gap * (next - at);
    largest = Math.max(largest, gap);
    at = next;
    while (xs[i] === at) i += 1;
    while (ys[j] === at) j += 1;
  }
  return { kolmogorovSmirnov: largest, wasserstein: area };
}

/** Half the sum of what the shares of each value differ by, 0 to 1: for laws on few values. */
export function totalVariation(a: Float64Array, b: Float64Array): number | undefined {
  if (a.length === 0 || b.length === 0) return undefined;
  // Counts times the other's size: whole numbers, so that equal laws are exactly 0 apart.
  const gaps = new Map<number, number>();
  for (const x of a) gaps.set(x, (gaps.get(x) ?? 0) + b.length);
  for (const y of b) gaps.set(y, (gaps.get(y) ?? 0) - a.length);
  let total = 0;
  for (const gap of gaps.values()) total += Math.abs(gap);
  return total / (2 * a.length * b.length);
}
