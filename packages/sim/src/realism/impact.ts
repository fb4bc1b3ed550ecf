/**
 * What meta-orders did to the price. A parent's move is signed (up for a buyer is positive) and in units of the
 * instrument's daily volatility, its size a share of the day's volume, as in Almgren, Thum, Hauptmann, Li (2005) and
 * Toth et al. (2011): I = Y (Q/V)^d. Single moves are mostly noise, also negative, so the curve is fitted to the
 * moves as they are, not to their logarithms; beside it, what other meta-orders did meanwhile, in proportion.
 */
import { createRandom, uniform } from '../random.ts';
import type { StylisedFact } from './fact.ts';
import { standardDeviation } from './moments.ts';
import { leastOf } from './search.ts';

export interface ParentMove {
  /** Filled shares over the instrument's daily volume. */
  readonly size: number;
  /** From just before its first fill to just after its last. */
  readonly move: number;
  /** Shares that other meta-orders took its way meanwhile, less those against it, over the daily volume. */
  readonly others: number;
  /** What stands as long again after its last fill; absent where the day ended first. */
  readonly left: number | undefined;
}

/** 1% to 10% of the day's volume: where METHODS wants the curve concave. */
const SMALLEST = 0.01;
const LARGEST = 0.1;
const FEWEST = 30;
const STEEPEST = 2;

export interface ImpactCurve {
  readonly exponent: number;
  /** Y: the move of a parent of the whole day's volume, in daily volatilities. */
  readonly level: number;
  readonly parents: number;
}

const ofSize = ({ size }: ParentMove): boolean => size >= SMALLEST && size <= LARGEST;

/** Least squares of the moves on level size^exponent; `undefined` from fewer than 30 parents, or if they move nothing. */
export function impactCurve(parents: readonly ParentMove[]): ImpactCurve | undefined {
  const used = parents.filter(ofSize);
  if (used.length < FEWEST) return undefined;
  const others = Float64Array.from(used, (parent) => parent.others);
  const moves = beyond(
    Float64Array.from(used, ({ move }) => move),
    others,
  );
  const ofExponent = (exponent: number): Float64Array =>
    beyond(
      Float64Array.from(used, ({ size }) => size ** exponent),
      others,
    );
  const exponent = leastOf({ low: 0, high: STEEPEST }, (at) => {
    const left = beyond(moves, ofExponent(at));
    return dot(left, left);
  });
  const level = slope(moves, ofExponent(exponent));
  return level > 0 ? { exponent, level, parents: used.length } : undefined;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

/** Of y on x by least squares, no constant; 0 on an x that is nothing. */
function slope(y: Float64Array, x: Float64Array): number {
  const xx = dot(x, x);
  return xx > 0 ? dot(x, y) / xx : 0;
}

/** What x doesn't explain of y. A regression on two is one on what the second leaves of all (Frisch and Waugh 1933). */
function beyond(y: Float64Array, x: Float64Array): Float64Array {
  const by = slope(y, x);
  return y.map((value, i) => value - by * x[i]!);
}

/** Share of the moves that is left as long again after the last fill: 1 is none given back. */
export function shareLeft(parents: readonly ParentMove[]): number | undefined {
  let moves = 0;
  let left = 0;
  let n = 0;
  for (const parent of parents) {
    if (!ofSize(parent) || parent.left === undefined) continue;
    moves += parent.move;
    left += parent.left;
    n += 1;
  }
  return n >= FEWEST && moves > 0 ? left / moves : undefined;
}

const RESAMPLES = 100;

/** Standard error of an estimate of parents, by drawing as many of them again and again; the draws are always the same. */
function resampled(
  parents: readonly ParentMove[],
  estimate: (of: readonly ParentMove[]) => number | undefined,
): number | undefined {
  const random = createRandom(1, 'parents drawn again');
  const of = parents.filter(ofSize);
  const values = Array.from({ length: RESAMPLES }, () =>
    estimate(of.map(() => of[Math.floor(uniform(random) * of.length)]!)),
  ).filter((value) => value !== undefined);
  return standardDeviation(Float64Array.from(values));
}

const exponentOf = (parents: readonly ParentMove[]): number | undefined => impactCurve(parents)?.exponent;

const NEEDS = `${FEWEST} such meta-orders: --days 3 of the shipped day, 16 for a standard error below 0.1`;

/** Nothing recorded tells who a parent was: bands are printed ones. */
export const IMPACT_FACTS: readonly StylisedFact[] = [
  {
    name: 'impactExponent',
    about: 'exponent d of the move Y (Q/V)^d of meta-orders of 1% to 10% of the daily volume',
    source: 'Toth et al. 2011: 0.5; Almgren et al. 2005: 0.6; METHODS, section 5: 0.4 to 0.7',
    printed: { low: 0.4, high: 0.7 },
    recorded: [],
    needs: NEEDS,
    measure: (_, parents) => exponentOf(parents),
    error: (parents) => resampled(parents, exponentOf),
  },
  {
    name: 'impactLeft',
    about: 'share of those moves that is left as long again after the last fill',
    source:
      'Farmer, Gerig, Lillo, Waelbroeck 2013: two thirds; Brokmann, Serie, Kockelkoren, Bouchaud 2015: a third, days later; some reverts, a twentieth at least',
    printed: { low: 1 / 3, high: 0.95 },
    recorded: [],
    needs: NEEDS,
    measure: (_, parents) => shareLeft(parents),
    error: (parents) => resampled(parents, shareLeft),
  },
];
