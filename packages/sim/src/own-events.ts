/**
 * Our orders' reports. A venue's report leaves at once and reaches us a latency later, in the order in which it
 * left. `cumQty + leavesQty <= orderQty` always; a closed order has no leaves.
 */
import type { CancelCause, MatchReject, PoolReject } from '@fairlead/book';
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
import type { Floor, FloorVenue, OwnOrder } from './floor.ts';
import type { OrderRequest, VenueReport } from './orders.ts';

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

export function reportOrder(floor: Floor, order: OwnOrder, facts: ReportFacts): void {
  const { lastQty, lastPx, clOrdId, ...rest } = facts;
  send(floor, order.venue, {
    venue: order.venue.id,
    clOrdId: clOrdId ?? order.clOrdId,
    orderId: order.orderId,
    execId: nextExecId(floor, order.venue),
    ordStatus: statusOf(order),
    orderQty: qty(order.orderQty),
    cumQty: qty(order.cumQty),
    leavesQty: qty(leavesOf(order)),
    tsEvent: nanos(floor.now),
    ...rest,
    ...(lastQty === undefined ? {} : { lastQty: qty(lastQty) }),
    ...(lastPx === undefined ? {} : { lastPx: px(lastPx) }),
  });
}

/** A new order that never became one. `orderId` NONE, so that a duplicate id does not touch the first order. */
export function rejectNew(floor: Floor, venue: FloorVenue, order: OrderRequest, text: string): void {
  const asked = Number.isSafeInteger(order.orderQty) && order.orderQty > 0 ? order.orderQty : 0;
  send(floor, venue, {
    venue: venue.id,
    clOrdId: order.clOrdId,
    orderId: orderId('NONE'),
    execId: nextExecId(floor, venue),
    execType: 'Rejected',
    ordStatus: 'Rejected',
    orderQty: qty(asked),
    cumQty: qty(0),
    leavesQty: qty(0),
    text,
    tsEvent: nanos(floor.now),
  });
}

export function rejectRequest(
  floor: Floor,
  venue: FloorVenue,
  reject: Omit<OrderCancelReject, 'venue' | 'venueSeq' | 'tsEvent'>,
): void {
  floor.reply(venue, {
    type: 'CancelReject',
    reject: { venue: venue.id, ...reject, tsEvent: nanos(floor.now) },
  });
}

export function ownAccepted(floor: Floor, ref: number): void {
  reportOrder(floor, ownOf(floor, ref), { execType: 'New' });
}

export function ownTraded(
  floor: Floor,
  ref: number,
  trade: { readonly qty: number; readonly px: number; readonly liquidity: LastLiquidityInd },
): void {
  const order = ownOf(floor, ref);
  order.cumQty += trade.qty;
  invariant(order.cumQty <= order.orderQty, `order ${order.orderId} was filled beyond its quantity`);
  if (order.cumQty === order.orderQty) end(floor, order, 'Filled');
  reportOrder(floor, order, {
    execType: 'Trade',
    lastQty: trade.qty,
    lastPx: trade.px,
    lastLiquidityInd: trade.liquidity,
  });
}

const CAUSES: Readonly<Record<Exclude<CancelCause, 'Requested'>, string>> = {
  Remainder: 'what could not trade at once, or in the auction, was canceled',
  CannotFillWhole: 'the whole could not be filled at once',
  CannotFillMinimum: 'the minimum could not be filled at once',
  SelfTrade: 'it would have traded with an order of the same participant',
  Expired: 'the day is over',
};

export function ownCanceled(floor: Floor, ref: number, cause: CancelCause): void {
  const order = ownOf(floor, ref);
  end(floor, order, 'Canceled');
  if (cause === 'Requested') {
    const clOrdId = order.canceling ?? order.clOrdId;
    reportOrder(floor, order, { execType: 'Canceled', clOrdId, origClOrdId: order.clOrdId });
  } else {
    reportOrder(floor, order, { execType: 'Canceled', text: CAUSES[cause] });
  }
}

/** The book took the new terms; trades that they cause follow. */
export function ownReplaced(floor: Floor, ref: number): void {
  const order = ownOf(floor, ref);
  const to = order.replacing;
  invariant(to !== undefined, `order ${order.orderId} was replaced without a request`);
  const origClOrdId = order.clOrdId;
  order.clOrdId = to.clOrdId;
  order.orderQty = to.orderQty;
  order.px = to.px;
  order.replacing = undefined;
  reportOrder(floor, order, { execType: 'Replaced', origClOrdId });
}

/** The book refused: a new order is rejected, a replace too and the order stays as it was. */
export function ownRejected(floor: Floor, ref: number, reason: MatchReject | PoolReject): void {
  const order = ownOf(floor, ref);
  const to = order.replacing;
  if (to === undefined) {
    end(floor, order, 'Rejected');
    order.venue.seen.set(order.clOrdId, undefined);
    rejectNew(floor, order.venue, order.request, refusalText(reason, order, order.px));
    return;
  }
  order.replacing = undefined;
  order.venue.seen.set(to.clOrdId, undefined);
  rejectRequest(floor, order.venue, {
    clOrdId: to.clOrdId,
    origClOrdId: order.clOrdId,
    ordStatus: statusOf(order),
    reason: 'Other',
    inResponseTo: 'Replace',
    text: refusalText(reason, order, to.px),
  });
}

/** The venue ended an order unasked. Nothing where it is over already. */
export function ownLost(floor: Floor, ref: number, text: string): void {
  const order = floor.own.get(ref);
  if (order === undefined) return;
  end(floor, order, 'Canceled');
  reportOrder(floor, order, { execType: 'Canceled', text });
}

/** The session closed on a resting order. */
export function expireOwn(floor: Floor, order: OwnOrder): void {
  end(floor, order, 'Expired');
  reportOrder(floor, order, { execType: 'Expired', text: 'the market closed' });
}

function refusalText(reason: MatchReject | PoolReject, order: OwnOrder, price: number | undefined): string {
  const { tick, lot } = order.feed.of.instrument;
  const at = price === undefined ? 'none' : formatPx(price);
  switch (reason) {
    case 'BadQty':
      return 'the quantity must be a whole number above zero, and minQty at most that';
    case 'OffLot':
      return `the quantity is not a multiple of the lot, ${lot}`;
    case 'BelowMinimum':
      return 'the quantity is below the smallest execution of the venue';
    case 'BadPx':
      return 'the price must be above zero';
    case 'OffTick':
      return `the price ${at} is off the tick of ${formatPx(tick)}`;
    case 'NeedsPx':
      return 'a post-only order needs a price';
    case 'WouldTake':
      return `post-only: at ${at} it would take`;
    case 'BadTerms':
      return 'these attributes do not go together';
    case 'InAuction':
      return 'nothing is immediate while an auction gathers';
    case 'BadId':
    case 'BadOwner':
    case 'DuplicateId':
    case 'UnknownOrder':
      return 'the venue does not know this order';
  }
}

function ownOf(floor: Floor, ref: number): OwnOrder {
  const order = floor.own.get(ref);
  invariant(order !== undefined, `no order of ours has the reference ${ref}`);
  return order;
}

function end(floor: Floor, order: OwnOrder, how: OwnOrder['end']): void {
  order.end = how;
  floor.own.delete(order.ref);
}

function nextExecId(floor: Floor, venue: FloorVenue) {
  venue.execs += 1;
  return execId(`${floor.idPrefix}-${venue.id}-E${venue.execs}`);
}

function send(floor: Floor, venue: FloorVenue, report: VenueReport): void {
  floor.reply(venue, { type: 'Report', report });
}
