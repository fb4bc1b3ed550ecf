import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoff, createJitter, TIMING } from './timing.ts';

test('waits double from half a second to half a minute, each shortened by at most half, alike for a seed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.integer({ min: 1, max: 5000 }), (seed, nth) => {
      const whole = Math.min(30_000, 500 * 2 ** (nth - 1));
      const wait = backoff(nth, TIMING, createJitter(seed));
      expect(wait).toBeGreaterThanOrEqual(whole / 2);
      expect(wait).toBeLessThan(whole);
      expect(backoff(nth, TIMING, createJitter(seed))).toBe(wait);
    }),
    { seed: 3, numRuns: 300 },
  );
});

test('clients that were cut off together do not come back together', () => {
  const waits = Array.from({ length: 100 }, (_, i) => backoff(7, TIMING, createJitter(1000 + i)));
  expect(new Set(waits.map((ms) => Math.round(ms / 100))).size).toBeGreaterThan(40);
});
