/**
 * Models are not trusted: before a prediction is used, its shape and range are checked, whatever it is. One bad
 * number among them and none is used: a model that says NaN about one venue is not believed about another.
 */
import { FILL_GRID, type Prediction } from '@fairlead/domain';
import type { Option } from './candidates.ts';

/** Float32 rounding may leave a probability this far out of order. */
const ROUNDING = 1e-6;
/** An impact beyond the whole price is no prediction. */
const MAX_IMPACT_BPS = 10_000;

/**
 * The prediction of each usable option, in the options' order; `undefined` at unusable ones.
 * @returns `undefined` as a whole where one is missing or not valid
 */
export function matchPredictions(
  options: readonly Option[],
  predictions: readonly Prediction[],
): (Prediction | undefined)[] | undefined {
  if (!Array.isArray(predictions)) return undefined;
  const matched: (Prediction | undefined)[] = [];
  let next = 0;
  for (const option of options) {
    if (option.barred !== undefined) {
      matched.push(undefined);
      continue;
    }
    let prediction = predictions[next];
    if (!isAbout(prediction, option)) prediction = predictions.find((p) => isAbout(p, option));
    else next++;
    if (prediction === undefined || !isValid(prediction)) return undefined;
    matched.push(prediction);
  }
  return matched;
}

const isAbout = (prediction: Prediction | undefined, option: Option): boolean =>
  typeof prediction === 'object' &&
  prediction !== null &&
  prediction.venue === option.view.venue.id &&
  prediction.tactic === option.tactic;

function isValid({ tailProb, impactBps, impactBandBps }: Prediction): boolean {
  if (!Array.isArray(tailProb) || tailProb.length !== FILL_GRID.length) return false;
  let previous = 1;
  for (let i = 0; i < tailProb.length; i++) {
    const tail: unknown = tailProb[i];
    if (typeof tail !== 'number' || !(tail >= -ROUNDING && tail <= previous + ROUNDING)) return false;
    previous = tail;
  }
  if (typeof impactBps !== 'number' || typeof impactBandBps !== 'number') return false;
  return Math.abs(impactBps) <= MAX_IMPACT_BPS && impactBandBps >= 0 && impactBandBps <= MAX_IMPACT_BPS;
}
