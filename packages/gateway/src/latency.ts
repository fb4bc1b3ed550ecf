/** Wall time from an order's sending to the first report about it, per venue. Opinions: they feed a model. */
import type { ClOrdId } from '@fairlead/domain';

export interface OrderLatency {
  readonly count: number;
  readonly lastNs: number;
  /** Exponentially weighted, a tenth to the newest. */
  readonly meanNs: number;
}

export interface LatencyMeter {
  readonly pending: Map<ClOrdId, number>;
  measured: OrderLatency | undefined;
}

const WEIGHT = 0.1;
/** Orders that never get a report must not add up. */
const MAX_PENDING = 10_000;

export const createLatencyMeter = (): LatencyMeter => ({ pending: new Map(), measured: undefined });

export function orderSent(meter: LatencyMeter, clOrdId: ClOrdId, nowMs: number): void {
  if (meter.pending.size >= MAX_PENDING) meter.pending.clear();
  meter.pending.set(clOrdId, nowMs);
}

export function reportArrived(meter: LatencyMeter, clOrdId: ClOrdId, nowMs: number): void {
  const sentMs = meter.pending.get(clOrdId);
  if (sentMs === undefined) return;
  meter.pending.delete(clOrdId);
  const lastNs = Math.round((nowMs - sentMs) * 1e6);
  const before = meter.measured;
  meter.measured = {
    count: (before?.count ?? 0) + 1,
    lastNs,
    meanNs: before === undefined ? lastNs : before.meanNs + WEIGHT * (lastNs - before.meanNs),
  };
}
