/** Observations as the matrices that models are fitted to and scored on. */
import { FILL_GRID } from '@fairlead/domain';
import { FEATURE_COUNT } from '@fairlead/features';
import { writeFillLabels } from './fill-labels.ts';
import type { FillSplit } from './fill-model.ts';
import type { Column } from './fit.ts';
import type { Observation } from './history.ts';
import { type Standardiser, standardised } from './standardise.ts';

type Measured = Observation & { readonly footprintBps: number };

/** Solo probes whose footprint was measured. */
export const withFootprint = (observations: readonly Observation[]): readonly Measured[] =>
  observations.filter((one): one is Measured => one.footprintBps !== undefined);

/** One row per observation, or two where `resized` is wanted too (all as asked first, then all resized). */
export function rowsOf(observations: readonly Observation[], resized = false): Column {
  const copies = resized ? 2 : 1;
  const data = new Float32Array(copies * observations.length * FEATURE_COUNT);
  observations.forEach((one, i) => {
    data.set(one.row, i * FEATURE_COUNT);
    if (resized) data.set(one.resized, (observations.length + i) * FEATURE_COUNT);
  });
  return { data, width: FEATURE_COUNT };
}

export interface FillLabels {
  /** Row-major [count, FILL_GRID.length]. */
  readonly went: Float32Array;
  readonly exposed: Float32Array;
}

export function fillLabelsOf(observations: readonly Observation[]): FillLabels {
  const size = observations.length * FILL_GRID.length;
  const labels = { went: new Float32Array(size), exposed: new Float32Array(size) };
  observations.forEach(({ fate, avgTradeQty }, i) => {
    writeFillLabels(fate, avgTradeQty, { ...labels, offset: i * FILL_GRID.length });
  });
  return labels;
}

/** @param resized with the resized rows beside those asked: twice the rows, the same labels */
export function fillSplitOf(
  observations: readonly Observation[],
  standardiser: Standardiser,
  resized: boolean,
): FillSplit {
  const rows = standardised(rowsOf(observations, resized), standardiser);
  const labels = fillLabelsOf(observations);
  if (!resized) return { rows, ...labels };
  const twice = (half: Float32Array): Float32Array => {
    const whole = new Float32Array(2 * half.length);
    whole.set(half);
    whole.set(half, half.length);
    return whole;
  };
  return { rows, went: twice(labels.went), exposed: twice(labels.exposed) };
}
