/**
 * The footprint of one order: how far the mid went against it, less where it would have gone by itself. Nobody sees
 * both: in a world of many participants the paths part at our first order, so that a twin of the same seed without
 * our orders (common random numbers) is no measure of what we did. Here the second part is estimated by regression on
 * controls (control variates with estimated coefficients: Lavenberg and Welch 1981; Glasserman 2003, 4.1.2), whose
 * coefficients come from windows in which no order of ours was about: what they explain is the market's own.
 *
 * Nothing is biased by it: the side is a coin's, and no order of ours after the start moves a control, so that each
 * control has mean 0 whatever its coefficient. What a control says of the price given what a model sees is the market's
 * own drift, which is no cost of our order: a label that kept it would charge for hurry where the price runs away.
 * All is in units of the volatility at the start, so that a wild minute does not outweigh an hour.
 */
import { CONTROLS, type Displaced } from './displacement.ts';

/** One coefficient for each of `CONTROLS`. */
export type Control = readonly number[];

/** Least squares through the origin: by themselves, neither side is favoured. */
export function fitControl(idle: readonly Displaced[]): Control {
  const width = CONTROLS.length;
  const matrix = CONTROLS.map(() => new Float64Array(width + 1));
  for (const { movedBps, volatilityBps, controls } of idle) {
    for (let i = 0; i < width; i++) {
      for (let j = 0; j < width; j++) matrix[i]![j]! += controls[i]! * controls[j]!;
      matrix[i]![width]! += (controls[i]! * movedBps) / volatilityBps;
    }
  }
  return solved(matrix);
}

/** bps, positive = against us. */
export function footprintBps({ movedBps, volatilityBps, controls }: Displaced, control: Control): number {
  const byItself = control.reduce((sum, coefficient, i) => sum + coefficient * controls[i]!, 0);
  return movedBps - volatilityBps * byItself;
}

/**
 * Solves the normal equations, the last column their right side, by Gauss and Jordan: they are symmetric and positive,
 * no pivot need be looked for. A control that never varied has coefficient 0.
 */
function solved(matrix: readonly Float64Array[]): Control {
  const width = matrix.length;
  const scale = matrix.map((row, i) => row[i]!);
  matrix.forEach((row, i) => {
    const pivot = row[i]!;
    if (!(pivot > 1e-9 * scale[i]!)) {
      row.fill(0);
      return;
    }
    for (let j = i; j <= width; j++) row[j]! /= pivot;
    matrix.forEach((other, k) => {
      if (k === i) return;
      const share = other[i]!;
      for (let j = i; j <= width; j++) other[j]! -= share * row[j]!;
    });
  });
  return matrix.map((row) => row[width]!);
}
