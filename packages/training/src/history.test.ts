import { FILL_GRID } from '@fairlead/domain';
import { FEATURE_COUNT, FEATURES } from '@fairlead/features';
import { beforeAll, describe, expect, test } from 'vitest';
import { columnOf } from './columns.ts';
import { CONTROLS, type Displaced } from './displacement.ts';
import { type Observation, runEpisode } from './history.ts';

let observations: readonly Observation[];
let idle: readonly Displaced[];
beforeAll(() => {
  ({ observations, idle } = runEpisode(2, 150));
});

describe('an episode of simulated history', () => {
  test('is the same from the same seed, and another from another', () => {
    expect(runEpisode(2, 15)).toEqual(runEpisode(2, 15));
    expect(runEpisode(4, 15)).not.toEqual(runEpisode(2, 15));
  });

  test('has solo probes with a displacement and waves without, at every venue', () => {
    const solo = observations.filter(({ type }) => type === 'Solo');
    const wave = observations.filter(({ type }) => type === 'Wave');
    expect(solo.length).toBeGreaterThan(20);
    expect(wave.length).toBeGreaterThan(30);
    expect(solo.filter(({ displaced }) => displaced).length / solo.length).toBeGreaterThan(0.9);
    expect(wave.every(({ displaced }) => displaced === undefined)).toBe(true);
    expect(new Set(observations.map(({ venue }) => venue)).size).toBe(7);
  });

  test('looks at windows without an order of ours too, with the same controls', () => {
    expect(idle.length).toBeGreaterThan(2);
    for (const { movedBps, volatilityBps, controls } of idle) {
      expect(controls).toHaveLength(CONTROLS.length);
      expect([movedBps, ...controls].every(Number.isFinite)).toBe(true);
      expect(volatilityBps).toBeGreaterThan(0);
    }
  });

  test('never executes more than was asked, and calls filled exactly what executed in full', () => {
    for (const { fate, qty } of observations) {
      expect(fate.executedQty).toBeLessThanOrEqual(qty);
      expect(fate.end === 'Filled').toBe(fate.executedQty === qty);
    }
  });

  test('writes rows within the bounds of the schema, with the size asked and another size', () => {
    const size = columnOf('size');
    for (const { row, resized, qty, avgTradeQty } of observations) {
      expect(row).toHaveLength(FEATURE_COUNT);
      row.forEach((value, f) => {
        const { low, high } = FEATURES[f]!;
        expect(value >= Math.fround(low) && value <= Math.fround(high)).toBe(true);
      });
      expect(row[size]).toBeCloseTo(Math.log(qty / avgTradeQty), 4);
      expect(resized[size]).not.toBe(row[size]);
      expect(qty / avgTradeQty).toBeLessThanOrEqual(FILL_GRID.at(-1)!);
    }
  });
});
