/**
 * A block venue's requests for quotes (after the London Stock Exchange's auto-complete RFQ): a request tells side and
 * quantity, neither price nor name, to whomever the caller has respond. Each responder may quote one price, for all of
 * it, firm until the deadline. Then the best price trades, the earliest of equals, if it is inside the requester's
 * limit: he can decline by nothing else. The other quotes lapse.
 */
import type {
  BlockCall,
  BlockPool,
  BlockQuote,
  BlockReject,
  BlockState,
  QuoteRequest,
  Requesting,
} from './block-state.ts';
import { isCount, termsProblem, withinCap, worstPx } from './hidden.ts';
import { join, leave } from './queue.ts';

export function enterRequest(pool: BlockPool, order: QuoteRequest, { nowNs, sink }: BlockCall): void {
  const state = pool as BlockState;
  const refusal =
    termsProblem(state.rules, { qty: order.qty, px: order.px }) ??
    (isIdTaken(state, order.id) ? 'DuplicateId' : undefined) ??
    (state.midPx === undefined ? 'NoMidpoint' : undefined);
  if (refusal !== undefined) {
    sink.rejected(order.id, refusal);
    return;
  }
  const { id, owner, side, qty } = order;
  const request: Requesting = {
    id,
    owner,
    side,
    qty,
    capPx: order.px ?? worstPx(side),
    quotes: [],
    deadlineNs: nowNs + state.rules.quoteNs,
    nth: state.nextNth++,
    before: undefined,
    behind: undefined,
  };
  state.requests.set(id, request);
  join(state.requestQueue, request);
  sink.accepted(id);
  const told = state.openRequest;
  told.id = id;
  told.owner = owner;
  told.side = side;
  told.qty = qty;
  told.deadlineNs = request.deadlineNs;
  sink.requested(told);
}

export function enterQuote(pool: BlockPool, quote: BlockQuote, { nowNs, sink }: BlockCall): void {
  const state = pool as BlockState;
  const request = state.requests.get(quote.request);
  const refusal = request === undefined ? 'UnknownRequest' : quoteRefusal(state, quote, { request, nowNs });
  if (request === undefined || refusal !== undefined) {
    sink.rejected(quote.id, refusal ?? 'UnknownRequest');
    return;
  }
  request.quotes.push({ id: quote.id, owner: quote.owner, px: quote.px });
  state.quotes.add(quote.id);
  sink.accepted(quote.id);
}

/** The time to quote is over. */
export function endRequest(state: BlockState, request: Requesting, { sink }: BlockCall): void {
  close(state, request);
  const { quotes, side, qty } = request;
  const better = (a: number, b: number): boolean => (side === 'Buy' ? a < b : a > b);
  let best = quotes[0];
  for (const quote of quotes) if (best !== undefined && better(quote.px, best.px)) best = quote;
  const trades = best !== undefined && withinCap(request, best.px);
  if (best === undefined) {
    sink.canceled(request.id, qty, 'NoQuote', request.owner);
  } else if (trades) {
    const { trade } = state;
    trade.maker = best.id;
    trade.taker = request.id;
    trade.makerOwner = best.owner;
    trade.takerOwner = request.owner;
    trade.aggressor = side;
    trade.px = best.px;
    trade.qty = qty;
    trade.makerLeaves = 0;
    trade.takerLeaves = 0;
    sink.traded(trade);
  } else {
    sink.canceled(request.id, qty, 'OutsideLimit', request.owner);
  }
  for (const quote of quotes) {
    if (!trades || quote !== best) sink.canceled(quote.id, qty, 'Lapsed', quote.owner);
  }
}

/** There is no midpoint any more: requests and quotes go back. */
export function withdrawRequests(state: BlockState, { sink }: BlockCall): void {
  for (const request of state.requests.values()) {
    close(state, request);
    sink.canceled(request.id, request.qty, 'NoMidpoint', request.owner);
    for (const quote of request.quotes) sink.canceled(quote.id, request.qty, 'NoMidpoint', quote.owner);
  }
}

export const isIdTaken = (state: BlockState, id: number): boolean =>
  state.orders.has(id) || isCommitted(state, id);

/** A request or a quote: neither can be canceled. */
export const isCommitted = (state: BlockState, id: number): boolean =>
  state.requests.has(id) || state.quotes.has(id);

function quoteRefusal(
  state: BlockState,
  quote: BlockQuote,
  to: { readonly request: Requesting; readonly nowNs: number },
): BlockReject | undefined {
  const { request } = to;
  if (!isCount(quote.px)) return 'BadPx';
  if (quote.px % state.rules.tick !== 0) return 'OffTick';
  if (isIdTaken(state, quote.id)) return 'DuplicateId';
  if (to.nowNs > request.deadlineNs) return 'TooLate';
  if (quote.owner === request.owner) return 'OwnRequest';
  return request.quotes.some(({ owner }) => owner === quote.owner) ? 'AlreadyQuoted' : undefined;
}

function close(state: BlockState, request: Requesting): void {
  state.requests.delete(request.id);
  leave(state.requestQueue, request);
  for (const { id } of request.quotes) state.quotes.delete(id);
}
