/**
 * Where the mid was going anyway. Impact is what a probe adds to it, so the expected move given the same market
 * is taken off the measured one. Fitted by ridge regression on controls, moments when nothing was sent. Only
 * features with a direction enter, without a constant: what a buy expects, a sell expects reversed.
 */
import { FEATURES } from '@fairlead/features';
import type { Observation } from './history.ts';

const DIRECTED = ['imbalance1', 'imbalance5', 'micropriceOffset', 'ofi1s', 'ofi10s', 'flow1s', 'flow10s'];
/** Prior controls' worth of "no drift". */
const RIDGE = 200;

export const columnOf = (name: string): number => {
  const at = FEATURES.findIndex((feature) => feature.name === name);
  if (at < 0) throw new Error(`the feature schema has no ${name}`);
  return at;
};

/** Expected signed move of the mid for a row, bps. */
export type Drift = (row: Float32Array) => number;

export function driftOf(controls: readonly (Observation & { readonly moveBps: number })[]): Drift {
  const columns = DIRECTED.map(columnOf);
  const n = columns.length;
  const normal = Array.from({ length: n }, () => new Float64Array(n + 1));
  for (const { row, moveBps } of controls) {
    for (let i = 0; i < n; i++) {
      const x = row[columns[i]!]!;
      for (let j = 0; j < n; j++) normal[i]![j]! += x * row[columns[j]!]!;
      normal[i]![n]! += x * moveBps;
    }
  }
  normal.forEach((equation, i) => {
    equation[i] = equation[i]! * (1 + RIDGE / Math.max(1, controls.length)) + 1e-9;
  });
  const weights = solve(normal);
  return (row) => columns.reduce((sum, column, i) => sum + weights[i]! * row[column]!, 0);
}

/** Gauss-Jordan with pivoting on an augmented n x (n + 1) system; changes its argument. */
function solve(rows: Float64Array[]): number[] {
  const n = rows.length;
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let r = i + 1; r < n; r++) if (Math.abs(rows[r]![i]!) > Math.abs(rows[pivot]![i]!)) pivot = r;
    [rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!];
    for (let r = 0; r < n; r++) {
      if (r === i) continue;
      const share = rows[r]![i]! / rows[i]![i]!;
      for (let c = i; c <= n; c++) rows[r]![c]! -= share * rows[i]![c]!;
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!);
}
