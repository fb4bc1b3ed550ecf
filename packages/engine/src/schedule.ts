/**
 * When a parent trades and how much: pure functions of its order, its quantities and the time. Times in ns of
 * market time, quantities in shares.
 *
 * `TWAP` follows a straight line from start to end, one wave ahead, and catches up after a shortfall; `SEEK`
 * offers all that is left at every wave. Both end with a sweep in which urgency rises to 1, so that the order
 * completes by its end where liquidity and its limit permit.
 */
import { NANOS_PER_MS, NANOS_PER_SECOND, type Nanos, nanos, type ParentOrder } from '@fairlead/domain';

const WAVES = 40;
const MIN_INTERVAL_NS = NANOS_PER_SECOND;
const MAX_INTERVAL_NS = 15 * NANOS_PER_SECOND;
const MIN_SWEEP_INTERVAL_NS = 250 * NANOS_PER_MS;
const SWEEP_SHARE = 0.1;
const MIN_SWEEP_WAVES = 3;

const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

export interface Quantities {
  readonly orderQty: number;
  readonly cumQty: number;
  /** At venues, requests in flight included. */
  readonly workingQty: number;
}

export interface WavePlan {
  /** What this wave may send, in whole lots; 0: nothing is due. */
  readonly sliceQty: number;
  /** 0 patient .. 1 must trade now. */
  readonly urgency: number;
  /** How long a child of this wave may rest. */
  readonly horizonNs: number;
  readonly sweeping: boolean;
  readonly next: Nanos;
}

/** Time between waves: a fortieth of the order's life, at least 1 s, at most 15 s. */
export const intervalOf = (order: ParentOrder): number =>
  Math.round(clamp((order.endTime - order.startTime) / WAVES, MIN_INTERVAL_NS, MAX_INTERVAL_NS));

/** The sweep takes the last tenth of the order's life, at least three waves, at most half of it. */
export function sweepStart(order: ParentOrder): number {
  const life = order.endTime - order.startTime;
  const sweep = clamp(Math.max(SWEEP_SHARE * life, MIN_SWEEP_WAVES * intervalOf(order)), 0, life / 2);
  return Math.round(order.endTime - sweep);
}

/**
 * Cumulative shares that should be filled or working at `ts`: a line that starts one wave ahead and reaches the
 * whole order at the middle of the sweep.
 */
export function targetQty(order: ParentOrder, ts: number): number {
  if (ts < order.startTime) return 0;
  if (order.strategy === 'SEEK') return order.orderQty;
  const full = (sweepStart(order) + order.endTime) / 2 - order.startTime;
  const done = full <= 0 ? 1 : (ts + intervalOf(order) - order.startTime) / full;
  return Math.ceil(order.orderQty * clamp(done, 0, 1));
}

/** Patience by the calendar and by the shortfall against the plan; 1 in the second half of the sweep. */
function urgencyAt(order: ParentOrder, cumQty: number, ts: number): number {
  const sweep = sweepStart(order);
  if (ts >= sweep) return clamp(0.6 + (0.8 * (ts - sweep)) / (order.endTime - sweep), 0, 1);
  const life = order.endTime - order.startTime;
  const elapsed = clamp((ts - order.startTime) / life, 0, 1);
  if (order.strategy === 'SEEK') return clamp(0.3 + 0.5 * elapsed, 0, 0.8);
  const short = elapsed - cumQty / order.orderQty;
  return clamp(0.2 + 4 * short, 0, 0.9);
}

/** What the wave at `ts` does. Before the start it does nothing, and the next wave is the start. */
export function planWave(order: ParentOrder, q: Quantities, at: { ts: Nanos; lot: number }): WavePlan {
  const { ts, lot } = at;
  const interval = intervalOf(order);
  const sweeping = ts >= sweepStart(order);
  const urgency = urgencyAt(order, q.cumQty, ts);
  const step = sweeping ? Math.max(MIN_SWEEP_INTERVAL_NS, Math.round(interval / 4)) : interval;
  const next = nanos(
    ts < order.startTime ? order.startTime : Math.min(ts + step, Math.max(order.endTime, ts + 1)),
  );
  const left = Math.max(0, q.orderQty - q.cumQty - q.workingQty);
  const due = Math.min(left, Math.max(0, targetQty(order, ts) - q.cumQty - q.workingQty));
  // The last shares may be less than a lot: they go when nothing else is left.
  const sliceQty = due === left ? left - (left > lot ? left % lot : 0) : due - (due % lot);
  const waves = urgency >= 0.6 ? 1 : 2;
  const horizonNs = Math.min(waves * step, Math.max(MIN_SWEEP_INTERVAL_NS, order.endTime - ts));
  return { sliceQty, urgency, horizonNs, sweeping, next };
}
