/**
 * How far the liquidity score can be off: the score is the *expected* filled fraction of the asked size, 0 to 100;
 * the interval holds the realised fraction with 90% probability by the fill model's own curve. It is a reading of
 * the record, not a part of it: nothing is decided by it.
 */
import type { CandidateOutcome, DecisionInputs } from '@fairlead/domain';
import { candidatesFor } from './candidates.ts';
import { CURVE_SIZE, tailAt, writeCurve } from './fill-curve.ts';

interface ScoreInterval {
  /** The 5% and 95% points of the filled fraction, 0 to 100. */
  readonly low: number;
  readonly high: number;
}

const OUTSIDE_PROB = 0.05;
/** Halvings of the asked size: to a millionth of it. */
const STEPS = 20;

/**
 * @param outcome one of the decision's considered candidates
 * @returns absent where no model spoke of it
 */
export function scoreInterval(inputs: DecisionInputs, outcome: CandidateOutcome): ScoreInterval | undefined {
  const isIt = (c: Pick<CandidateOutcome, 'venue' | 'tactic'>): boolean =>
    c.venue === outcome.venue && c.tactic === outcome.tactic;
  const prediction = inputs.predictions.find(isIt);
  if (prediction === undefined || outcome.liquidityScore === undefined) return undefined;
  const asked = outcome.qty > 0 ? outcome.qty : candidatesFor(inputs.snapshot).find(isIt)?.nominalQty;
  if (asked === undefined || asked === 0) return undefined;
  const curve = new Float64Array(CURVE_SIZE);
  writeCurve(prediction.tailProb, curve, 0);
  const units = asked / inputs.snapshot.instrument.avgTradeQty;
  return {
    low: 100 * shareReached(curve, units, 1 - OUTSIDE_PROB),
    high: 100 * shareReached(curve, units, OUTSIDE_PROB),
  };
}

/** The largest share of `units` that fills with at least this probability. */
function shareReached(curve: Float64Array, units: number, prob: number): number {
  if (tailAt(curve, 0, units) >= prob) return 1;
  let reached = 0;
  let missed = 1;
  if (tailAt(curve, 0, 0) < prob) return 0;
  for (let i = 0; i < STEPS; i++) {
    const middle = (reached + missed) / 2;
    if (tailAt(curve, 0, middle * units) >= prob) reached = middle;
    else missed = middle;
  }
  return reached;
}
