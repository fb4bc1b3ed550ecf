import { venueId } from '@fairlead/domain';
import { FEATURE_COUNT } from '@fairlead/features';
import { expect, test } from 'vitest';
import { columnOf, driftOf } from './drift.ts';
import { randomFrom } from './random.ts';

test('the drift of controls is found, and is reversed for the other side', () => {
  const random = randomFrom(1);
  const [imbalance, flow] = [columnOf('imbalance1'), columnOf('flow10s')];
  const controls = Array.from({ length: 8_000 }, () => {
    const row = Float32Array.from({ length: FEATURE_COUNT }, () => random.normal());
    const moveBps = 0.8 * row[imbalance]! - 0.3 * row[flow]! + 2 * random.normal();
    const of = {
      type: 'Control',
      episode: 1,
      venue: venueId('A'),
      tactic: 'TakeNow',
      qty: 1,
      avgTradeQty: 1,
    } as const;
    return { ...of, row, resized: row, moveBps };
  });
  const drift = driftOf(controls);
  const row = new Float32Array(FEATURE_COUNT);
  row[imbalance] = 1;
  row[flow] = -1;
  expect(Math.abs(drift(row) - 1.1)).toBeLessThan(0.1);
  expect(drift(row.map((x) => -x))).toBeCloseTo(-drift(row), 9);
});

test('without controls there is no drift', () => {
  expect(driftOf([])(new Float32Array(FEATURE_COUNT).fill(1))).toBe(0);
});

test('a feature that the schema does not have is a mistake of ours', () => {
  expect(() => columnOf('noSuchFeature')).toThrow('no noSuchFeature');
});
