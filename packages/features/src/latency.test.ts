import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addLatency, createLatencies, lnMsOf, QUANTILE } from './latency.ts';

const MS = 1_000_000;
/** Half a bucket: 2^(1/16). */
const HALF = Math.LN2 / 16 + 1e-12;

function after(samplesMs: readonly number[]) {
  const latencies = createLatencies(2);
  for (const ms of samplesMs) addLatency(latencies, 1, ms * MS);
  return {
    median: lnMsOf(latencies, 1, QUANTILE.median),
    ninety: lnMsOf(latencies, 1, QUANTILE.ninety),
    other: lnMsOf(latencies, 0, QUANTILE.ninety),
  };
}

describe('latency quantiles', () => {
  test('are the median and the 90% point to within half a bucket, of their own row', () => {
    const { median, ninety, other } = after([1, 1, 1, 1, 1, 2, 2, 2, 3, 500]);
    expect(Math.abs(median - Math.log(1))).toBeLessThanOrEqual(HALF);
    expect(Math.abs(ninety - Math.log(3))).toBeLessThanOrEqual(HALF);
    expect(other).toBeLessThan(Math.log(0.0011));
  });

  test('a bad tenth moves the 90% point and leaves the median', () => {
    const calm = after(Array.from({ length: 100 }, () => 1));
    const rough = after(Array.from({ length: 100 }, (_, i) => (i % 8 === 0 ? 80 : 1)));
    expect(rough.median).toBe(calm.median);
    expect(rough.ninety - calm.ninety).toBeCloseTo(Math.log(80), 0);
  });

  test('forget what is more than 128 samples old', () => {
    const { ninety } = after([
      ...Array.from({ length: 1_000 }, () => 900),
      ...Array.from({ length: 128 }, () => 1),
    ]);
    expect(Math.abs(ninety)).toBeLessThanOrEqual(HALF);
  });

  test('take anything for a latency: what lies outside 1 us to 16 s is at its end', () => {
    const extreme = fc.oneof(fc.double(), fc.constantFrom(-1, 0, Number.NaN, Number.POSITIVE_INFINITY));
    fc.assert(
      fc.property(fc.array(extreme, { minLength: 1, maxLength: 300 }), (samples) => {
        const { median, ninety } = after(samples);
        expect(median).toBeGreaterThan(Math.log(0.001));
        expect(ninety).toBeLessThan(Math.log(17_000));
        expect(median).toBeLessThanOrEqual(ninety);
      }),
      { seed: 42, numRuns: 200 },
    );
  });
});
