/** The tail that continuation probabilities mean, read between grid points as the router reads it. */
import { FILL_GRID } from '@fairlead/domain';

/**
 * Probability that all of `units` average trades execute: flat below the first grid point, linear between
 * points, 0 beyond the last.
 * @param continuation probabilities from `offset` on, FILL_GRID.length of them
 */
export function tailAt(continuation: ArrayLike<number>, offset: number, units: number): number {
  let previous = 1;
  let from = 0;
  for (let k = 0; k < FILL_GRID.length; k++) {
    const tail = previous * continuation[offset + k]!;
    const point = FILL_GRID[k]!;
    if (units <= point)
      return k === 0 ? tail : previous + ((tail - previous) * (units - from)) / (point - from);
    previous = tail;
    from = point;
  }
  return 0;
}
