/**
 * What one probe order teaches the fill model, without treating a censored order as a failure.
 *
 * The quantity X that would have executed is looked at through FILL_GRID. Grid point k is *exposed* when the
 * probe's fate tells whether X went on from the point before to g_k:
 * - executed >= g_k: exposed, went on;
 * - the first g_k above what was executed: exposed, stopped, if the probe rested to its horizon, or took what there
 *   was, with something left (X is then exactly what was executed, whatever its size); censored if it was full:
 *   more might have executed;
 * - beyond that: never reached, not exposed.
 *
 * A probe that was canceled early is no failure either: it is an observation of a shorter horizon, and its row says
 * so (`createProbe`).
 *
 * Censoring between two grid points still tells that X came that far. The tail is linear between points (the
 * router reads it so), hence P(X >= e | X >= g_(k-1)) = 1 - c (1 - h_k), with h_k the continuation probability and
 * c the share of the way to g_k that e has covered.
 */
import { FILL_GRID } from '@fairlead/domain';

/** `HorizonReached`: with something left, by time, by the venue's reject, or because a taker took all there was. */
export type ProbeEnd = 'Filled' | 'HorizonReached';

export interface ProbeFate {
  readonly executedQty: number;
  readonly end: ProbeEnd;
}

/** Row-major [count, FILL_GRID.length] each. */
export interface FillLabels {
  /** 1 where X went on to the grid point. */
  readonly went: Float32Array;
  /** 1 where it is known whether X did. */
  readonly exposed: Float32Array;
  /** Share of the way to the grid point that X is known to have covered, where that is all that is known. */
  readonly covered: Float32Array;
}

export function emptyLabels(count: number): FillLabels {
  const empty = (): Float32Array => new Float32Array(count * FILL_GRID.length);
  return { went: empty(), exposed: empty(), covered: empty() };
}

/**
 * Writes one probe's labels as row `row`.
 * @param avgTradeQty the grid's unit, shares
 */
export function writeFillLabels(fate: ProbeFate, avgTradeQty: number, to: FillLabels, row: number): void {
  const executed = fate.executedQty / avgTradeQty;
  // Below the first grid point the tail is flat: a full execution there is as good as one at the point.
  const flat = fate.end === 'Filled' && executed < FILL_GRID[0]!;
  let from = 0;
  let open = true;
  for (let k = 0; k < FILL_GRID.length; k++) {
    const point = FILL_GRID[k]!;
    const reached: boolean = open && (executed >= point || (flat && k === 0));
    const known = open && (reached || fate.end === 'HorizonReached');
    const at = row * FILL_GRID.length + k;
    to.went[at] = reached ? 1 : 0;
    to.exposed[at] = known ? 1 : 0;
    to.covered[at] = open && !known && executed > from ? (executed - from) / (point - from) : 0;
    open = reached;
    from = point;
  }
}

/** Nats that the probe's fate costs a forecast of continuation probabilities at grid point `k`. */
export function surpriseAt(labels: FillLabels, at: number, continuation: number): number {
  const h = Math.min(1 - 1e-7, Math.max(1e-7, continuation));
  const exposed = labels.exposed[at]! * -Math.log(labels.went[at] === 1 ? h : 1 - h);
  return exposed - Math.log1p(-labels.covered[at]! * (1 - h));
}
