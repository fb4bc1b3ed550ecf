/**
 * Exploration: with a small, logged probability the two best candidates, where they are close, swap quantities.
 * Without such waves no later policy could be judged from the records of this one (METHODS 3). The choice and its
 * swap are the only alternatives: their propensities sum to one.
 */
import type { AllocationProblem, AllocationRun } from './allocate.ts';
import { CLOSE_HALF_SPREADS } from './config.ts';

export interface Exploration {
  readonly qty: Float64Array;
  /** Probability with which `qty` was going to be what it is. */
  readonly propensity: number;
  /** The draw asked for exploration, whether or not there was something to swap. */
  readonly drawn: boolean;
  /** The two that swapped, better first. */
  readonly swapped: readonly [number, number] | undefined;
}

export function explore(
  problem: AllocationProblem,
  result: AllocationRun,
  by: { readonly probability: number; readonly draw: number; readonly halfSpreadBps: number },
): Exploration {
  const probability = by.probability > 0 ? Math.min(1, by.probability) : 0;
  const drawn = by.draw < probability;
  const plain: Exploration = { qty: result.qty, propensity: 1, drawn, swapped: undefined };
  if (probability === 0) return plain;
  const pair = closePair(problem, result, CLOSE_HALF_SPREADS * by.halfSpreadBps);
  if (pair === undefined) return plain;
  const { qty } = result;
  const [a, b] = pair;
  const [toA, toB] = swapOf(problem, qty, pair);
  if (toA === qty[a] && toB === qty[b]) return plain;
  if (!drawn) return { qty, propensity: 1 - probability, drawn, swapped: undefined };
  const swapped = qty.slice();
  swapped[a] = toA;
  swapped[b] = toB;
  return { qty: swapped, propensity: probability, drawn, swapped: pair };
}

/** The two whose first step costs least, if both pay, one was chosen and they are close. */
function closePair(
  { n, barred }: AllocationProblem,
  { first, qty }: AllocationRun,
  closeBps: number,
): readonly [number, number] | undefined {
  let a = -1;
  let b = -1;
  for (let k = 0; k < n; k++) {
    if (barred[k] === 1 || !((first[k] as number) < 0)) continue;
    if (a < 0 || (first[k] as number) < (first[a] as number)) {
      b = a;
      a = k;
    } else if (b < 0 || (first[k] as number) < (first[b] as number)) {
      b = k;
    }
  }
  if (b < 0 || (first[b] as number) - (first[a] as number) > closeBps) return undefined;
  return (qty[a] as number) + (qty[b] as number) > 0 ? [a, b] : undefined;
}

/** What each would have with the other's quantity, as far as its caps let it. Leaves `qty` as it was. */
function swapOf(
  problem: AllocationProblem,
  qty: Float64Array,
  [a, b]: readonly [number, number],
): readonly [number, number] {
  const ofA = qty[a] as number;
  const ofB = qty[b] as number;
  qty[a] = 0;
  qty[b] = 0;
  const toA = Math.min(ofB, roomOf(problem, qty, a));
  qty[a] = toA;
  const toB = Math.min(ofA, roomOf(problem, qty, b));
  qty[a] = ofA;
  qty[b] = ofB;
  return [toA, toB];
}

function roomOf(problem: AllocationProblem, qty: Float64Array, k: number): number {
  const { n, cap, venueAt, rival, venueCap } = problem;
  const other = rival[k] as number;
  if (other !== k && (qty[other] as number) > 0) return 0;
  const v = venueAt[k] as number;
  let atVenue = 0;
  for (let j = 0; j < n; j++) if (venueAt[j] === v) atVenue += qty[j] as number;
  return Math.min((cap[k] as number) - (qty[k] as number), (venueCap[v] as number) - atVenue);
}
