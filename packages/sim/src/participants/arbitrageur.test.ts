import { expect, test } from 'vitest';
import { sampleScenario } from '../scenario/sample.ts';
import { createWorld } from '../world/build.ts';
import { runWorld } from '../world/run.ts';

const SILENT = { event: () => {}, report: () => {}, cancelReject: () => {} };

/** Share of the time in which venues' touches are locked or crossed. */
function locked(count: number, seed: number) {
  const scenario = sampleScenario({ venues: 3, instruments: 1, noise: 0 });
  const world = createWorld(
    {
      ...scenario,
      crowd: scenario.crowd.map((each) => ({ ...each, activity: 5 })),
      participants: [
        // Slow makers, whose quotes come where the market was.
        {
          kind: 'noise',
          count: 40,
          distanceNs: 1_000_000,
          dataNs: 500_000_000,
          computeNs: 10_000,
          config: { ordersPerMinute: 60, takeProb: 0, size: 2, patienceS: 2 },
        },
        // Somebody who moves it.
        {
          kind: 'meta',
          count: 2,
          distanceNs: 1_000_000,
          dataNs: 1_000_000,
          computeNs: 10_000,
          config: {
            pauseS: 1,
            participation: 11,
            leastShare: 0.01,
            mostShare: 0.02,
            sliceS: 1,
            style: 'randomised',
          },
        },
        {
          kind: 'arbitrageur',
          count,
          distanceNs: 20_000,
          dataNs: 50_000,
          computeNs: 5_000,
          config: { edge: 0.1, size: 40, holdS: 0.3 },
        },
      ],
    },
    seed,
  );
  let lockedNs = 0;
  const startNs = world.now;
  const endNs = startNs + 120e9;
  while (world.now < endNs) {
    const fromNs = world.now;
    const touches = world.feeds.flatMap((feed) =>
      feed.type === 'Book'
        ? [...feed.touches.rows.subarray(5 * feed.touches.newest, 5 * feed.touches.newest + 5)]
        : [],
    );
    const bid = Math.max(
      ...world.feeds.map((_, i) => ((touches[5 * i + 2] ?? 0) > 0 ? (touches[5 * i + 1] ?? 0) : 0)),
    );
    const ask = Math.min(
      ...world.feeds.map((_, i) => ((touches[5 * i + 4] ?? 0) > 0 ? (touches[5 * i + 3] ?? 0) : Infinity)),
    );
    runWorld(world, endNs, SILENT, world.events + 1);
    if (bid >= ask) lockedNs += world.now - fromNs;
  }
  expect(world.failures).toEqual([]);
  return lockedNs / (endNs - startNs);
}

test('arbitrageurs end locked markets within moments', () => {
  const without = locked(0, 5);
  const with2 = locked(2, 5);
  expect(without).toBeGreaterThan(0.02);
  expect(with2).toBeLessThan(without / 10);
});
