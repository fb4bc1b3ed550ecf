import type { MarketEvent } from '@fairlead/domain';
import { expect, test } from 'vitest';
import { sampleScenario } from '../scenario/sample.ts';
import { createWorld } from '../world/build.ts';
import { runWorld } from '../world/run.ts';
import type { MetaConfig } from './meta.ts';

function worked(style: MetaConfig['style'], seed: number) {
  const scenario = sampleScenario({ venues: 2, instruments: 1, noise: 0 });
  const world = createWorld(
    {
      ...scenario,
      // Nobody else takes: every print is the institution's.
      crowd: scenario.crowd.map((each) => ({ ...each, activity: 3, intensities: quiet })),
      participants: [
        {
          kind: 'meta',
          count: 1,
          distanceNs: 1_000_000,
          dataNs: 1_000_000,
          computeNs: 10_000,
          // 300 s.
          config: {
            pauseS: 100,
            participation: 0.078,
            leastShare: 0.001,
            mostShare: 0.001,
            sliceS: 10,
            style,
          },
        },
      ],
    },
    seed,
  );
  const slices: { atNs: number; qty: number }[] = [];
  const event = (e: MarketEvent): void => {
    if (e.type !== 'TradePrinted') return;
    const last = slices.at(-1);
    if (last !== undefined && e.tsEvent - last.atNs < 1e9) last.qty += e.qty;
    else slices.push({ atNs: e.tsEvent, qty: e.qty });
  };
  const sink = { event, report: () => {}, cancelReject: () => {} };
  // The next parent is far.
  while (slices.length < 30) runWorld(world, world.now + 1e9, sink);
  runWorld(world, world.now + 1e9, sink);
  return { slices, held: Math.abs(world.shares.at(-1) ?? 0) };
}

const quiet = {
  limit: [[2, 1.5, 1, 0.8, 0.6, 0.5]],
  cancel: [[0, 0.1, 0.2, 0.3, 0.4, 0.5]],
  market: [[0]],
};

test('a TWAP buys the whole parent in equal slices at equal times', () => {
  const { slices, held } = worked('twap', 3);
  expect(held).toBe(20_000);
  expect(slices).toHaveLength(30);
  for (const [i, slice] of slices.entries()) {
    expect(Math.abs(slice.qty - 20_000 / 30)).toBeLessThanOrEqual(1);
    const before = slices[i - 1];
    if (before !== undefined) expect(Math.abs(slice.atNs - before.atNs - 10e9)).toBeLessThan(2e6);
  }
});

test('randomised slices differ in size and time and come to the same whole', () => {
  const { slices, held } = worked('randomised', 3);
  expect(held).toBe(20_000);
  const gaps = slices.slice(1).map((slice, i) => slice.atNs - (slices[i]?.atNs ?? 0));
  expect(Math.max(...gaps) / Math.min(...gaps)).toBeGreaterThan(3);
  const sizes = slices.map(({ qty }) => qty);
  expect(Math.max(...sizes) / Math.min(...sizes)).toBeGreaterThan(3);
});
