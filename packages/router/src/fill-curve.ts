/**
 * The fill model's tail as a function of quantity. The tail is piecewise linear between the points of
 * `FILL_GRID` (in units of the average trade), flat below the first, and zero beyond the last: nothing is
 * promised there. Expected fill of q shares is its integral from 0 to q: concave, and at most q.
 */
import { FILL_GRID } from '@fairlead/domain';

const POINTS = FILL_GRID.length;
const GRID = Float64Array.from(FILL_GRID);
const LAST = GRID[POINTS - 1] as number;

/** Numbers that one curve takes: tails, then integrals up to each grid point. */
export const CURVE_SIZE = 2 * POINTS;

/** Writes the curve of `tailProb` (valid, see predictions) at `offset`; tiny rises are flattened. */
export function writeCurve(tailProb: readonly number[], out: Float64Array, offset: number): void {
  let previous = 1;
  let integral = 0;
  let from = 0;
  for (let i = 0; i < POINTS; i++) {
    const tail = Math.max(0, Math.min(previous, tailProb[i] as number));
    const width = (GRID[i] as number) - from;
    integral += i === 0 ? width * tail : (width * (tail + previous)) / 2;
    out[offset + i] = tail;
    out[offset + POINTS + i] = integral;
    from = GRID[i] as number;
    previous = tail;
  }
}

/** Expected fill of `units` average trades, in average trades. */
export function expectedUnits(curve: Float64Array, offset: number, units: number): number {
  if (units <= (GRID[0] as number)) return units * (curve[offset] as number);
  if (units >= LAST) return curve[offset + CURVE_SIZE - 1] as number;
  let i = 1;
  while (units > (GRID[i] as number)) i++;
  const into = units - (GRID[i - 1] as number);
  const width = (GRID[i] as number) - (GRID[i - 1] as number);
  const low = curve[offset + i - 1] as number;
  const slope = ((curve[offset + i] as number) - low) / width;
  return (curve[offset + POINTS + i - 1] as number) + into * (low + (slope * into) / 2);
}

/** Probability that all of `units` average trades fills. */
export function tailAt(curve: Float64Array, offset: number, units: number): number {
  if (units <= (GRID[0] as number)) return curve[offset] as number;
  if (units > LAST) return 0;
  let i = 1;
  while (units > (GRID[i] as number)) i++;
  const low = curve[offset + i - 1] as number;
  const share = (units - (GRID[i - 1] as number)) / ((GRID[i] as number) - (GRID[i - 1] as number));
  return low + ((curve[offset + i] as number) - low) * share;
}
