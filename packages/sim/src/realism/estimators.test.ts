/** Each estimator on data whose answer is known. Seeds are pinned: a failure is a change of the estimator. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom, exponential, normal, type Random, uniform } from '../random.ts';
import { distance, totalVariation } from './distance.ts';
import { autocorrelation, decayExponent } from './memory.ts';
import { correlation, excessKurtosis, mean, quantile, skewness, variation } from './moments.ts';
import { leastOf } from './search.ts';
import { gammaShape, tailIndex } from './tails.ts';

const drawn = (n: number, seed: number, draw: (random: Random) => number): Float64Array => {
  const random = createRandom(seed, 'estimators');
  return Float64Array.from({ length: n }, () => draw(random));
};

/** Normal over the root of a mean of `degrees` squared normals. */
const student = (degrees: number) => (random: Random) => {
  let squares = 0;
  for (let i = 0; i < degrees; i += 1) squares += normal(random) ** 2;
  return normal(random) / Math.sqrt(squares / degrees);
};

describe('moments', () => {
  test('of four numbers by hand', () => {
    const xs = Float64Array.of(1, 2, 3, 6);
    expect(mean(xs)).toBe(3);
    expect(variation(xs)).toBeCloseTo(Math.sqrt(3.5) / 3, 12);
    expect(skewness(xs)).toBeCloseTo((-8 - 1 + 27) / 4 / 3.5 ** 1.5, 12);
    expect(excessKurtosis(xs)).toBeCloseTo((16 + 1 + 81) / 4 / 3.5 ** 2 - 3, 12);
    expect(quantile(xs, 0.5)).toBe(3);
  });

  test('the excess kurtosis of a normal law is 0, of a Student law of 10 degrees 1, of a uniform -1.2', () => {
    expect(Math.abs(excessKurtosis(drawn(200_000, 1, normal))!)).toBeLessThan(0.05);
    expect(Math.abs(excessKurtosis(drawn(200_000, 1, student(10)))! - 1)).toBeLessThan(0.2);
    expect(Math.abs(excessKurtosis(drawn(200_000, 1, uniform))! + 1.2)).toBeLessThan(0.01);
  });

  test('times between the events of a Poisson process vary by their mean, and are skewed by 2', () => {
    const waits = drawn(200_000, 2, exponential);
    expect(Math.abs(variation(waits)! - 1)).toBeLessThan(0.01);
    expect(Math.abs(skewness(waits)! - 2)).toBeLessThan(0.1);
  });

  test('a correlation of 0.6 is found, of a line exactly', () => {
    const random = createRandom(3, 'pairs');
    const xs = new Float64Array(50_000);
    const ys = xs.map((_, i) => {
      xs[i] = normal(random);
      return 0.6 * xs[i]! + 0.8 * normal(random);
    });
    expect(Math.abs(correlation(xs, ys)! - 0.6)).toBeLessThan(0.015);
    expect(
      correlation(
        xs,
        xs.map((x) => 7 - 2 * x),
      ),
    ).toBeCloseTo(-1, 9);
  });

  test('what never varies, or is too short, has none', () => {
    const flat = new Float64Array(100).fill(5);
    expect(excessKurtosis(flat)).toBeUndefined();
    expect(skewness(flat)).toBeUndefined();
    expect(correlation(flat, drawn(100, 1, normal))).toBeUndefined();
    expect(autocorrelation(flat, 3)).toBeUndefined();
    expect(autocorrelation(Float64Array.of(1, 2, 3), 2)).toBeUndefined();
    expect(mean(new Float64Array())).toBeUndefined();
    expect(quantile(new Float64Array(), 0.5)).toBeUndefined();
  });
});

describe('memory', () => {
  test('the autocorrelation of an AR(1) of 0.7 is 0.7 to the power of the lag', () => {
    const random = createRandom(4, 'ar1');
    let x = 0;
    const xs = Float64Array.from({ length: 200_000 }, () => {
      x = 0.7 * x + normal(random);
      return x;
    });
    const acf = autocorrelation(xs, 5)!;
    for (let lag = 0; lag <= 5; lag += 1) expect(Math.abs(acf[lag]! - 0.7 ** lag)).toBeLessThan(0.015);
  });

  test.each([0.2, 0.5, 0.9])('an autocorrelation that falls with exponent %f is told by it', (exponent) => {
    const acf = Float64Array.from({ length: 128 }, (_, lag) => (lag === 0 ? 1 : 0.4 * lag ** -exponent));
    expect(decayExponent(acf, 1e6)).toBeCloseTo(exponent, 4);
  });

  test('fractional noise of order 0.3 decays with exponent 1 - 2 d = 0.4', () => {
    const d = 0.3;
    const lags = 4000;
    const random = createRandom(5, 'fractional');
    const weights = new Float64Array(lags).fill(1);
    for (let k = 1; k < lags; k += 1) weights[k] = (weights[k - 1]! * (k - 1 + d)) / k;
    const shocks = Float64Array.from({ length: 40_000 + lags }, () => normal(random));
    const xs = Float64Array.from({ length: 40_000 }, (_, t) => {
      let x = 0;
      for (let k = 0; k < lags; k += 1) x += weights[k]! * shocks[t + lags - k]!;
      return x;
    });
    const exponent = decayExponent(autocorrelation(xs, 127)!, xs.length)!;
    // The sample's own mean takes some of a long memory away.
    expect(Math.abs(exponent - 0.4)).toBeLessThan(0.1);
  });

  test('unrelated values have no decay to tell', () => {
    const xs = drawn(20_000, 6, normal);
    expect(decayExponent(autocorrelation(xs, 127)!, xs.length)).toBeUndefined();
  });
});

describe('tails', () => {
  test.each([1.5, 3])('a Pareto law of index %f', (index) => {
    const xs = drawn(100_000, 7, (random) => (1 - uniform(random)) ** (-1 / index)).sort();
    expect(Math.abs(tailIndex(xs, 0.05)! / index - 1)).toBeLessThan(0.05);
  });

  test('the magnitudes of a Student law of 3 degrees have an index of 3, to what its body adds', () => {
    const xs = drawn(200_000, 8, student(3)).map(Math.abs).sort();
    expect(Math.abs(tailIndex(xs, 0.005)! - 3)).toBeLessThan(0.3);
  });

  test('too few values, or none above 0, have no tail', () => {
    expect(tailIndex(Float64Array.of(1, 2, 3), 0.5)).toBeUndefined();
    expect(tailIndex(new Float64Array(1000), 0.05)).toBeUndefined();
  });

  test('gamma laws of shape 0.5, 1 and 3', () => {
    const shaped = (seed: number, draw: (random: Random) => number): number =>
      gammaShape(drawn(50_000, seed, draw))!;
    expect(Math.abs(shaped(9, (random) => 40 * normal(random) ** 2) - 0.5)).toBeLessThan(0.02);
    expect(Math.abs(shaped(9, exponential) - 1)).toBeLessThan(0.03);
    const three = (random: Random): number => exponential(random) + exponential(random) + exponential(random);
    expect(Math.abs(shaped(9, three) - 3)).toBeLessThan(0.08);
  });

  test('values that are all alike have no shape', () => {
    expect(gammaShape(new Float64Array(100).fill(3))).toBeUndefined();
  });
});

describe('distances', () => {
  const samples = fc
    .array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 30 })
    .map((values) => Float64Array.from(values));

  /** Both distribution functions at every integer, told from the definition. */
  const naive = (a: Float64Array, b: Float64Array) => {
    let largest = 0;
    let area = 0;
    for (let x = -5; x <= 5; x += 1) {
      const below = (of: Float64Array): number => of.filter((value) => value <= x).length / of.length;
      const gap = Math.abs(below(a) - below(b));
      largest = Math.max(largest, gap);
      area += gap;
    }
    return { largest, area };
  };

  test('are those of the definitions', () => {
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        const { largest, area } = naive(a, b);
        expect(distance(a, b)!.kolmogorovSmirnov).toBeCloseTo(largest, 12);
        expect(distance(a, b)!.wasserstein).toBeCloseTo(area, 12);
        const total = [...new Set([...a, ...b])].reduce((sum, x) => {
          const share = (of: Float64Array): number => of.filter((value) => value === x).length / of.length;
          return sum + Math.abs(share(a) - share(b));
        }, 0);
        expect(totalVariation(a, b)).toBeCloseTo(total / 2, 12);
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  test('a sample moved by 3 is 3 away, and as far as can be where nothing overlaps', () => {
    const xs = drawn(1000, 10, uniform);
    const moved = distance(
      xs,
      xs.map((x) => x + 3),
    )!;
    expect(moved.wasserstein).toBeCloseTo(3, 9);
    expect(moved.kolmogorovSmirnov).toBe(1);
  });

  test('nothing is no distance from nothing', () => {
    expect(distance(new Float64Array(), Float64Array.of(1))).toBeUndefined();
    expect(totalVariation(Float64Array.of(1), new Float64Array())).toBeUndefined();
  });
});

test('the least of a function with two valleys is that of the deeper', () => {
  const valleys = (x: number): number => Math.min((x - 0.2) ** 2 + 0.1, (x - 1.7) ** 2);
  expect(leastOf({ low: 0, high: 2 }, valleys)).toBeCloseTo(1.7, 6);
  expect(leastOf({ low: 0, high: 1 }, (x) => x)).toBeCloseTo(0, 6);
});
