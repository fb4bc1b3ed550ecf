/**
 * A venue that does what a test says, one report at a time, and keeps the quantities right unless told to lie.
 * Knows orders and FIX; knows nothing of books or of the engine.
 */
import {
  type ChildOrder,
  type ClOrdId,
  type ExecId,
  type ExecType,
  type ExecutionReport,
  execId,
  type LastLiquidityInd,
  type Nanos,
  type OrderCancelReject,
  type OrdStatus,
  orderId,
  px,
  qty,
  type VenueId,
} from '@fairlead/domain';

interface FakeOrder {
  readonly order: ChildOrder;
  readonly orderId: string;
  cumQty: number;
  closed: OrdStatus | undefined;
  readonly executions: { readonly execId: ExecId; readonly lastQty: number; readonly lastPx: number }[];
}

export interface FakeVenue {
  readonly id: VenueId;
  readonly orders: Map<ClOrdId, FakeOrder>;
  /** Everything it has sent, in order: what a resend gives again. */
  readonly sent: ExecutionReport[];
  seq: number;
}

export const createFakeVenue = (id: VenueId): FakeVenue => ({ id, orders: new Map(), sent: [], seq: 0 });

const leaves = (o: FakeOrder): number =>
  o.closed === undefined ? Math.max(0, o.order.orderQty - o.cumQty) : 0;

function statusOf(o: FakeOrder): OrdStatus {
  if (o.cumQty >= o.order.orderQty) return 'Filled';
  return o.closed ?? (o.cumQty > 0 ? 'PartiallyFilled' : 'New');
}

function say(
  venue: FakeVenue,
  o: FakeOrder,
  execType: ExecType,
  more: Partial<ExecutionReport> & { readonly at: Nanos },
): ExecutionReport {
  const { at, ...over } = more;
  venue.seq += 1;
  const report: ExecutionReport = {
    venue: venue.id,
    clOrdId: o.order.clOrdId,
    orderId: orderId(o.orderId),
    execId: execId(`${venue.id}-${venue.seq}`),
    execType,
    ordStatus: statusOf(o),
    orderQty: o.order.orderQty,
    cumQty: qty(o.cumQty),
    leavesQty: qty(leaves(o)),
    venueSeq: venue.seq,
    tsEvent: at,
    ...over,
  };
  if (execType !== 'OrderStatus') venue.sent.push(report);
  return report;
}

/** Takes the order in. @returns the acknowledgement */
export function accepts(venue: FakeVenue, order: ChildOrder, at: Nanos): ExecutionReport {
  const taken: FakeOrder = {
    order,
    orderId: `${venue.id}/${order.clOrdId}`,
    cumQty: 0,
    closed: undefined,
    executions: [],
  };
  venue.orders.set(order.clOrdId, taken);
  return say(venue, taken, 'New', { at });
}

export function rejects(venue: FakeVenue, order: ChildOrder, at: Nanos): ExecutionReport {
  const taken: FakeOrder = { order, orderId: '', cumQty: 0, closed: 'Rejected', executions: [] };
  venue.orders.set(order.clOrdId, taken);
  return say(venue, taken, 'Rejected', { at, text: 'not today' });
}

interface FillTerms {
  readonly qty: number;
  readonly px: number;
  readonly liquidity: LastLiquidityInd;
  readonly at: Nanos;
}

/** Trades, also more than is left when a test asks for that. */
export function fills(venue: FakeVenue, o: FakeOrder, terms: FillTerms): ExecutionReport {
  o.cumQty += terms.qty;
  const report = say(venue, o, 'Trade', {
    at: terms.at,
    lastQty: qty(terms.qty),
    lastPx: px(terms.px),
    lastLiquidityInd: terms.liquidity,
  });
  o.executions.push({ execId: report.execId, lastQty: terms.qty, lastPx: terms.px });
  return report;
}

/** Takes its last execution back; the quantity is open again unless the order is closed. */
export function busts(venue: FakeVenue, o: FakeOrder, at: Nanos): ExecutionReport | undefined {
  const last = o.executions.pop();
  if (!last) return undefined;
  o.cumQty -= last.lastQty;
  return say(venue, o, 'TradeCancel', { at, execRefId: last.execId });
}

/** Moves the price of its last execution by a tick. */
export function corrects(venue: FakeVenue, o: FakeOrder, at: Nanos): ExecutionReport | undefined {
  const last = o.executions.pop();
  if (!last) return undefined;
  const lastPx = last.lastPx + 100;
  const report = say(venue, o, 'TradeCorrect', {
    at,
    execRefId: last.execId,
    lastQty: qty(last.lastQty),
    lastPx: px(lastPx),
  });
  o.executions.push({ ...last, execId: report.execId, lastPx });
  return report;
}

/** Closes what is open: a cancel of ours (`clOrdId`), one of its own, or an expiry. */
export function closes(
  venue: FakeVenue,
  o: FakeOrder,
  how: { readonly as: 'Canceled' | 'Expired'; readonly clOrdId?: ClOrdId; readonly at: Nanos },
): ExecutionReport {
  o.closed ??= how.as;
  const ids = how.clOrdId === undefined ? {} : { clOrdId: how.clOrdId, origClOrdId: o.order.clOrdId };
  return say(venue, o, how.as, { at: how.at, ...ids });
}

/** The answer to a status request: the order's state, or that there is no such order. */
export function answersStatus(
  venue: FakeVenue,
  clOrdId: ClOrdId,
  at: Nanos,
): { readonly report: ExecutionReport } | { readonly reject: OrderCancelReject } {
  const o = venue.orders.get(clOrdId);
  if (o) return { report: say(venue, o, 'OrderStatus', { at }) };
  return { reject: refusesCancel(venue, { clOrdId, origClOrdId: clOrdId, at, inResponseTo: 'Status' }) };
}

export function refusesCancel(
  venue: FakeVenue,
  about: {
    readonly clOrdId: ClOrdId;
    readonly origClOrdId: ClOrdId;
    readonly at: Nanos;
    readonly inResponseTo: OrderCancelReject['inResponseTo'];
    readonly reason?: OrderCancelReject['reason'];
  },
): OrderCancelReject {
  const { clOrdId, origClOrdId, at, inResponseTo } = about;
  const o = venue.orders.get(origClOrdId);
  venue.seq += 1;
  return {
    venue: venue.id,
    clOrdId,
    origClOrdId,
    ordStatus: o ? statusOf(o) : 'Rejected',
    reason: about.reason ?? (o ? 'TooLateToCancel' : 'UnknownOrder'),
    inResponseTo,
    venueSeq: venue.seq,
    tsEvent: at,
  };
}
