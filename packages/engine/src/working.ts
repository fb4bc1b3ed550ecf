/** What is done to orders that are out, and what is noted after anything changed: cancels, status asks, views. */
import { NANOS_PER_SECOND, type Nanos, nanos } from '@fairlead/domain';
import type { AuditBody } from './audit.ts';
import { type Child, cancelable, isClosed, requestCancel, reservedQty } from './child.ts';
import { clearTimer, nextClOrdId, record, setTimer, type Turn } from './emit.ts';
import { killOver, killText } from './kill.ts';
import { isDone, type Parent, parentView, workingQty } from './parent.ts';
import { intervalOf } from './schedule.ts';
import type { OrderState } from './state.ts';
import { childView } from './views.ts';

type ChildCause = Extract<AuditBody, { type: 'ChildChanged' }>['cause'];

export const childChanged = (turn: Turn, child: Child, cause: ChildCause): void =>
  record(turn, { type: 'ChildChanged', child: childView(child), cause });

export const parentOf = (orders: OrderState, child: Child): Parent =>
  orders.parents.get(child.order.parentId) as Parent;

/** Sends a cancel where one can be sent; never throttled, never gated. @returns was one sent? */
export function sendCancel(turn: Turn, child: Child): boolean {
  if (!cancelable(child) || turn.orders.sessions.get(child.order.venue) !== true) return false;
  const clOrdId = nextClOrdId(turn);
  const origClOrdId = requestCancel(child, clOrdId);
  turn.orders.requests.set(clOrdId, child.order.clOrdId);
  const { venue, instrument, side } = child.order;
  turn.effects.push({ type: 'SendCancel', venue, clOrdId, origClOrdId, instrument, side });
  childChanged(turn, child, 'CancelSent');
  return true;
}

/** Asks the venue what it holds true of the order. */
export function askStatus(turn: Turn, child: Child): void {
  const { venue } = child.order;
  if (turn.orders.sessions.get(venue) !== true) return;
  child.asked = true;
  turn.effects.push({ type: 'RequestStatus', venue, clOrdId: child.clOrdId });
}

/** Cancels all of the parent's that can be. @returns how many cancels went out */
export function cancelOpen(turn: Turn, parent: Parent): number {
  let sent = 0;
  for (const child of parent.open) if (sendCancel(turn, child)) sent += 1;
  return sent;
}

/** The decision that is out, if any, will not be used. */
export function discardPending(turn: Turn, parent: Parent, cause: string): void {
  if (!parent.pending) return;
  const { decisionId } = parent.pending;
  parent.pending = undefined;
  record(turn, { type: 'DecisionDiscarded', decisionId, parentId: parent.parentId, cause });
}

/** How long after its end, or its cancel, an order that still has something out looks after it again. */
const retryAt = (turn: Turn, parent: Parent): Nanos => nanos(turn.ts + intervalOf(parent.order));

/**
 * After anything that moved the parent or its children: drops what is closed, closes or reopens the parent,
 * keeps its timer, and records it.
 */
export function settle(turn: Turn, parent: Parent, cause: string): void {
  parent.open = parent.open.filter((child) => reservedQty(child) > 0 || child.requests.length > 0);
  for (const child of parent.open) if (isClosed(child)) child.closedAt ??= turn.ts;
  const done = isDone(parent);
  if (done && parent.closedAt === undefined) {
    parent.closedAt = turn.ts;
    parent.closeStamp = parent.lastStamp;
    discardPending(turn, parent, 'the order is closed');
    clearTimer(turn, parent.parentId);
  } else if (!done && parent.closedAt !== undefined) {
    parent.closedAt = undefined;
    parent.closeStamp = undefined;
    const unfilled = parent.order.orderQty - parent.cumQty;
    parent.attention.set('reopened', `open again for ${Math.max(0, unfilled)} after it had closed`);
    setTimer(turn, parent, retryAt(turn, parent));
  }
  const committed = parent.cumQty + workingQty(parent);
  if (committed > parent.order.orderQty) {
    parent.attention.set(
      'overfill',
      `${committed - parent.order.orderQty} more filled or working than ordered`,
    );
  } else parent.attention.delete('overfill');
  noteParent(turn, parent, cause);
}

/** Records the parent as it is now, where that differs from what was last recorded. */
export function noteParent(turn: Turn, parent: Parent, cause: string): void {
  const view = parentView(parent, killText(killOver(turn.orders, parent)));
  const { ordStatus, cumQty, cumNotional, workingQty: working, feesMicros, decisions, closedAt } = view;
  const facts = [ordStatus, cumQty, cumNotional, working, feesMicros, decisions, closedAt, view.attention];
  const noted = facts.join('|');
  if (noted === parent.noted) return;
  parent.noted = noted;
  record(turn, { type: 'ParentChanged', parent: view, cause });
}

/** A new order that nothing has answered for this long is asked after. */
export const UNANSWERED_NS = 5 * NANOS_PER_SECOND;
