import { expect, test } from 'vitest';
import { sampleScenario } from '../scenario/sample.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { createWorld } from '../world/build.ts';
import { runWorld } from '../world/run.ts';
import type { MetaConfig } from './meta.ts';

/** 200 pairs are what the figures in README.md are of; the gate runs fewer. */
const PAIRS = Number(process.env.FAIRLEAD_PAIRS ?? 24);
const SILENT = { event: () => {}, report: () => {}, cancelReject: () => {} };

/** One share at two venues: the crowd, one institution with a parent of 1% of the day's volume, one predator. */
function hunt(style: MetaConfig['style']): Scenario {
  const scenario = sampleScenario({ venues: 2, instruments: 1, noise: 0 });
  const near = { count: 1, distanceNs: 100_000, dataNs: 100_000, computeNs: 10_000 };
  const far = { count: 1, distanceNs: 1_000_000, dataNs: 1_000_000, computeNs: 10_000 };
  return {
    ...scenario,
    participants: [
      {
        kind: 'meta',
        ...far,
        // 300 s.
        config: { pauseS: 5, participation: 0.78, leastShare: 0.01, mostShare: 0.01, sliceS: 10, style },
      },
      {
        kind: 'predator',
        ...near,
        config: {
          large: 3,
          slices: 3,
          tolerance: 0.05,
          leadS: 0.5,
          patienceS: 2,
          markupTicks: 1,
          share: 1,
        },
      },
    ],
  };
}

/** What the predator has made in six minutes, its shares at the last price; in the currency, fees included. */
function profit(style: MetaConfig['style'], seed: number): number {
  const world = createWorld(hunt(style), seed);
  runWorld(world, world.now + 360e9, SILENT);
  expect(world.failures).toEqual([]);
  const owner = world.seats.findIndex((seat) => seat?.kind === 'predator');
  return (
    ((world.cash[owner] ?? 0) + (world.shares[owner] ?? 0) * (world.instruments[0]?.tradePx ?? 0) * 100) / 1e6
  );
}

function interval(values: readonly number[]): {
  readonly low: number;
  readonly mean: number;
  readonly high: number;
} {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const half = 1.96 * Math.sqrt(variance / values.length);
  return { low: mean - half, mean, high: mean + half };
}

test('a predator lives off a naive TWAP and loses most of it against randomised slices', {
  timeout: 300_000,
}, () => {
  const seeds = Array.from({ length: PAIRS }, (_, i) => 100_001 + i);
  const naive = seeds.map((seed) => profit('twap', seed));
  const masked = seeds.map((seed) => profit('randomised', seed));
  const lost = naive.map((value, i) => value - (masked[i] ?? 0));
  const figures = { naive: interval(naive), masked: interval(masked), lost: interval(lost) };
  if (process.env.FAIRLEAD_PAIRS !== undefined) console.log(figures);
  expect(figures.naive.low).toBeGreaterThan(0);
  expect(figures.lost.low).toBeGreaterThan(figures.naive.mean / 2);
});
