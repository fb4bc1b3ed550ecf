/**
 * Takes in a row: prints at or through the far touch of the venue they happened on, all on one side. Each counts 1
 * and fades with time constant 1 s; a take on the other side ends the run and begins its own. Rows as in
 * activity.ts; +: bought.
 */
import { NANOS_PER_SECOND } from '@fairlead/domain';

const TAU_NS = NANOS_PER_SECOND;

export interface Momentum {
  readonly run: Float64Array;
  readonly clock: Float64Array;
}

export const createMomentum = (rows: number): Momentum => ({
  run: new Float64Array(rows),
  clock: new Float64Array(rows),
});

/** @param sign +1 bought, -1 sold */
export function addTake(momentum: Momentum, row: number, sign: number, ts: number): void {
  const run = runAt(momentum, row, ts);
  momentum.run[row] = run * sign > 0 ? run + sign : sign;
  momentum.clock[row] = ts;
}

export const runAt = (momentum: Momentum, row: number, ts: number): number =>
  momentum.run[row]! * Math.exp(-Math.max(ts - momentum.clock[row]!, 0) / TAU_NS);
