/**
 * Splits a wave over candidates: the cheapest next step first, until nothing pays, fits or is left. Costs are
 * convex where sending pays and the caps nest (candidate, posts of a venue, venue, wave), which makes the greedy
 * optimal over whole steps (a polymatroid; Federgruen and Groenevelt 1986). Quantities in shares, whole lots.
 * Two ways to post at one venue would wait for the same counterparties, so that their fills don't add: they are
 * rivals, and the one whose step comes first has the venue's posting to itself.
 *
 * On the way it learns, for each candidate that got nothing, the impact at which it would have got its first step.
 */
export interface AllocationProblem {
  readonly n: number;
  /** What may be sent in all. */
  readonly total: number;
  /** Largest step. */
  readonly step: number;
  /** Per candidate: most of it. */
  readonly cap: Float64Array;
  /** Per candidate: 1 where it may not be chosen (it is still asked at which impact it would be). */
  readonly barred: Uint8Array;
  /** Per candidate: its venue. */
  readonly venueAt: Int32Array;
  /** Per candidate: 1 where it counts as shown at its venue. */
  readonly shown: Uint8Array;
  /** Per candidate: the one that it can't be chosen together with, or itself. */
  readonly rival: Int32Array;
  /** Per venue: most of all its candidates, and most of those shown. */
  readonly venueCap: Float64Array;
  readonly shownCap: Float64Array;
  /** Per candidate, bps: cost per share filled less what a share left costs; per share sent; impact at nominal. */
  readonly perFill: Float64Array;
  readonly perSent: Float64Array;
  readonly impact: Float64Array;
  readonly nominal: Float64Array;
  /** Expected fill of q shares of candidate k, shares. */
  readonly fill: (k: number, q: number) => number;
}

export interface AllocationResult {
  readonly qty: Float64Array;
  readonly left: number;
  /** Cost per share of the first step, against leaving it; +Infinity where there was no room for one. */
  readonly first: Float64Array;
  /**
   * Impact below which the candidate gets its first step. Exact for those that got nothing (-Infinity: none
   * would do); for those that got something a lower bound, `allocate(problem, k)` gives it exactly.
   */
  readonly entry: Float64Array;
}

/** @param without a candidate to leave out as if barred */
export function allocate(problem: AllocationProblem, without = -1): AllocationResult {
  const { n, cap, barred, venueAt, shown, rival, step: largest } = problem;
  const { impact, nominal, perFill, perSent, fill } = problem;
  const venueLeft = Float64Array.from(problem.venueCap);
  const shownLeft = Float64Array.from(problem.shownCap);
  const qty = new Float64Array(n);
  const first = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const entry = new Float64Array(n).fill(Number.NEGATIVE_INFINITY);
  const step = new Float64Array(n);
  const margin = new Float64Array(n);
  /** Cost of the next step without impact, and the impact's weight in it. */
  const plain = new Float64Array(n);
  const weight = new Float64Array(n);
  const filled = new Float64Array(n);
  let left = problem.total;

  for (;;) {
    let best = -1;
    let bestMargin = 0;
    let second = 0;
    for (let k = 0; k < n; k++) {
      const v = venueAt[k] as number;
      const q = qty[k] as number;
      let room = Math.min(largest, left, (cap[k] as number) - q, venueLeft[v] as number);
      if (shown[k] === 1) room = Math.min(room, shownLeft[v] as number);
      const other = rival[k] as number;
      if (other !== k && (qty[other] as number) > 0) room = 0;
      if (room !== step[k]) {
        step[k] = room;
        if (room > 0) {
          const to = q + room;
          plain[k] =
            ((perFill[k] as number) * (fill(k, to) - (filled[k] as number))) / room + (perSent[k] as number);
          weight[k] = (to * Math.sqrt(to) - q * Math.sqrt(q)) / (room * Math.sqrt(nominal[k] as number));
          margin[k] = (plain[k] as number) + (weight[k] as number) * Math.max(0, impact[k] as number);
          if (first[k] === Number.POSITIVE_INFINITY) first[k] = margin[k] as number;
        }
      }
      if (room <= 0 || barred[k] === 1 || k === without) continue;
      const m = margin[k] as number;
      if (m < bestMargin) {
        second = bestMargin;
        bestMargin = m;
        best = k;
      } else if (m < second) {
        second = m;
      }
    }
    for (let k = 0; k < n; k++) {
      if (qty[k] !== 0 || (step[k] as number) <= 0) continue;
      const against = k === best ? second : bestMargin;
      const at = (against - (plain[k] as number)) / (weight[k] as number);
      if (at > (entry[k] as number)) entry[k] = at;
    }
    if (best < 0) break;
    const v = venueAt[best] as number;
    const sent = step[best] as number;
    qty[best] = (qty[best] as number) + sent;
    filled[best] = fill(best, qty[best] as number);
    venueLeft[v] = (venueLeft[v] as number) - sent;
    if (shown[best] === 1) shownLeft[v] = (shownLeft[v] as number) - sent;
    left -= sent;
    step[best] = 0;
    if (left <= 0) break;
  }
  return { qty, left, first, entry };
}
