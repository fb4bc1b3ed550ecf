import { expect, test } from 'vitest';
import type { MetaConfig } from '../participants/meta.ts';
import type { PredatorConfig } from '../participants/predator.ts';
import { sampleScenario } from '../scenario/sample.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { huntPair } from './hunt.ts';

const META: MetaConfig = {
  pauseS: 1,
  participation: 0.78,
  leastShare: 0.002,
  mostShare: 0.002,
  sliceS: 5,
  style: 'twap',
};
const PREDATOR: PredatorConfig = {
  large: 3,
  slices: 3,
  tolerance: 0.05,
  leadS: 0.5,
  patienceS: 2,
  markupTicks: 1,
  share: 1,
};

function market(predator: Partial<PredatorConfig>): Scenario {
  const near = { count: 3, distanceNs: 100_000, dataNs: 100_000, computeNs: 10_000 };
  return {
    ...sampleScenario({ venues: 2, instruments: 2, noise: 0 }),
    participants: [
      { kind: 'meta', ...near, config: META },
      { kind: 'predator', ...near, config: { ...PREDATOR, ...predator } },
    ],
  };
}

test('a pair is of its seed alone, and its runs differ by how the parent is sliced', () => {
  const pair = huntPair(market({}), 3);
  expect(pair?.naive.profit).not.toBe(0);
  expect(pair?.naive.shortfallBps).not.toBe(pair?.masked.shortfallBps);
  expect(huntPair(market({}), 3)).toEqual(pair);
});

test('a predator that never sees a slice makes nothing; the parent pays what slicing costs by itself', () => {
  const pair = huntPair(market({ large: 1_000_000 }), 3);
  expect(pair).toMatchObject({ naive: { profit: 0 }, masked: { profit: 0 } });
  // At least half a tick and the fee: 0.5 and 0.3 bps of 100 dollars.
  expect(pair?.naive.shortfallBps).toBeGreaterThan(0.8);
});

test('a market with nobody to hunt is no study', () => {
  const alone = market({});
  expect(() => huntPair({ ...alone, participants: [] }, 1)).toThrow('the scenario has no meta');
});
