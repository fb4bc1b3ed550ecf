/**
 * Scratch arrays of a decision, kept between decisions: allocating them anew would cost more than the decision.
 * A decision is synchronous and leaves nothing of it in what it returns, so nobody can observe that they are
 * shared. Every reader bounds itself by the problem's own `n` and number of venues: beyond them is old data.
 */
import { CURVE_SIZE } from './fill-curve.ts';

/** What a problem is made of; see `AllocationProblem`. */
export interface ProblemSpace {
  readonly cap: Float64Array;
  readonly barred: Uint8Array;
  readonly venueAt: Int32Array;
  readonly rival: Int32Array;
  readonly venueCap: Float64Array;
  readonly perFill: Float64Array;
  readonly perSent: Float64Array;
  readonly impact: Float64Array;
  readonly nominal: Float64Array;
  readonly curves: Float64Array;
}

/** What a run of the allocation works in; see `AllocationRun`. */
export interface RunSpace {
  readonly qty: Float64Array;
  readonly first: Float64Array;
  readonly entry: Float64Array;
  readonly sent: Float64Array;
  readonly filled: Float64Array;
  /** What would be filled after the next step. */
  readonly filledNext: Float64Array;
  readonly next: Float64Array;
  readonly cost: Float64Array;
  readonly plain: Float64Array;
  readonly weight: Float64Array;
  readonly since: Int32Array;
  readonly venueLeft: Float64Array;
  readonly tight: Uint8Array;
  readonly stepOf: Int32Array;
  readonly stepQty: Float64Array;
  readonly stepCost: Float64Array;
}

export const createProblemSpace = (n: number, venues: number): ProblemSpace => ({
  cap: new Float64Array(n),
  barred: new Uint8Array(n),
  venueAt: new Int32Array(n),
  rival: new Int32Array(n),
  venueCap: new Float64Array(venues),
  perFill: new Float64Array(n),
  perSent: new Float64Array(n),
  impact: new Float64Array(n),
  nominal: new Float64Array(n),
  curves: new Float64Array(n * CURVE_SIZE),
});

export const createRunSpace = (n: number, venues: number, steps: number): RunSpace => ({
  qty: new Float64Array(n),
  first: new Float64Array(n),
  entry: new Float64Array(n),
  sent: new Float64Array(n),
  filled: new Float64Array(n),
  filledNext: new Float64Array(n),
  next: new Float64Array(n),
  cost: new Float64Array(n),
  plain: new Float64Array(n),
  weight: new Float64Array(n),
  since: new Int32Array(n),
  venueLeft: new Float64Array(venues),
  tight: new Uint8Array(venues),
  stepOf: new Int32Array(steps),
  stepQty: new Float64Array(steps),
  stepCost: new Float64Array(steps),
});

let problemSpace = createProblemSpace(0, 0);
let ownRunSpace = createRunSpace(0, 0, 0);
let otherRunSpace = createRunSpace(0, 0, 0);

/** The shared space, grown where it is too small. What it held is void. */
export function sharedProblemSpace(n: number, venues: number): ProblemSpace {
  if (problemSpace.cap.length < n || problemSpace.venueCap.length < venues) {
    problemSpace = createProblemSpace(2 * n, 2 * venues);
  }
  return problemSpace;
}

export function sharedRunSpace(n: number, venues: number, steps: number): RunSpace {
  ownRunSpace = grown(ownRunSpace, n, venues, steps);
  return ownRunSpace;
}

/** Another one, for a run that is asked about while the first one's result is still being read. */
export function secondRunSpace(n: number, venues: number, steps: number): RunSpace {
  otherRunSpace = grown(otherRunSpace, n, venues, steps);
  return otherRunSpace;
}

function grown(space: RunSpace, n: number, venues: number, steps: number): RunSpace {
  const { qty, venueLeft, stepOf } = space;
  const fits = qty.length >= n && venueLeft.length >= venues && stepOf.length >= steps;
  return fits ? space : createRunSpace(2 * n, 2 * venues, 2 * steps);
}
