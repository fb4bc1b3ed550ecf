/** What venues say, carried into children, parents, the gate and the audit; and their sessions. */
import {
  type ExecutionReport,
  type Fill,
  type MarketStamp,
  micros,
  type OrderCancelReject,
  px,
  qty,
  qtyUnit,
  type VenueId,
} from '@fairlead/domain';
import { type FeatureState, observeOwn, venueIndex } from '@fairlead/features';
import { onBust, onClosed, onFill } from '@fairlead/risk';
import { applyCancelReject } from './cancel-reject.ts';
import { type Child, type Execution, isClosed, leavesOf, reservedQty } from './child.ts';
import { record, type Turn } from './emit.ts';
import { killed } from './kill.ts';
import { mayTrade, type Parent } from './parent.ts';
import { applyReport, type ReportOutcome, releasedBy } from './report.ts';
import { askStatus, childChanged, parentOf, sendCancel, settle } from './working.ts';

/** The child that any of its ids names, at the venue that holds it. */
function childNamed(turn: Turn, venue: VenueId, ids: readonly (string | undefined)[]): Child | undefined {
  const { children, requests } = turn.orders;
  for (const id of ids) {
    if (id === undefined) continue;
    const child = children.get(id as Child['clOrdId']) ?? children.get(requests.get(id as never) as never);
    if (child && child.order.venue === venue) return child;
  }
  return undefined;
}

/** By the venue's schedule, to the nearest micro, an auction at what taking costs; where the venue does not say who added, the tactic tells. */
function feeOf(turn: Turn, child: Child, execution: Execution): number {
  const fees = turn.orders.venues.get(child.order.venue)?.fees;
  if (!fees) return 0;
  const rate = liquidityOf(child, execution) === 'Added' ? fees.makeMicros : fees.takeMicros;
  return Math.round(
    (execution.lastQty * rate) / qtyUnit(turn.orders.instruments.get(child.order.instrument)),
  );
}

const liquidityOf = (child: Child, execution: Execution): Fill['lastLiquidityInd'] =>
  execution.lastLiquidityInd ?? (child.order.tactic === 'TakeNow' ? 'Removed' : 'Added');

const fillOf = (turn: Turn, child: Child, execution: Execution): Fill => ({
  venue: child.order.venue,
  execId: execution.execId,
  clOrdId: child.order.clOrdId,
  parentId: child.order.parentId,
  lastQty: qty(execution.lastQty),
  lastPx: px(execution.lastPx),
  lastLiquidityInd: liquidityOf(child, execution),
  feeMicros: micros(feeOf(turn, child, execution)),
  tsEvent: execution.tsEvent,
});

/** The parent's sums stay exact: a report that would push them past that can't be true. */
function addsUp(turn: Turn, parent: Parent, child: Child, report: ExecutionReport): boolean {
  const { lastQty, lastPx } = report;
  if (lastQty === undefined || lastPx === undefined) return true;
  const fees = turn.orders.venues.get(child.order.venue)?.fees;
  const rate = Math.max(Math.abs(fees?.takeMicros ?? 0), Math.abs(fees?.makeMicros ?? 0));
  return (
    Number.isSafeInteger(parent.cumQty + lastQty) &&
    Number.isSafeInteger(parent.cumNotional + lastQty * lastPx) &&
    Number.isSafeInteger(Math.abs(parent.feesMicros) + lastQty * rate)
  );
}

export function onReport(turn: Turn, report: ExecutionReport, stamp: MarketStamp) {
  const { orders, ts } = turn;
  const { venue, clOrdId, execId } = report;
  const child = childNamed(turn, venue, [clOrdId, report.origClOrdId]);
  const ignore = (cause: 'Duplicate' | 'UnknownOrder' | 'Inconsistent'): void =>
    record(turn, { type: 'ReportIgnored', venue, clOrdId, execId, cause });
  if (!child) return ignore('UnknownOrder');
  const parent = parentOf(orders, child);
  if (!addsUp(turn, parent, child, report)) return ignore('Inconsistent');
  const seen = orders.seen.get(venue) ?? new Set();
  orders.seen.set(venue, seen);
  const before = { leaves: leavesOf(child), cum: child.cumQty };
  const outcome = applyReport(child, report, seen);
  if (outcome.type === 'Ignored') {
    if (outcome.askStatus) askStatus(turn, child);
    return ignore(outcome.cause);
  }

  parent.lastStamp = stamp;
  if (child.acked && child.ackedAt === undefined) acknowledged(turn, child);
  if (isClosed(child)) child.closedAt ??= ts;
  else child.closedAt = undefined;
  if (outcome.fill) filled(turn, child, { fill: outcome.fill, at: stamp });
  if (outcome.restated) restated(turn, child, outcome.restated);
  const released = releasedBy(child, before);
  if (released > 0) unfilled(turn, child, report.execType === 'Rejected' ? 'Reject' : 'Canceled', released);
  // The gate frees all that it held of a child that closes; of a reduced one it goes on holding the whole.
  if (released > 0 && isClosed(child)) onClosed(orders.risk, child.order, released);
  childChanged(turn, child, report.execType);
  const { clOrdId: root } = child.order;
  if (outcome.attention !== undefined) parent.attention.set(root, outcome.attention);
  else if (report.execType === 'OrderStatus' && !child.mismatched) parent.attention.delete(root);
  if (outcome.askAgain) askStatus(turn, child);
  if (reservedQty(child) > 0 && !parent.open.includes(child)) parent.open.push(child);
  if (outcome.cancelNow || (report.execType === 'OrderStatus' && unwanted(turn, parent, child))) {
    sendCancel(turn, child);
  }
  settle(turn, parent, report.execType);
}

/** Nothing of this should be at the venue any more. */
const unwanted = (turn: Turn, parent: Parent, child: Child): boolean =>
  !mayTrade(parent) || killed(turn.orders, child);

function acknowledged(turn: Turn, child: Child): void {
  child.ackedAt = turn.ts;
  const { latencyNs } = turn.orders;
  const { venue } = child.order;
  const sample = turn.ts - child.sentAt;
  const known = latencyNs.get(venue);
  latencyNs.set(venue, known === undefined ? sample : known + Math.round((sample - known) / 8));
  const market = featuresOf(turn, child);
  if (!market) return;
  observeOwn(market.features, { type: 'Acked', venue: market.venue, latencyNs: sample }, turn.ts);
}

/** The features of the child's market, and the place of its venue there; absent where either is not traded. */
function featuresOf(turn: Turn, { order }: Child): { features: FeatureState; venue: number } | undefined {
  const features = turn.state.market.get(order.instrument);
  if (!features || !turn.orders.venues.has(order.venue)) return undefined;
  return { features, venue: venueIndex(features, order.venue) };
}

function unfilled(turn: Turn, child: Child, type: 'Reject' | 'Canceled', quantity: number): void {
  const known = featuresOf(turn, child);
  if (known) observeOwn(known.features, { type, venue: known.venue, qty: quantity }, turn.ts);
}

function filled(turn: Turn, child: Child, { fill, at }: { fill: Execution; at: MarketStamp }): void {
  const parent = parentOf(turn.orders, child);
  const made = fillOf(turn, child, fill);
  parent.cumQty += fill.lastQty;
  parent.cumNotional += fill.lastQty * fill.lastPx;
  parent.feesMicros += made.feeMicros;
  onFill(turn.orders.risk, child.order, fill.lastQty, fill.lastPx);
  const known = featuresOf(turn, child);
  if (known) {
    const { lastQty, lastPx, lastLiquidityInd } = made;
    const passive = lastLiquidityInd === 'Added';
    const { side } = child.order;
    const own = { type: 'Fill', venue: known.venue, side, qty: lastQty, px: lastPx, passive } as const;
    observeOwn(known.features, own, turn.ts);
  }
  record(turn, { type: 'Filled', fill: made, at, routed: child.routed, receivedAt: turn.ts });
}

type Restated = NonNullable<Extract<ReportOutcome, { type: 'Applied' }>['restated']>;

function restated(turn: Turn, child: Child, { execRefId, before, after }: Restated): void {
  const parent = parentOf(turn.orders, child);
  const { clOrdId, parentId } = child.order;
  for (const [execution, sign] of [[before, -1] as const, ...(after ? [[after, 1] as const] : [])]) {
    parent.cumQty += sign * execution.lastQty;
    parent.cumNotional += sign * execution.lastQty * execution.lastPx;
    parent.feesMicros += sign * feeOf(turn, child, execution);
    const toGate = sign === 1 ? onFill : onBust;
    toGate(turn.orders.risk, child.order, execution.lastQty, execution.lastPx);
  }
  const known = featuresOf(turn, child);
  if (known) {
    const qty = (after?.lastQty ?? 0) - before.lastQty;
    const { side } = child.order;
    observeOwn(known.features, { type: 'Restated', venue: known.venue, side, qty }, turn.ts);
  }
  record(turn, {
    type: 'FillRestated',
    clOrdId,
    parentId,
    execRefId,
    ...(after ? { fill: fillOf(turn, child, after) } : {}),
  });
  if (parent.closedAt !== undefined) {
    parent.attention.set('restated', `${child.order.venue} restated ${execRefId} after the order had closed`);
  }
}

export function onCancelReject(turn: Turn, reject: OrderCancelReject) {
  const { venue, clOrdId } = reject;
  const child = childNamed(turn, venue, [clOrdId, reject.origClOrdId]);
  const ignore = (cause: 'UnknownOrder' | 'Inconsistent'): void =>
    record(turn, { type: 'ReportIgnored', venue, clOrdId, execId: '', cause });
  if (!child) return ignore('UnknownOrder');
  const parent = parentOf(turn.orders, child);
  const leaves = leavesOf(child);
  const outcome = applyCancelReject(child, reject);
  if (outcome === 'Unmatched') return ignore('Inconsistent');
  if (isClosed(child)) child.closedAt ??= turn.ts;
  if (outcome === 'NeverArrived') onClosed(turn.orders.risk, child.order, leaves);
  if (outcome === 'AskStatus') askStatus(turn, child);
  if (outcome === 'Unknown') {
    parent.attention.set(
      child.order.clOrdId,
      `${venue} no longer knows ${child.order.clOrdId}: ${leaves} shares reserved`,
    );
  }
  const quiet = outcome === 'Cleared' || outcome === 'AskStatus';
  childChanged(turn, child, quiet ? 'CancelRejected' : outcome);
  settle(turn, parent, quiet ? 'CancelRejected' : outcome);
}

/**
 * Down: what is in flight there is in doubt, and nothing is sent. Up: the venue is asked about every order that
 * is not known to be closed; its answers, after the reports that it resends, settle each one's fate.
 */
export function onSession(turn: Turn, venue: VenueId, up: boolean): void {
  turn.orders.sessions.set(venue, up);
  record(turn, { type: 'VenueSessionChanged', venue, up });
  for (const parent of turn.orders.parents.values()) {
    const there = parent.open.filter((child) => child.order.venue === venue);
    const key = `session ${venue}`;
    const told = parent.attention.delete(key);
    if (there.length === 0 && !told) continue;
    for (const child of there) {
      // Also when it comes up without having gone down: then it was we who were away.
      for (const request of child.requests) request.doubtful = true;
      child.asked = false;
      if (up) askStatus(turn, child);
    }
    if (!up) parent.attention.set(key, `${venue} is disconnected with ${there.length} of its orders out`);
    settle(turn, parent, up ? `${venue} connected` : `${venue} disconnected`);
  }
}
