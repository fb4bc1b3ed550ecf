/**
 * What became of approved children. Working exposure turns into position with fills and vanishes at the end;
 * a fill of an order that the gate no longer holds (late, or from before a restart) still counts as position.
 */
import type { ChildOrder } from '@fairlead/domain';
import { addPosition, release } from './exposure.ts';
import { isPositive } from './fields.ts';
import type { RiskState } from './state.ts';

/** `lastQty` shares traded at `lastPx`. Values that are no quantity or price change nothing. */
export function onFill(state: RiskState, child: ChildOrder, lastQty: number, lastPx: number): void {
  if (!isPositive(lastQty) || !isPositive(lastPx)) return;
  release(state.exposure, child.clOrdId, lastQty, false);
  addPosition(state.exposure, child, child.side === 'Buy' ? lastQty : -lastQty, lastPx);
}

/**
 * A venue took a fill back (FIX TradeCancel): the position goes, nothing works again. For a correction, bust the
 * old fill and book the new one.
 */
export function onBust(state: RiskState, child: ChildOrder, lastQty: number, lastPx: number): void {
  if (!isPositive(lastQty) || !isPositive(lastPx)) return;
  addPosition(state.exposure, child, child.side === 'Buy' ? -lastQty : lastQty, lastPx);
}

/**
 * The child is terminal: nothing of it works any more. All that was still reserved is freed, whatever the caller
 * says was left.
 * @param unfilledQty what the venue says did not fill, shares
 * @returns whether the gate's own count of it agrees (a child that it does not hold has nothing left)
 */
export function onClosed(state: RiskState, child: ChildOrder, unfilledQty: number): boolean {
  const counted = state.exposure.reservations.get(child.clOrdId)?.remaining ?? 0;
  release(state.exposure, child.clOrdId, counted, true);
  return counted === unfilledQty;
}
