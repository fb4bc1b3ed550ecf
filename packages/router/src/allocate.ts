/**
 * Splits a wave over candidates: the cheapest next step first, until nothing pays, fits or is left. Costs are
 * convex where sending pays and the caps nest (candidate, venue, wave), which makes the greedy optimal over whole
 * steps (a polymatroid; Federgruen and Groenevelt 1986); the last step is cut to what is left. Quantities in
 * shares, whole lots; costs in bps per share.
 *
 * Two ways to post at one venue would wait for the same counterparties, so that their fills don't add: they are
 * rivals, and the one whose step comes first has the venue's posting to itself.
 *
 * The run goes on past the wave's end far enough to say what each chosen candidate's absence would have let in:
 * so that the impact at which a candidate's fate turns comes without running again.
 */
import { CURVE_SIZE, expectedUnits } from './fill-curve.ts';
import { type ProblemSpace, type RunSpace, secondRunSpace } from './workspace.ts';

export interface AllocationProblem extends ProblemSpace {
  /** Candidates; those of one venue stand together. */
  readonly n: number;
  readonly venues: number;
  /** What may be sent in all. */
  readonly total: number;
  /** Largest step. */
  readonly step: number;
  readonly avgTradeQty: number;
  /** Per candidate: most of it. */
  readonly cap: Float64Array;
  /** Per candidate: 1 where it may not be chosen (it is still asked at which impact it would be). */
  readonly barred: Uint8Array;
  /** Per candidate: its venue. */
  readonly venueAt: Int32Array;
  /** Per candidate: the one that it can't be chosen together with, or itself. */
  readonly rival: Int32Array;
  /** Per venue: most of all its candidates. */
  readonly venueCap: Float64Array;
  /** Per candidate: cost of a share filled, less what a share left costs. */
  readonly perFill: Float64Array;
  /** Per candidate: cost of a share sent. */
  readonly perSent: Float64Array;
  /** Per candidate: impact at its nominal quantity; counts from zero up. */
  readonly impact: Float64Array;
  readonly nominal: Float64Array;
  /** Fill curves, candidate after candidate. */
  readonly curves: Float64Array;
}

export interface AllocationRun {
  readonly qty: Float64Array;
  /** Cost of the first step against leaving it; +Infinity where there is no room for one. */
  readonly first: Float64Array;
  /** Impact below which a candidate that got nothing gets its first step; -Infinity: none would do. */
  readonly entry: Float64Array;
  /** The steps taken, past the wave's end too: how many; each one's candidate, shares and cost. */
  readonly steps: number;
  readonly stepOf: Int32Array;
  readonly stepQty: Float64Array;
  readonly stepCost: Float64Array;
  /** Per venue: 1 where its cap cut a candidate short. */
  readonly tight: Uint8Array;
}

/** Steps that a run of the problem may take, at most. */
export const mostSteps = ({ n, total, step }: Pick<AllocationProblem, 'n' | 'total' | 'step'>): number =>
  2 * Math.ceil(total / step) + 2 * n + 2;

const NO_ROOM = Number.POSITIVE_INFINITY;
const NEVER = Number.NEGATIVE_INFINITY;

/**
 * @param space arrays that the run works in and returns
 * @param without a candidate to leave out as if barred
 */
export function allocate(problem: AllocationProblem, space: RunSpace, without = -1): AllocationRun {
  const { n, venues, total, step, cap, barred, venueAt, rival, venueCap } = problem;
  const { impact, nominal, perFill, perSent, curves, avgTradeQty } = problem;
  const { qty, first, entry, sent, filled, filledNext, next, cost, plain, weight, since, venueLeft, tight } =
    space;
  const { stepOf, stepQty, stepCost } = space;
  let steps = 0;
  for (let v = 0; v < venues; v++) {
    venueLeft[v] = venueCap[v] as number;
    tight[v] = 0;
  }
  for (let k = 0; k < n; k++) {
    sent[k] = 0;
    filled[k] = 0;
    since[k] = 0;
    entry[k] = NEVER;
  }

  const price = (k: number): void => {
    const q = sent[k] as number;
    const v = venueAt[k] as number;
    let room = Math.min(step, Math.min(cap[k] as number, total) - q);
    if ((venueLeft[v] as number) < room) {
      room = venueLeft[v] as number;
      tight[v] = 1;
    }
    const other = rival[k] as number;
    if (room <= 0 || (other !== k && (sent[other] as number) > 0)) {
      next[k] = 0;
      cost[k] = NO_ROOM;
      return;
    }
    const to = q + room;
    const fill = avgTradeQty * expectedUnits(curves, k * CURVE_SIZE, to / avgTradeQty);
    const p = ((perFill[k] as number) * (fill - (filled[k] as number))) / room + (perSent[k] as number);
    const w = (to * Math.sqrt(to) - q * Math.sqrt(q)) / (room * Math.sqrt(nominal[k] as number));
    filledNext[k] = fill;
    plain[k] = p;
    weight[k] = w;
    next[k] = room;
    cost[k] = p + w * Math.max(0, impact[k] as number);
  };
  /** Had its impact been low enough, an idle candidate would have come before one of the steps it stood by. */
  const settleEntry = (k: number, last: number): void => {
    if (next[k] === 0) return;
    let against = last;
    for (let i = since[k] as number; i < steps; i++) against = Math.max(against, stepCost[i] as number);
    entry[k] = Math.max(entry[k] as number, (against - (plain[k] as number)) / (weight[k] as number));
    since[k] = steps;
  };
  const settleIdle = (last: number): void => {
    for (let k = 0; k < n; k++) if (sent[k] === 0) settleEntry(k, last);
  };

  for (let k = 0; k < n; k++) {
    price(k);
    first[k] = cost[k] as number;
  }
  let done = false;
  let all = 0;
  let largest = 0;
  for (;;) {
    if (!done && all >= total) {
      settleIdle(NEVER);
      for (let k = 0; k < n; k++) qty[k] = sent[k] as number;
      if (steps > 0) {
        const last = stepOf[steps - 1] as number;
        qty[last] = (qty[last] as number) - (all - total);
      }
      done = true;
    }
    if (done && (without >= 0 || all - largest >= total)) break;
    let best = -1;
    let bestCost = 0;
    for (let k = 0; k < n; k++) {
      if ((cost[k] as number) < bestCost && barred[k] === 0 && k !== without) {
        bestCost = cost[k] as number;
        best = k;
      }
    }
    if (best < 0) break;
    const d = next[best] as number;
    const v = venueAt[best] as number;
    const opens = sent[best] === 0;
    stepOf[steps] = best;
    stepQty[steps] = d;
    stepCost[steps] = bestCost;
    steps++;
    const q = (sent[best] as number) + d;
    sent[best] = q;
    filled[best] = filledNext[best] as number;
    venueLeft[v] = (venueLeft[v] as number) - d;
    all += d;
    if (q > largest) largest = q;
    price(best);
    const short = (venueLeft[v] as number) < step;
    for (let k = Math.max(0, best - 2); k < n && k <= best + 2; k++) {
      if (k === best || venueAt[k] !== v || !(short || (opens && rival[k] === best))) continue;
      if (sent[k] === 0 && !done) settleEntry(k, NEVER);
      price(k);
    }
  }
  if (!done) {
    settleIdle(0);
    for (let k = 0; k < n; k++) qty[k] = sent[k] as number;
  }
  return { qty, first, entry, steps, stepOf, stepQty, stepCost, tight };
}

/**
 * Impact below which a candidate that got something still gets its first step, all else equal: the run without
 * it is this run less its steps, unless its venue's cap stood between it and its neighbours.
 */
export function entryOfChosen(problem: AllocationProblem, run: AllocationRun, k: number): number {
  const { n, venues, total, step, cap, venueAt, rival, barred, impact, nominal } = problem;
  const { first, steps, stepOf, stepQty, stepCost, tight } = run;
  if (tight[venueAt[k] as number] === 1) {
    const space = secondRunSpace(n, venues, mostSteps(problem));
    return allocate(problem, space, k).entry[k] as number;
  }
  let against = NEVER;
  let all = 0;
  for (let i = 0; i < steps && all < total; i++) {
    if (stepOf[i] === k) continue;
    against = Math.max(against, stepCost[i] as number);
    all += stepQty[i] as number;
  }
  if (all < total) against = 0;
  const other = rival[k] as number;
  if (other !== k && barred[other] === 0) against = Math.min(against, first[other] as number);
  const weight = Math.sqrt(Math.min(step, cap[k] as number, total) / (nominal[k] as number));
  return Math.max(0, impact[k] as number) + (against - (first[k] as number)) / weight;
}
