/** Observations as the matrices that models are fitted to and scored on. */
import { FEATURE_COUNT } from '@fairlead/features';
import { emptyLabels, type FillLabels, writeFillLabels } from './fill-labels.ts';
import type { FillSplit } from './fill-model.ts';
import type { Column } from './fit.ts';
import { type Control, footprintBps } from './footprint.ts';
import type { Observation } from './history.ts';
import { type Standardiser, standardised } from './standardise.ts';

type Measured = Observation & { readonly footprintBps: number };

/** Solo probes whose footprint was measured. */
export const withFootprint = (observations: readonly Observation[], control: Control): readonly Measured[] =>
  observations.flatMap((one) =>
    one.displaced ? { ...one, footprintBps: footprintBps(one.displaced, control) } : [],
  );

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

export function fillLabelsOf(observations: readonly Observation[]): FillLabels {
  const labels = emptyLabels(observations.length);
  observations.forEach(({ fate, avgTradeQty }, row) => {
    writeFillLabels(fate, avgTradeQty, labels, row);
  });
  return labels;
}

/** A resized row counts this much: enough to know other sizes, not so much that its own is of no use. */
const RESIZED_WEIGHT = 0.25;

/** @param resized with the resized rows beside those asked: twice the rows, the same labels */
export function fillSplitOf(
  observations: readonly Observation[],
  standardiser: Standardiser,
  resized: boolean,
): FillSplit {
  const rows = standardised(rowsOf(observations, resized), standardiser);
  const labels = fillLabelsOf(observations);
  const weight = new Float32Array(observations.length).fill(1);
  if (!resized) return { rows, ...labels, weight };
  return {
    rows,
    went: joined(labels.went, labels.went),
    exposed: joined(labels.exposed, labels.exposed),
    covered: joined(labels.covered, labels.covered),
    weight: joined(weight, new Float32Array(observations.length).fill(RESIZED_WEIGHT)),
  };
}

function joined(first: Float32Array, second: Float32Array): Float32Array {
  const whole = new Float32Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
