/**
 * What the fill model has to beat: the same hazards by venue and tactic alone, of the training probes, by maximum
 * likelihood. Probes that are only known to have come part of the way to a grid point count with the probability
 * that they went on, which depends on the rate itself: expectation-maximisation, with one probe of each outcome
 * assumed.
 */
import { FILL_GRID } from '@fairlead/domain';
import type { FillLabels } from './fill-labels.ts';
import type { Observation } from './history.ts';

export interface BaseRate {
  /** P(X >= g_k | X >= g_(k-1)) at the observation's venue and tactic. */
  of(observation: Observation): Float64Array;
}

const POINTS = FILL_GRID.length;
const ROUNDS = 20;

export function baseRateOf(observations: readonly Observation[], labels: FillLabels): BaseRate {
  const byKey = new Map<string, number[]>();
  observations.forEach((observation, row) => {
    const key = keyOf(observation);
    const rows = byKey.get(key);
    if (rows) rows.push(row);
    else byKey.set(key, [row]);
  });
  const rates = new Map([...byKey].map(([key, rows]) => [key, rateOf(rows, labels)]));
  const overall = rateOf([...observations.keys()], labels);
  return { of: (observation) => rates.get(keyOf(observation)) ?? overall };
}

function rateOf(rows: readonly number[], { went, exposed, covered }: FillLabels): Float64Array {
  return Float64Array.from(FILL_GRID, (_, k) => {
    let rate = 0.5;
    for (let round = 0; round < ROUNDS; round++) {
      let [on, all] = [1, 2];
      for (const row of rows) {
        const at = row * POINTS + k;
        const came = covered[at]!;
        on += went[at]! + (came > 0 ? rate / (1 - came * (1 - rate)) : 0);
        all += exposed[at]! + (came > 0 ? 1 : 0);
      }
      rate = on / all;
    }
    return rate;
  });
}

const keyOf = ({ venue, tactic }: Observation): string => `${venue} ${tactic}`;
