/** The whiskers of the liquidity score, read from the fill curve of the record. */
import { type DecisionInputs, FILL_GRID, type Prediction } from '@fairlead/domain';
import { anyOpinions, anySnapshot, decisionSnapshot, opinionsOn, predictionsFor } from '@fairlead/testkit';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { candidatesFor, DEFAULT_ROUTER_CONFIG, decide, scoreInterval } from './index.ts';

const snapshot = decisionSnapshot();
const inputsWith = (tailProb: readonly number[]): DecisionInputs => ({
  snapshot,
  predictions: predictionsFor(candidatesFor(snapshot)).map((p): Prediction => ({ ...p, tailProb })),
  config: DEFAULT_ROUTER_CONFIG,
  limitsVersion: 1,
  draw: 0.9,
});
const intervalsOf = (inputs: DecisionInputs) =>
  decide(inputs).considered.flatMap((o) => {
    const interval = scoreInterval(inputs, o);
    return interval === undefined ? [] : [{ ...interval, score: o.liquidityScore as number }];
  });

describe('the interval of the liquidity score', () => {
  test('is all of the size where the model is sure that it fills', () => {
    const all = intervalsOf(inputsWith(FILL_GRID.map(() => 1)));
    expect(all.length).toBeGreaterThan(0);
    for (const { low, high } of all) expect([low, high]).toEqual([100, 100]);
  });

  test('is nothing where the model is sure that nothing fills', () => {
    for (const { low, high } of intervalsOf(inputsWith(FILL_GRID.map(() => 0)))) {
      expect([low, high]).toEqual([0, 0]);
    }
  });

  test('is everything from none to all where it is as likely that all fills as that nothing does', () => {
    for (const { low, high } of intervalsOf(inputsWith(FILL_GRID.map(() => 0.5)))) {
      expect([low, high]).toEqual([0, 100]);
    }
  });

  test('ends where the curve passes 95% and 5%', () => {
    const unit = snapshot.instrument.avgTradeQty;
    // Certain to half an average trade, then falling in a straight line to nothing at one.
    const inputs = inputsWith(FILL_GRID.map((at) => (at <= 0.5 ? 1 : 0)));
    const decision = decide(inputs);
    let seen = 0;
    for (const outcome of decision.considered) {
      const interval = scoreInterval(inputs, outcome);
      const asked =
        outcome.qty > 0
          ? outcome.qty
          : candidatesFor(snapshot).find((c) => c.venue === outcome.venue && c.tactic === outcome.tactic)
              ?.nominalQty;
      if (interval === undefined || asked === undefined || asked < unit) continue;
      seen += 1;
      expect(interval.low).toBeCloseTo((100 * 0.525 * unit) / asked, 3);
      expect(interval.high).toBeCloseTo((100 * 0.975 * unit) / asked, 3);
    }
    expect(seen).toBeGreaterThan(0);
  });

  test('is ordered and within 0 to 100 for any market and any opinion', () => {
    fc.assert(
      fc.property(anySnapshot, anyOpinions, (any, opinions) => {
        const inputs: DecisionInputs = {
          snapshot: any,
          predictions: opinionsOn(candidatesFor(any), opinions),
          config: DEFAULT_ROUTER_CONFIG,
          limitsVersion: 1,
          draw: 0.9,
        };
        for (const { low, high } of intervalsOf(inputs)) {
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(100);
          expect(low).toBeLessThanOrEqual(high);
        }
      }),
      { seed: 31, numRuns: 200 },
    );
  });

  test('is absent without models', () => {
    const inputs: DecisionInputs = { ...inputsWith([]), predictions: [], fallback: 'ModelMissing' };
    expect(intervalsOf(inputs)).toEqual([]);
  });
});
