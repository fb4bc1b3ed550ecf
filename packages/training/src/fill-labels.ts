/**
 * What one probe order teaches the fill model, without treating a censored order as a failure.
 *
 * The quantity X that would have executed is looked at through FILL_GRID. Grid point k is *exposed* when the
 * probe's fate tells whether X went on from the point before to g_k:
 * - executed >= g_k: exposed, went on;
 * - the first g_k above what was executed: exposed, stopped, if the probe rested to its horizon with something
 *   left (X is then exactly what was executed, whatever its size); censored if it was full (more might have
 *   executed) or was canceled early (it might have gone on);
 * - beyond that: never reached, not exposed.
 */
import { FILL_GRID } from '@fairlead/domain';

export type ProbeEnd = 'Filled' | 'HorizonReached' | 'CanceledEarly';

export interface ProbeFate {
  readonly executedQty: number;
  readonly end: ProbeEnd;
}

/**
 * Writes `went` (1 where X went on) and `exposed` (0 or 1), FILL_GRID.length numbers each, at `offset`.
 * @param avgTradeQty the grid's unit, shares
 */
export function writeFillLabels(
  fate: ProbeFate,
  avgTradeQty: number,
  to: { readonly went: Float32Array; readonly exposed: Float32Array; readonly offset: number },
): void {
  let open = true;
  for (let k = 0; k < FILL_GRID.length; k++) {
    const reached: boolean = open && fate.executedQty >= FILL_GRID[k]! * avgTradeQty;
    const stopped = open && !reached && fate.end === 'HorizonReached';
    to.went[to.offset + k] = reached ? 1 : 0;
    to.exposed[to.offset + k] = reached || stopped ? 1 : 0;
    open = reached;
  }
}
