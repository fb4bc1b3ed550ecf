/** How the fill model does on probes that it never saw, beside the base rate of venue and tactic. */
import { FILL_GRID } from '@fairlead/domain';
import type { BaseRate } from './base-rate.ts';
import { fillLabelsOf } from './data-set.ts';
import { surpriseAt } from './fill-labels.ts';
import type { Observation } from './history.ts';
import { type CardScore, calibrationScore, meanScore } from './score.ts';
import { tailAt } from './tail.ts';

const BASELINE = 'venue x tactic base rate';
const LARGEST = FILL_GRID.at(-1)!;

/** @param continuation the model's, row-major, one row per probe, in their order */
export function fillScores(
  probes: readonly Observation[],
  continuation: Float32Array,
  baseRate: BaseRate,
): readonly CardScore[] {
  const labels = fillLabelsOf(probes);
  const episode = Uint32Array.from(probes, (probe) => probe.episode);
  const logLoss = {
    episode,
    model: new Float64Array(probes.length),
    baseline: new Float64Array(probes.length),
  };
  const whole: { row: number; model: number; baseline: number; happened: number }[] = [];
  probes.forEach((probe, row) => {
    const offset = row * FILL_GRID.length;
    const base = baseRate.of(probe);
    for (let k = 0; k < FILL_GRID.length; k++) {
      logLoss.model[row]! += surpriseAt(labels, offset + k, continuation[offset + k]!);
      logLoss.baseline[row]! += surpriseAt(labels, offset + k, base[k]!);
    }
    const units = probe.qty / probe.avgTradeQty;
    if (units > LARGEST) return;
    whole.push({
      row,
      model: tailAt(continuation, offset, units),
      baseline: tailAt(base, 0, units),
      happened: probe.fate.executedQty >= probe.qty ? 1 : 0,
    });
  });
  const forecast = {
    episode: Uint32Array.from(whole, ({ row }) => episode[row]!),
    model: Float64Array.from(whole, ({ model }) => model),
    baseline: Float64Array.from(whole, ({ baseline }) => baseline),
    happened: Uint8Array.from(whole, ({ happened }) => happened),
  };
  const brier = {
    episode: forecast.episode,
    model: forecast.model.map((p, i) => (p - forecast.happened[i]!) ** 2),
    baseline: forecast.baseline.map((p, i) => (p - forecast.happened[i]!) ** 2),
  };
  const named = (metric: string, seed: number) => ({ metric, baselineName: BASELINE, seed });
  return [
    meanScore(logLoss, named('log-loss, censored fill curve', 1)),
    meanScore(brier, named('Brier, whole size fills', 2)),
    calibrationScore(forecast, named('calibration error, whole fills', 3)),
  ];
}
