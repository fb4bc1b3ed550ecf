/** How long a series remembers: its autocorrelation, and the power law that this falls by. */
import { mean } from './moments.ts';
import { leastOf } from './search.ts';

/**
 * Autocorrelation at lags 0..most, of the sample (every lag divided by n, so that far lags are drawn to 0).
 * @returns `undefined` where the series is no longer than `most` lags or never changes
 */
export function autocorrelation(xs: Float64Array, most: number): Float64Array | undefined {
  const n = xs.length;
  if (n <= most + 1) return undefined;
  const middle = mean(xs)!;
  const of = new Float64Array(most + 1);
  for (let lag = 0; lag <= most; lag += 1) {
    let total = 0;
    for (let i = lag; i < n; i += 1) total += (xs[i]! - middle) * (xs[i - lag]! - middle);
    of[lag] = total;
  }
  const variance = of[0]!;
  return variance > 0 ? of.map((covariance) => covariance / variance) : undefined;
}

/** Fewer octaves than this say nothing of a power law. */
const FEWEST_OCTAVES = 3;
const STEEPEST = 4;

/**
 * Exponent g of acf(lag) = a lag^-g. Single lags are noise, so the means over the octaves [1,2), [2,4), [4,8) ...
 * are compared, on a log scale, with the same means of the power law itself; the first octave whose mean is within
 * two standard errors of 0 ends the fit.
 * @param n length of the series that `acf` is of
 */
export function decayExponent(acf: Float64Array, n: number): number | undefined {
  const octaves: { readonly from: number; readonly to: number; readonly log: number }[] = [];
  for (let from = 1; 2 * from <= acf.length; from *= 2) {
    let total = 0;
    for (let lag = from; lag < 2 * from; lag += 1) total += acf[lag]!;
    if (total / from <= 2 / Math.sqrt(n * from)) break;
    octaves.push({ from, to: 2 * from, log: Math.log(total / from) });
  }
  if (octaves.length < FEWEST_OCTAVES) return undefined;
  return leastOf({ low: 0, high: STEEPEST }, (exponent) => {
    const residuals = octaves.map(({ from, to, log }) => {
      let total = 0;
      for (let lag = from; lag < to; lag += 1) total += lag ** -exponent;
      return log - Math.log(total / from);
    });
    const level = residuals.reduce((sum, r) => sum + r, 0) / residuals.length;
    return residuals.reduce((sum, r) => sum + (r - level) ** 2, 0);
  });
}
