/**
 * Held-out scores: proper ones, lower is better, each beside its baseline with the 95% percentile-bootstrap
 * interval of (baseline - model). Episodes are resampled, not rows: rows of one episode share a market.
 */
import type { ModelCard } from '@fairlead/domain';
import { type Random, randomFrom } from './random.ts';

export type CardScore = ModelCard['scores'][number];

const RESAMPLES = 1_000;
const CALIBRATION_BINS = 10;

export interface ScoreRows {
  /** Any numbering. */
  readonly episode: Uint32Array;
  readonly model: Float64Array;
  readonly baseline: Float64Array;
}
export interface ScoreName {
  readonly metric: string;
  readonly baselineName: string;
  readonly seed: number;
}

/** Of two losses per row, the means and the interval of their difference. */
export function meanScore(rows: ScoreRows, name: ScoreName): CardScore {
  const groups = groupsOf(rows.episode);
  const sums = groups.map((group) => ({
    count: group.length,
    model: sumAt(rows.model, group),
    baseline: sumAt(rows.baseline, group),
  }));
  const measured = (weights: ArrayLike<number>): { model: number; baseline: number } => {
    let [count, model, baseline] = [0, 0, 0];
    sums.forEach((sum, g) => {
      count += weights[g]! * sum.count;
      model += weights[g]! * sum.model;
      baseline += weights[g]! * sum.baseline;
    });
    return { model: model / Math.max(1, count), baseline: baseline / Math.max(1, count) };
  };
  return scoreFrom(measured, groups.length, name);
}

export interface ForecastRows {
  readonly episode: Uint32Array;
  readonly model: Float64Array;
  readonly baseline: Float64Array;
  /** 1 where it came true. */
  readonly happened: Uint8Array;
}

/** Expected calibration error: mean |forecast - frequency| over ten bins of equal count. */
export function calibrationScore(rows: ForecastRows, name: ScoreName): CardScore {
  const groups = groupsOf(rows.episode);
  const model = calibrationSums(rows.model, rows.happened, groups);
  const baseline = calibrationSums(rows.baseline, rows.happened, groups);
  const measured = (weights: ArrayLike<number>): { model: number; baseline: number } => ({
    model: calibrationError(model, weights),
    baseline: calibrationError(baseline, weights),
  });
  return scoreFrom(measured, groups.length, name);
}

/** Per group and bin: count, sum of forecasts, sum of outcomes. */
function calibrationSums(
  forecast: Float64Array,
  happened: Uint8Array,
  groups: readonly Uint32Array[],
): Float64Array[] {
  const sorted = forecast.toSorted();
  const edges = Array.from(
    { length: CALIBRATION_BINS - 1 },
    (_, b) => sorted[Math.floor(((b + 1) * sorted.length) / CALIBRATION_BINS)]!,
  );
  return groups.map((group) => {
    const sums = new Float64Array(3 * CALIBRATION_BINS);
    for (const row of group) {
      const bin = edges.findIndex((edge) => forecast[row]! < edge);
      const at = 3 * (bin < 0 ? CALIBRATION_BINS - 1 : bin);
      sums[at]! += 1;
      sums[at + 1]! += forecast[row]!;
      sums[at + 2]! += happened[row]!;
    }
    return sums;
  });
}

function calibrationError(groups: readonly Float64Array[], weights: ArrayLike<number>): number {
  const total = new Float64Array(3 * CALIBRATION_BINS);
  groups.forEach((sums, g) => {
    for (let i = 0; i < total.length; i++) total[i]! += weights[g]! * sums[i]!;
  });
  let [count, error] = [0, 0];
  for (let at = 0; at < total.length; at += 3) {
    count += total[at]!;
    error += Math.abs(total[at + 1]! - total[at + 2]!);
  }
  return error / Math.max(1, count);
}

function scoreFrom(
  measured: (weights: ArrayLike<number>) => { readonly model: number; readonly baseline: number },
  groups: number,
  { metric, baselineName, seed }: ScoreName,
): CardScore {
  const random = randomFrom(seed);
  const { model, baseline } = measured(new Uint8Array(groups).fill(1));
  const gains = Float64Array.from({ length: RESAMPLES }, () => {
    const sample = measured(resampled(groups, random));
    return sample.baseline - sample.model;
  }).sort();
  const gainLow = gains[Math.floor(0.025 * RESAMPLES)]!;
  const gainHigh = gains[Math.ceil(0.975 * RESAMPLES) - 1]!;
  const [score, beside, low, high] = [model, baseline, gainLow, gainHigh].map(sixDigits) as Four;
  return {
    metric,
    model: score,
    baseline: beside,
    baselineName,
    gainLow: low,
    gainHigh: high,
    better: low > 0,
  };
}

type Four = [number, number, number, number];
/** A card is read by people. */
const sixDigits = (x: number): number => Number(x.toPrecision(6));

/** How often each group was drawn. */
function resampled(groups: number, random: Random): Uint32Array {
  const weights = new Uint32Array(groups);
  for (let i = 0; i < groups; i++) weights[random.below(groups)]! += 1;
  return weights;
}

/** Row numbers of each episode. */
function groupsOf(episode: Uint32Array): Uint32Array[] {
  const rows = new Map<number, number[]>();
  episode.forEach((id, row) => {
    const known = rows.get(id);
    if (known) known.push(row);
    else rows.set(id, [row]);
  });
  return [...rows.values()].map((group) => Uint32Array.from(group));
}

const sumAt = (values: Float64Array, at: Uint32Array): number =>
  at.reduce((sum, row) => sum + values[row]!, 0);

/** Linear interpolation of the `share` quantile of unsorted `values`. */
export function quantile(values: Float64Array, share: number): number {
  const sorted = values.toSorted();
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}

/** Loss of calling `forecast` the `share` quantile when `actual` came. */
export const pinball = (actual: number, forecast: number, share: number): number =>
  Math.max(share * (actual - forecast), (share - 1) * (actual - forecast));
