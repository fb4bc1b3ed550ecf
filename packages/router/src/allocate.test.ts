/** The greedy against trying everything. */
import { FILL_GRID } from '@fairlead/domain';
import { anyOpinion } from '@fairlead/testkit';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AllocationProblem, allocate, mostSteps } from './allocate.ts';
import { CURVE_SIZE, expectedUnits, tailAt, writeCurve } from './fill-curve.ts';
import { createProblemSpace, createRunSpace } from './workspace.ts';

const STEP = 100;
const AVG_TRADE = 150;

interface Candidate {
  readonly opinion: { readonly tailProb: readonly number[]; readonly impactBps: number };
  readonly capSteps: number;
  readonly perFill: number;
  readonly perSent: number;
  readonly nominal: number;
}
interface Case {
  readonly venues: readonly { readonly candidates: readonly Candidate[]; readonly capSteps: number }[];
  readonly totalSteps: number;
}

const candidate: fc.Arbitrary<Candidate> = fc.record({
  opinion: anyOpinion,
  capSteps: fc.integer({ min: 0, max: 4 }),
  perFill: fc.integer({ min: -5_000, max: 300 }).map((n) => n / 1_000),
  perSent: fc.integer({ min: 0, max: 100 }).map((n) => n / 1_000),
  nominal: fc.integer({ min: 50, max: 1_000 }),
});
const anyCase: fc.Arbitrary<Case> = fc.record({
  venues: fc.array(
    fc.record({
      candidates: fc.array(candidate, { minLength: 1, maxLength: 2 }),
      capSteps: fc.integer({ min: 0, max: 5 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  totalSteps: fc.integer({ min: 0, max: 6 }),
});

function problemOf({ venues, totalSteps }: Case): AllocationProblem {
  const all = venues.flatMap((v, at) => v.candidates.map((c) => ({ c, at })));
  const space = createProblemSpace(all.length, venues.length);
  all.forEach(({ c, at }, k) => {
    space.cap[k] = c.capSteps * STEP;
    space.barred[k] = 0;
    space.venueAt[k] = at;
    space.rival[k] = k;
    space.perFill[k] = c.perFill;
    space.perSent[k] = c.perSent;
    space.impact[k] = c.opinion.impactBps;
    space.nominal[k] = c.nominal;
    writeCurve(c.opinion.tailProb, space.curves, k * CURVE_SIZE);
  });
  venues.forEach((v, at) => {
    space.venueCap[at] = v.capSteps * STEP;
  });
  return {
    ...space,
    n: all.length,
    venues: venues.length,
    total: totalSteps * STEP,
    step: STEP,
    avgTradeQty: AVG_TRADE,
  };
}
const run = (problem: AllocationProblem) =>
  allocate(problem, createRunSpace(problem.n, problem.venues, mostSteps(problem)));

/** The integral of the tail by its definition, in small slices: no code of the router's. */
function filledBySlices(tailProb: readonly number[], shares: number): number {
  const units = shares / AVG_TRADE;
  const tail = (u: number): number => {
    if (u <= (FILL_GRID[0] as number)) return tailProb[0] as number;
    const i = FILL_GRID.findIndex((g) => g >= u);
    if (i < 0) return 0;
    const [a, b] = [FILL_GRID[i - 1] as number, FILL_GRID[i] as number];
    const [p, q] = [tailProb[i - 1] as number, tailProb[i] as number];
    return p + ((q - p) * (u - a)) / (b - a);
  };
  const slices = 2_000;
  let sum = 0;
  for (let i = 0; i < slices; i++) sum += tail(((i + 0.5) * units) / slices);
  return (sum / slices) * units * AVG_TRADE;
}

function costOf(problem: AllocationProblem, q: ArrayLike<number>): number {
  let cost = 0;
  for (let k = 0; k < problem.n; k++) {
    const shares = q[k] as number;
    const fill = AVG_TRADE * expectedUnits(problem.curves, k * CURVE_SIZE, shares / AVG_TRADE);
    const impact = Math.max(0, problem.impact[k] as number) / Math.sqrt(problem.nominal[k] as number);
    cost +=
      (problem.perFill[k] as number) * fill +
      (problem.perSent[k] as number) * shares +
      impact * shares ** 1.5;
  }
  return cost;
}

/** Every way to give each candidate zero or more steps within the caps. */
function cheapest(problem: AllocationProblem): number {
  const q = new Float64Array(problem.n);
  let best = Number.POSITIVE_INFINITY;
  const visit = (k: number, left: number): void => {
    if (k === problem.n) {
      best = Math.min(best, costOf(problem, q));
      return;
    }
    const v = problem.venueAt[k] as number;
    let atVenue = 0;
    for (let j = 0; j < k; j++) if (problem.venueAt[j] === v) atVenue += q[j] as number;
    const most = Math.min(left, problem.cap[k] as number, (problem.venueCap[v] as number) - atVenue);
    for (let n = 0; n <= most; n += STEP) {
      q[k] = n;
      visit(k + 1, left - n);
    }
    q[k] = 0;
  };
  visit(0, problem.total);
  return best;
}

describe('the fill curve', () => {
  test('expected fill is the integral of the tail', () => {
    fc.assert(
      fc.property(anyOpinion, fc.integer({ min: 0, max: 30_000 }), ({ tailProb }, shares) => {
        const curve = new Float64Array(CURVE_SIZE);
        writeCurve(tailProb, curve, 0);
        const exact = AVG_TRADE * expectedUnits(curve, 0, shares / AVG_TRADE);
        expect(Math.abs(exact - filledBySlices(tailProb, shares))).toBeLessThan(1e-3 * (1 + shares));
        expect(exact).toBeLessThanOrEqual(shares + 1e-9);
      }),
      { seed: 42, numRuns: 300 },
    );
  });

  test('is flat below the first grid point, and promises nothing beyond the last', () => {
    const curve = new Float64Array(CURVE_SIZE);
    writeCurve(
      FILL_GRID.map(() => 0.4),
      curve,
      0,
    );
    expect(tailAt(curve, 0, 0.1)).toBe(0.4);
    expect(tailAt(curve, 0, 128)).toBeCloseTo(0.4, 12);
    expect(tailAt(curve, 0, 129)).toBe(0);
    expect(expectedUnits(curve, 0, 500)).toBeCloseTo(0.4 * 128, 9);
  });
});

describe('the allocation', () => {
  test('costs no more than the best of all splits', () => {
    let chose = 0;
    fc.assert(
      fc.property(anyCase, (c) => {
        const problem = problemOf(c);
        const { qty } = run(problem);
        if (qty.some((q) => q > 0)) chose++;
        expect(costOf(problem, qty)).toBeLessThanOrEqual(cheapest(problem) + 1e-9);
      }),
      { seed: 42, numRuns: 3_000 },
    );
    expect(chose).toBeGreaterThan(1_000);
  });

  test('keeps within candidate, venue and wave', () => {
    fc.assert(
      fc.property(anyCase, fc.integer({ min: 1, max: 350 }), (c, odd) => {
        const problem = { ...problemOf(c), total: c.totalSteps * STEP + odd };
        const { qty } = run(problem);
        const at = new Float64Array(problem.venues);
        let all = 0;
        qty.forEach((q, k) => {
          expect(q).toBeLessThanOrEqual(problem.cap[k] as number);
          at[problem.venueAt[k] as number]! += q;
          all += q;
        });
        expect(all).toBeLessThanOrEqual(problem.total);
        at.forEach((q, v) => {
          expect(q).toBeLessThanOrEqual(problem.venueCap[v] as number);
        });
      }),
      { seed: 42, numRuns: 1_000 },
    );
  });

  test('rivals are never chosen together', () => {
    fc.assert(
      fc.property(anyCase, (c) => {
        const problem = problemOf(c);
        for (let k = 1; k < problem.n; k++) {
          if (problem.venueAt[k] !== problem.venueAt[k - 1]) continue;
          problem.rival[k] = k - 1;
          problem.rival[k - 1] = k;
        }
        const { qty } = run(problem);
        for (let k = 0; k < problem.n; k++) {
          const other = problem.rival[k] as number;
          if (other !== k) expect(Math.min(qty[k] as number, qty[other] as number)).toBe(0);
        }
      }),
      { seed: 42, numRuns: 1_000 },
    );
  });
});
