import { naiveFeedClock, naiveQuantile, type Stamped } from '@fairlead/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFeedClocks, latencyOfFeed, observeClock } from './feed-clock.ts';

const SECOND = 1e9;

function heard(messages: readonly Stamped[], feed = 1) {
  const clocks = createFeedClocks(3);
  for (const { tsRecv, tsEvent } of messages) observeClock(clocks, feed, tsRecv, tsEvent);
  return latencyOfFeed(clocks, feed);
}

/** Messages `everyNs` apart whose delays are drawn by `delayNs`, from a venue whose clock is ahead by `aheadNs`. */
const sent = (n: number, everyNs: number, delayNs: (nth: number) => number, aheadNs = 0): Stamped[] =>
  Array.from({ length: n }, (_, nth) => ({
    tsRecv: nth * everyNs + delayNs(nth),
    tsEvent: nth * everyNs + aheadNs,
  }));

describe('the clock of a feed', () => {
  test('is unknown before the first message', () => {
    expect(latencyOfFeed(createFeedClocks(1), 0)).toBeUndefined();
  });

  test('takes the fastest message for the offset, and tells the others beyond it', () => {
    const latency = heard(sent(1_000, 1e6, (nth) => 3e6 + (nth % 10 === 9 ? 5e6 : 1e5 * (nth % 2)), 1.27e9));
    expect(latency?.offsetNs).toBe(3e6 - 1.27e9);
    expect(latency?.p50Ns).toBeLessThan(1.1e5);
    expect(latency?.p99Ns).toBeGreaterThan(4.7e6);
    expect(latency?.p99Ns).toBeLessThan(5.4e6);
  });

  test('follows a clock that steps within a minute, and forgets the old one', () => {
    const before = sent(600, SECOND / 10, () => 1e6, 0);
    const after = sent(600, SECOND / 10, () => 1e6, 2 * SECOND).map(({ tsRecv, tsEvent }) => ({
      tsRecv: tsRecv + 60 * SECOND,
      tsEvent: tsEvent + 60 * SECOND - 4 * SECOND,
    }));
    expect(heard(before)?.offsetNs).toBe(1e6);
    expect(heard([...before, ...after.slice(0, 1)])?.offsetNs).toBe(1e6);
    expect(heard([...before, ...after])?.offsetNs).toBe(2 * SECOND + 1e6);
  });

  test('speaks of the last thousands of messages', () => {
    const slow = sent(20_000, 1e6, (nth) => (nth === 0 ? 0 : 80e6));
    const fast = sent(20_000, 1e6, () => 2e6).map(({ tsRecv, tsEvent }) => ({
      tsRecv: tsRecv + 20 * SECOND,
      tsEvent: tsEvent + 20 * SECOND,
    }));
    expect(heard(slow)?.p50Ns).toBeGreaterThan(75e6);
    expect(heard([...slow, ...fast])?.p99Ns).toBeLessThan(2.2e6);
  });

  test('equals its naive twin, to one part in sixteen and a microsecond', () => {
    const message = fc.record({
      waitNs: fc.oneof(
        { weight: 20, arbitrary: fc.integer({ min: 0, max: 2e9 }) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 90e9 }) },
      ),
      delayNs: fc.oneof(fc.integer({ min: -5e3, max: 20e3 }), fc.integer({ min: -1e9, max: 4e9 })),
    });
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 300 }), (steps) => {
        let ts = 34_200e9;
        const messages = steps.map(({ waitNs, delayNs }) => {
          ts += waitNs;
          return { tsRecv: ts, tsEvent: ts - delayNs };
        });
        const fast = heard(messages);
        const { offset, latencies } = naiveFeedClock(messages);
        expect(fast?.offsetNs).toBe(offset);
        for (const [share, measured] of [
          [0.5, fast?.p50Ns],
          [0.99, fast?.p99Ns],
        ] as const) {
          const exact = naiveQuantile(latencies, share);
          expect(Math.abs((measured as number) - exact)).toBeLessThanOrEqual(exact / 16 + 1024);
        }
        expect(fast?.p50Ns).toBeLessThanOrEqual(fast?.p99Ns as number);
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  test('halves as its twin does', () => {
    const messages = sent(9_000, 1e5, (nth) => ((nth * 7_919) % 9_000) * 1e3 * (nth < 5_000 ? 1 : 3));
    const { latencies } = naiveFeedClock(messages);
    const fast = heard(messages);
    for (const [share, measured] of [
      [0.5, fast?.p50Ns],
      [0.99, fast?.p99Ns],
    ] as const) {
      const exact = naiveQuantile(latencies, share);
      expect(Math.abs((measured as number) - exact)).toBeLessThanOrEqual(exact / 16 + 1024);
    }
  });

  test('learns nothing from times that are none, and keeps its feeds apart', () => {
    const clocks = createFeedClocks(2);
    observeClock(clocks, 0, 5e6, 0);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      observeClock(clocks, 1, bad, 0);
      observeClock(clocks, 1, 0, bad);
    }
    expect(latencyOfFeed(clocks, 1)).toBeUndefined();
    expect(latencyOfFeed(clocks, 0)).toEqual({ offsetNs: 5e6, p50Ns: 512, p99Ns: 512 });
  });
});
