/** Live figures of an order, from its facts. Costs: positive = bad, bps of the arrival mid (METHODS 6). */
import { midPx, sideSign } from '@fairlead/domain';
import type { ParentView } from '../data/api-types.ts';

/** Px units, a fraction; absent before the first fill. */
export const avgPx = (facts: {
  readonly cumQty: number;
  readonly cumNotional: number;
}): number | undefined => (facts.cumQty === 0 ? undefined : facts.cumNotional / facts.cumQty);

/** Average price against the arrival mid. */
export function arrivalBps(parent: ParentView): number | undefined {
  const arrival = midPx(parent.arrival);
  const average = avgPx(parent);
  if (arrival === undefined || average === undefined) return undefined;
  return (sideSign(parent.order.side) * (average - arrival) * 10_000) / arrival;
}

/** Share of the quantity that is done. */
export const doneShare = (parent: ParentView): number => parent.cumQty / parent.order.orderQty;

/** Share that an even pace would have done by `now`; absent for a strategy without a schedule, or once closed. */
export function scheduledShare(parent: ParentView, now: number | undefined): number | undefined {
  const { strategy, startTime, endTime } = parent.order;
  if (strategy !== 'TWAP' || now === undefined || parent.closedAt !== undefined) return undefined;
  return Math.max(0, Math.min(1, (now - startTime) / (endTime - startTime)));
}

export const isOpen = (parent: ParentView): boolean => parent.closedAt === undefined;
export const isPaused = (parent: ParentView): boolean => isOpen(parent) && parent.ordStatus === 'Suspended';
