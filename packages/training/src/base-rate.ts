/**
 * What the fill model has to beat: the same hazards by venue and tactic alone, counted on the training probes
 * (one probe of each outcome assumed).
 */
import { FILL_GRID } from '@fairlead/domain';
import type { FillLabels } from './data-set.ts';
import type { Observation } from './history.ts';

export interface BaseRate {
  /** P(X >= g_k | X >= g_(k-1)) at the observation's venue and tactic. */
  of(observation: Observation): Float64Array;
}

export function baseRateOf(observations: readonly Observation[], labels: FillLabels): BaseRate {
  const points = FILL_GRID.length;
  const counts = new Map<string, { went: Float64Array; exposed: Float64Array }>();
  const everywhere = { went: new Float64Array(points), exposed: new Float64Array(points) };
  observations.forEach((observation, i) => {
    const key = keyOf(observation);
    const here = counts.get(key) ?? { went: new Float64Array(points), exposed: new Float64Array(points) };
    counts.set(key, here);
    for (let k = 0; k < points; k++) {
      for (const count of [here, everywhere]) {
        count.went[k]! += labels.went[i * points + k]!;
        count.exposed[k]! += labels.exposed[i * points + k]!;
      }
    }
  });
  const rateOf = ({ went, exposed }: { went: Float64Array; exposed: Float64Array }): Float64Array =>
    went.map((count, k) => (count + 1) / (exposed[k]! + 2));
  const rates = new Map([...counts].map(([key, count]) => [key, rateOf(count)]));
  const overall = rateOf(everywhere);
  return { of: (observation) => rates.get(keyOf(observation)) ?? overall };
}

const keyOf = ({ venue, tactic }: Observation): string => `${venue} ${tactic}`;
