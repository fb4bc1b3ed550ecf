/**
 * Our orders' reports. A venue's report leaves at once and reaches us a latency later, in the order in which it
 * left. `cumQty + leavesQty <= orderQty` always; a closed order has no leaves.
 */
import type { CancelCause, MatchReject } from '@fairlead/book';
import {
  type ClOrdId,
  type ExecType,
  execId,
  formatPx,
  invariant,
  type LastLiquidityInd,
  nanos,
  type OrderCancelReject,
  type OrdStatus,
  orderId,
  px,
  qty,
} from '@fairlead/domain';
import { latencyOf } from './latency.ts';
import type { OrderRequest } from './orders.ts';
import { dispatch } from './schedule.ts';
import type { Market, OwnOrder, VenueState } from './state.ts';

const leavesOf = (order: OwnOrder): number => (order.end === 'Open' ? order.orderQty - order.cumQty : 0);

export function statusOf(order: OwnOrder): OrdStatus {
  if (order.end !== 'Open') return order.end;
  return order.cumQty > 0 ? 'PartiallyFilled' : 'New';
}

interface ReportFacts {
  readonly execType: ExecType;
  readonly clOrdId?: ClOrdId;
  readonly origClOrdId?: ClOrdId;
  readonly lastQty?: number;
  readonly lastPx?: number;
  readonly lastLiquidityInd?: LastLiquidityInd;
  readonly text?: string;
}

export function reportOrder(market: Market, order: OwnOrder, facts: ReportFacts): void {
  const { lastQty, lastPx, clOrdId, ...rest } = facts;
  send(market, order.venue, {
    venue: order.venue.id,
    clOrdId: clOrdId ?? order.clOrdId,
    orderId: order.orderId,
    execId: nextExecId(market, order.venue),
    ordStatus: statusOf(order),
    orderQty: qty(order.orderQty),
    cumQty: qty(order.cumQty),
    leavesQty: qty(leavesOf(order)),
    tsEvent: nanos(market.now),
    ...rest,
    ...(lastQty === undefined ? {} : { lastQty: qty(lastQty) }),
    ...(lastPx === undefined ? {} : { lastPx: px(lastPx) }),
  });
}

/** A new order that never became one. `orderId` NONE, so that a duplicate id does not touch the first order. */
export function rejectNew(market: Market, venue: VenueState, order: OrderRequest, text: string): void {
  const asked = Number.isSafeInteger(order.orderQty) && order.orderQty > 0 ? order.orderQty : 0;
  send(market, venue, {
    venue: venue.id,
    clOrdId: order.clOrdId,
    orderId: orderId('NONE'),
    execId: nextExecId(market, venue),
    execType: 'Rejected',
    ordStatus: 'Rejected',
    orderQty: qty(asked),
    cumQty: qty(0),
    leavesQty: qty(0),
    text,
    tsEvent: nanos(market.now),
  });
}

export function rejectRequest(
  market: Market,
  venue: VenueState,
  reject: Omit<OrderCancelReject, 'venue' | 'venueSeq' | 'tsEvent'>,
): void {
  const at = reportTime(market, venue);
  dispatch(
    market.flight,
    { type: 'CancelReject', reject: { venue: venue.id, ...reject, tsEvent: nanos(market.now) } },
    at,
  );
}

export function ownAccepted(market: Market, ref: number): void {
  reportOrder(market, ownOf(market, ref), { execType: 'New' });
}

export function ownTraded(
  market: Market,
  ref: number,
  trade: { readonly qty: number; readonly px: number; readonly liquidity: LastLiquidityInd },
): void {
  const order = ownOf(market, ref);
  order.cumQty += trade.qty;
  invariant(order.cumQty <= order.orderQty, `order ${order.orderId} was filled beyond its quantity`);
  if (order.cumQty === order.orderQty) end(market, order, 'Filled');
  reportOrder(market, order, {
    execType: 'Trade',
    lastQty: trade.qty,
    lastPx: trade.px,
    lastLiquidityInd: trade.liquidity,
  });
}

const CAUSES: Readonly<Record<Exclude<CancelCause, 'Requested'>, string>> = {
  Remainder: 'the remainder of an immediate order was canceled',
  CannotFillWhole: 'the whole could not be filled at once',
};

export function ownCanceled(market: Market, ref: number, cause: CancelCause): void {
  const order = ownOf(market, ref);
  end(market, order, 'Canceled');
  if (cause === 'Requested') {
    const clOrdId = order.canceling ?? order.clOrdId;
    reportOrder(market, order, { execType: 'Canceled', clOrdId, origClOrdId: order.clOrdId });
  } else {
    reportOrder(market, order, { execType: 'Canceled', text: CAUSES[cause] });
  }
}

/** The book took the new terms; trades that they cause follow. */
export function ownReplaced(market: Market, ref: number): void {
  const order = ownOf(market, ref);
  const to = order.replacing;
  invariant(to !== undefined, `order ${order.orderId} was replaced without a request`);
  const origClOrdId = order.clOrdId;
  order.clOrdId = to.clOrdId;
  order.orderQty = to.orderQty;
  order.px = to.px;
  order.replacing = undefined;
  reportOrder(market, order, { execType: 'Replaced', origClOrdId });
}

/** The book refused: a new order is rejected, a replace too and the order stays as it was. */
export function ownRejected(market: Market, ref: number, reason: MatchReject): void {
  const order = ownOf(market, ref);
  const to = order.replacing;
  if (to === undefined) {
    end(market, order, 'Rejected');
    order.venue.seen.set(order.clOrdId, undefined);
    rejectNew(market, order.venue, order.request, refusalText(reason, order, order.px));
    return;
  }
  order.replacing = undefined;
  order.venue.seen.set(to.clOrdId, undefined);
  rejectRequest(market, order.venue, {
    clOrdId: to.clOrdId,
    origClOrdId: order.clOrdId,
    ordStatus: statusOf(order),
    reason: 'Other',
    inResponseTo: 'Replace',
    text: refusalText(reason, order, to.px),
  });
}

/** The session closed on a resting order. */
export function expireOwn(market: Market, order: OwnOrder): void {
  end(market, order, 'Expired');
  reportOrder(market, order, { execType: 'Expired', text: 'the market closed' });
}

function refusalText(reason: MatchReject, order: OwnOrder, price: number | undefined): string {
  const { tick, lot } = order.feed.of.instrument;
  const at = price === undefined ? 'none' : formatPx(price);
  switch (reason) {
    case 'BadQty':
      return 'the quantity must be a whole number above zero, and minQty at most that';
    case 'OffLot':
      return `the quantity is not a multiple of the lot, ${lot}`;
    case 'BadPx':
      return 'the price must be above zero';
    case 'OffTick':
      return `the price ${at} is off the tick of ${formatPx(tick)}`;
    case 'NeedsPx':
      return 'a post-only order needs a price';
    case 'WouldTake':
      return `post-only: at ${at} it would take`;
    case 'DuplicateId':
    case 'UnknownOrder':
      return 'the venue does not know this order';
  }
}

function ownOf(market: Market, ref: number): OwnOrder {
  const order = market.own.get(ref);
  invariant(order !== undefined, `no order of ours has the reference ${ref}`);
  return order;
}

function end(market: Market, order: OwnOrder, how: OwnOrder['end']): void {
  order.end = how;
  market.own.delete(order.ref);
}

function nextExecId(market: Market, venue: VenueState) {
  venue.execs += 1;
  return execId(`${market.config.idPrefix}-${venue.id}-E${venue.execs}`);
}

function send(market: Market, venue: VenueState, report: Parameters<Market['sink']['report']>[0]): void {
  dispatch(market.flight, { type: 'Report', report }, reportTime(market, venue));
}

/** Reports of one venue arrive in the order in which they left. */
function reportTime(market: Market, venue: VenueState): number {
  venue.lastReportNs = Math.max(venue.lastReportNs + 1, market.now + latencyOf(venue));
  return venue.lastReportNs;
}
