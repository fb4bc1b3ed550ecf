/**
 * A venue's order entry: what it does with a request of ours when it arrives. Refusals are FIX rejects with a
 * text that says what is wrong; a request never changes anything before it is checked whole.
 */
import { cancelOrder, cancelPeg, enterOrder, enterPeg, OURS, replaceOrder, replacePeg } from '@fairlead/book';
import { type ClOrdId, invariant, orderId } from '@fairlead/domain';
import type { Floor, FloorFeed, FloorVenue, OwnOrder } from './floor.ts';
import type { CancelRequest, OrderRequest, ReplaceRequest, Request, StatusRequest } from './orders.ts';
import { expireOwn, rejectNew, rejectRequest, reportOrder, statusOf } from './own-events.ts';
import { cancelPaper, enterPaper, replacePaper } from './paper/paper.ts';

export function receiveRequest(floor: Floor, venue: FloorVenue, request: Request): void {
  if (request.type === 'New') receiveNew(floor, venue, request.order);
  else if (request.type === 'Cancel') receiveCancel(floor, venue, request.request);
  else if (request.type === 'Replace') receiveReplace(floor, venue, request.request);
  else receiveStatus(floor, venue, request.request);
}

/** The session with the venue is down: the request comes back, and nothing of it is known there. */
export function bounceRequest(floor: Floor, venue: FloorVenue, request: Request): void {
  const text = 'the session with the venue is down';
  if (request.type === 'New') {
    rejectNew(floor, venue, request.order, text);
    return;
  }
  const { clOrdId } = request.request;
  const origClOrdId = request.type === 'Status' ? clOrdId : request.request.origClOrdId;
  const order = venue.seen.get(origClOrdId);
  const ordStatus = order === undefined ? 'Rejected' : statusOf(order);
  rejectRequest(floor, venue, {
    clOrdId,
    origClOrdId,
    ordStatus,
    reason: 'Other',
    inResponseTo: request.type,
    text,
  });
}

function receiveNew(floor: Floor, venue: FloorVenue, request: OrderRequest): void {
  const feed = venue.feeds.find((each) => each.instrumentId === request.instrument);
  const refusal = venue.seen.has(request.clOrdId)
    ? `duplicate clOrdId ${request.clOrdId}`
    : feed === undefined
      ? `unknown instrument ${request.instrument}`
      : newProblem(floor, feed, request);
  if (feed === undefined || refusal !== undefined) {
    if (!venue.seen.has(request.clOrdId)) venue.seen.set(request.clOrdId, undefined);
    rejectNew(floor, venue, request, refusal ?? 'unknown instrument');
    return;
  }
  venue.orders += 1;
  const order: OwnOrder = {
    ref: floor.nextOwnRef--,
    venue,
    feed,
    orderId: orderId(`${floor.idPrefix}-${venue.id}-${venue.orders}`),
    request,
    clOrdId: request.clOrdId,
    orderQty: request.orderQty,
    cumQty: 0,
    px: request.px,
    end: 'Open',
    replacing: undefined,
    canceling: undefined,
  };
  venue.seen.set(request.clOrdId, order);
  floor.own.set(order.ref, order);
  enter(floor, order);
}

function enter(floor: Floor, order: OwnOrder): void {
  const { feed, request } = order;
  const terms = {
    id: order.ref,
    owner: OURS,
    side: request.side,
    qty: request.orderQty,
    timeInForce: request.timeInForce,
    ...(request.px === undefined ? {} : { px: request.px }),
  };
  if (feed.type === 'Book') {
    enterOrder(feed.book, { ...terms, postOnly: request.postOnly }, feed.sink);
    floor.finish(feed);
    return;
  }
  if (feed.type === 'Paper') {
    enterPaper(feed.book, { ...terms, postOnly: request.postOnly }, feed.sink);
    return;
  }
  enterPeg(
    feed.pool,
    { ...terms, ...(request.minQty === undefined ? {} : { minQty: request.minQty }) },
    feed.sink,
  );
}

/** What the book itself does not check. */
function newProblem(floor: Floor, feed: FloorFeed, order: OrderRequest): string | undefined {
  const { side, px = 0, orderQty: qty } = order;
  const refusal = floor.refusal(feed, { owner: OURS, side, px, qty });
  if (refusal !== undefined) return refusal;
  if (feed.type === 'Pool') {
    if (order.ordType !== 'Pegged') return 'this pool takes midpoint pegs only';
    if (order.postOnly) return 'a midpoint peg cannot be post-only';
    return order.px === undefined ? undefined : tickProblem(feed, order.px);
  }
  if (order.ordType === 'Pegged') return 'this venue has no pegged orders';
  if (order.minQty !== undefined) return 'minQty is for midpoint pools only';
  if (order.ordType === 'Limit' && order.px === undefined) return 'a limit order needs a price';
  if (order.ordType === 'Market' && order.px !== undefined) return 'a market order has no price';
  return undefined;
}

/** A peg's cap may lie on a midpoint: half a tick. */
function tickProblem(feed: FloorFeed, price: number): string | undefined {
  const step = feed.of.instrument.tick / 2;
  return price % step === 0 ? undefined : 'the cap is off half a tick';
}

function receiveCancel(floor: Floor, venue: FloorVenue, request: CancelRequest): void {
  const order = openOrder(floor, venue, request, 'Cancel');
  if (order === undefined) return;
  const { feed } = order;
  order.canceling = request.clOrdId;
  withdraw(order, 'Heard');
  if (feed.type === 'Book') floor.finish(feed);
}

function receiveReplace(floor: Floor, venue: FloorVenue, request: ReplaceRequest): void {
  const order = openOrder(floor, venue, request, 'Replace');
  if (order === undefined) return;
  const { feed } = order;
  const problem = replaceRefusal(floor, order, request) ?? replaceProblem(order, request);
  if (problem !== undefined) {
    rejectRequest(floor, venue, {
      clOrdId: request.clOrdId,
      origClOrdId: request.origClOrdId,
      ordStatus: statusOf(order),
      reason: 'Other',
      inResponseTo: 'Replace',
      text: problem,
    });
    return;
  }
  venue.seen.set(request.clOrdId, order);
  if (request.orderQty <= order.cumQty) {
    replacedToFilled(floor, order, request);
    return;
  }
  order.replacing = { clOrdId: request.clOrdId, orderQty: request.orderQty, px: request.px };
  const leavesQty = request.orderQty - order.cumQty;
  if (feed.type === 'Pool') {
    const cap = request.px === undefined ? {} : { px: request.px };
    replacePeg(feed.pool, { id: order.ref, leavesQty, ...cap }, feed.sink);
    return;
  }
  invariant(request.px !== undefined, 'a displayed order has a price');
  const to = { id: order.ref, leavesQty, px: request.px };
  if (feed.type === 'Paper') {
    replacePaper(feed.book, to, feed.sink);
    return;
  }
  replaceOrder(feed.book, to, feed.sink);
  floor.finish(feed);
}

function replaceRefusal(floor: Floor, order: OwnOrder, request: ReplaceRequest): string | undefined {
  const qty = Math.max(0, request.orderQty - order.cumQty);
  return floor.refusal(order.feed, { owner: OURS, side: order.request.side, px: request.px ?? 0, qty });
}

function replaceProblem(order: OwnOrder, request: ReplaceRequest): string | undefined {
  if (!Number.isSafeInteger(request.orderQty) || request.orderQty <= 0) {
    return 'the quantity must be a whole number above zero';
  }
  if (order.feed.type === 'Pool') {
    return request.px === undefined ? undefined : tickProblem(order.feed, request.px);
  }
  return request.px === undefined ? 'a limit order needs a price' : undefined;
}

/** FIX 4.4 appendix D: a new quantity at or below what is filled leaves a filled order of the filled quantity. */
function replacedToFilled(floor: Floor, order: OwnOrder, request: ReplaceRequest): void {
  const { feed } = order;
  const origClOrdId = order.clOrdId;
  floor.own.delete(order.ref);
  order.end = 'Filled';
  order.clOrdId = request.clOrdId;
  order.orderQty = order.cumQty;
  withdraw(order, 'Unheard');
  if (feed.type === 'Book') floor.finish(feed);
  reportOrder(floor, order, { execType: 'Replaced', origClOrdId });
}

/** The order leaves its book. Unheard: what its owner hears is another report. */
function withdraw({ feed, ref }: OwnOrder, how: 'Heard' | 'Unheard'): void {
  const loud = how === 'Heard';
  if (feed.type === 'Book') cancelOrder(feed.book, ref, loud ? feed.sink : quietly(feed.sink));
  else if (feed.type === 'Paper') cancelPaper(feed.book, ref, loud ? feed.sink : quietly(feed.sink));
  else cancelPeg(feed.pool, ref, loud ? feed.sink : quietly(feed.sink));
}

const quietly = <S extends { canceled(id: number, leaves: number, cause: never, owner: number): void }>(
  sink: S,
): S => ({
  ...sink,
  canceled: () => {},
});

function receiveStatus(floor: Floor, venue: FloorVenue, request: StatusRequest): void {
  const order = venue.seen.get(request.clOrdId);
  if (order !== undefined) {
    reportOrder(floor, order, { execType: 'OrderStatus', clOrdId: request.clOrdId });
    return;
  }
  rejectRequest(floor, venue, {
    clOrdId: request.clOrdId,
    origClOrdId: request.clOrdId,
    ordStatus: 'Rejected',
    reason: 'UnknownOrder',
    inResponseTo: 'Status',
    text: 'the venue does not know this order',
  });
}

/** The open order that a cancel or replace is about, else its reject is sent. */
function openOrder(
  floor: Floor,
  venue: FloorVenue,
  request: { readonly clOrdId: ClOrdId; readonly origClOrdId: ClOrdId },
  inResponseTo: 'Cancel' | 'Replace',
): OwnOrder | undefined {
  const order = venue.seen.get(request.origClOrdId);
  const refuse = (reason: 'Other' | 'UnknownOrder' | 'TooLateToCancel', text: string): undefined => {
    rejectRequest(floor, venue, {
      clOrdId: request.clOrdId,
      origClOrdId: request.origClOrdId,
      ordStatus: order === undefined ? 'Rejected' : statusOf(order),
      reason,
      inResponseTo,
      text,
    });
    return undefined;
  };
  if (venue.seen.has(request.clOrdId)) return refuse('Other', `duplicate clOrdId ${request.clOrdId}`);
  venue.seen.set(request.clOrdId, undefined);
  if (order === undefined) return refuse('UnknownOrder', 'the venue does not know this order');
  if (order.end !== 'Open') return refuse('TooLateToCancel', `the order is ${order.end.toLowerCase()}`);
  return order;
}

/** The session ends: what rests expires. */
export function expireAll(floor: Floor): void {
  for (const order of [...floor.own.values()]) {
    floor.own.delete(order.ref);
    withdraw(order, 'Unheard');
    expireOwn(floor, order);
  }
}
