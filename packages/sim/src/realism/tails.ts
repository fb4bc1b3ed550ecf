/** Shapes of laws on the positive numbers: the index of a power-law tail, and the shape of a gamma law. */

const FEWEST_IN_TAIL = 10;

/**
 * Hill's estimator of a in P(X > x) ~ x^-a, from the largest `share` of the values (Hill 1975).
 * @param sorted ascending; values at or below 0 are no part of a tail
 */
export function tailIndex(sorted: Float64Array, share: number): number | undefined {
  const k = Math.floor(sorted.length * share);
  const threshold = sorted[sorted.length - 1 - k];
  if (k < FEWEST_IN_TAIL || threshold === undefined || threshold <= 0) return undefined;
  let total = 0;
  for (let i = sorted.length - k; i < sorted.length; i += 1) total += Math.log(sorted[i]! / threshold);
  return total > 0 ? k / total : undefined;
}

/** Most likely shape of a gamma law; values at or below 0 are passed over. Newton's steps from Minka's start. */
export function gammaShape(xs: Float64Array): number | undefined {
  let n = 0;
  let total = 0;
  let logs = 0;
  for (const x of xs) {
    if (x <= 0) continue;
    n += 1;
    total += x;
    logs += Math.log(x);
  }
  if (n < 2) return undefined;
  const gap = Math.log(total / n) - logs / n;
  if (gap < LEAST_GAP) return undefined;
  let shape = (3 - gap + Math.sqrt((gap - 3) ** 2 + 24 * gap)) / (12 * gap);
  for (let i = 0; i < 8; i += 1) {
    shape -= (Math.log(shape) - digamma(shape) - gap) / (1 / shape - trigamma(shape));
  }
  return shape;
}

/** Closer together than rounding tells. */
const LEAST_GAP = 1e-9;
/** Below it, recurrence; from there on, the asymptotic series (Abramowitz and Stegun 6.3.18, 6.4.12). */
const LARGE = 8;

function digamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < LARGE; at += 1) shift -= 1 / at;
  const r = 1 / (at * at);
  return shift + Math.log(at) - 1 / (2 * at) - r * (1 / 12 - r * (1 / 120 - r / 252));
}

function trigamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < LARGE; at += 1) shift += 1 / (at * at);
  const r = 1 / (at * at);
  return shift + 1 / at + r / 2 + (r / at) * (1 / 6 - r * (1 / 30 - r / 42));
}
