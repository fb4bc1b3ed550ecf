/**
 * A lit venue's matching engine: one instrument, every order, price-time priority. Prices in 1/10,000, shares,
 * both integers. Laws: outside auctions the displayed book is never crossed; what one side gains the other loses;
 * the better price trades first, at a price the displayed order first, then the earlier `priority`.
 *
 * Commands return nothing: what happened goes to the caller's `MatchSink`, in order, without allocation. A refused
 * command changes nothing. Where orders lie: match-store.ts; who trades with whom: taking.ts.
 */
import { opposite } from '@fairlead/domain';
import { arrive, pxNow, rest } from './arrival.ts';
import type { CancelCause, MatchOrder, MatchReplace, MatchSink } from './match-order.ts';
import {
  type Book,
  commanded,
  enlist,
  hasFlag,
  isShown,
  leave,
  leavesOf,
  type MatchingBook,
  placeOf,
  reserveOf,
  SPECIAL,
  setDisplay,
  setLimit,
  shrink,
  shrinkReserve,
  sideOf,
  WAITING,
} from './match-store.ts';
import { keepsPlace, orderRefusal, replaceRefusal } from './match-terms.ts';
import { findOrder, levelOf, levelPx, levelQty, qtyOf } from './order-store.ts';
import { aim, canTake, take, trade } from './taking.ts';

/** Trades what crosses, then rests, waits, or cancels the remainder. */
export function enterOrder(book: MatchingBook, order: MatchOrder, sink: MatchSink): void {
  const b = commanded(book, sink);
  const refusal = orderRefusal(b, order);
  if (refusal !== undefined) {
    sink.rejected(order.id, refusal);
    return;
  }
  sink.accepted(order.id);
  if (b.inAuction || order.peg !== undefined || order.timeInForce === 'Auction') {
    arrive(b, enlist(b, order), order.qty, order.px ?? 0);
    return;
  }
  const { px } = order;
  // One that is post-only would meet nobody, or it had been refused.
  if (order.postOnly && px !== undefined && order.timeInForce === 'Day') {
    rest(b, enlist(b, order), order.qty, px);
    return;
  }
  aim(b, order.id, order.owner, order.side, order.qty, px ?? 0);
  const shortfall = shortfallOf(b, order);
  if (shortfall === undefined) take(b);
  const { leaves, stopped } = b.taker;
  if (leaves === 0) return;
  if (stopped || px === undefined || order.timeInForce !== 'Day') {
    sink.canceled(order.id, leaves, stopped ? 'SelfTrade' : (shortfall ?? 'Remainder'), order.owner);
    return;
  }
  rest(b, enlist(b, order), leaves, px);
}

/** Why an arriving order, which is the book's taker, must not trade at all. */
function shortfallOf(b: Book, order: MatchOrder): CancelCause | undefined {
  if (order.timeInForce === 'FillOrKill') return canTake(b, order.qty) ? undefined : 'CannotFillWhole';
  if (order.minQty === undefined || canTake(b, order.minQty)) return undefined;
  return 'CannotFillMinimum';
}

/**
 * New open quantity, price and display of an open order. Less of the same keeps its place; anything else goes to
 * the back as a new arrival would and may trade (a post-only order is refused then).
 */
export function replaceOrder(book: MatchingBook, to: MatchReplace, sink: MatchSink): void {
  const b = commanded(book, sink);
  const slot = findOrder(b.store, to.id);
  const refusal = slot === 0 ? 'UnknownOrder' : replaceRefusal(b, slot, to);
  if (refusal !== undefined) {
    sink.rejected(to.id, refusal);
    return;
  }
  sink.replaced(to.id);
  if (keepsPlace(b, slot, to)) reduceTo(b, slot, to.leavesQty);
  else moveTo(b, slot, to);
}

function reduceTo(b: Book, slot: number, leaves: number): void {
  const by = leavesOf(b, slot) - leaves;
  const unseen = Math.min(by, reserveOf(b, slot));
  if (unseen > 0) shrinkReserve(b, slot, unseen);
  shrink(b, slot, by - unseen);
  tellLevel(b, slot);
}

function moveTo(b: Book, slot: number, to: MatchReplace): void {
  const { sink } = b;
  const limit = to.px ?? 0;
  const side = sideOf(b, slot);
  const wasShown = isShown(placeOf(b, slot));
  const px = levelPx(b.store, levelOf(b.store, slot));
  const left = leave(b, slot);
  if (hasFlag(b, slot, SPECIAL)) setLimit(b, slot, limit);
  if (to.displayQty !== undefined) setDisplay(b, slot, to.displayQty);
  const stays = wasShown && px === pxNow(b, slot, limit);
  if (wasShown && !stays) sink.levelChanged(side, px, left);
  arrive(b, slot, to.leavesQty, limit);
  // Back in its level it has told of it; but it may be gone, or waiting.
  if (stays && !restsAt(b, to.id, px)) sink.levelChanged(side, px, left);
}

function restsAt(b: Book, id: number, px: number): boolean {
  const slot = findOrder(b.store, id);
  return slot !== 0 && isShown(placeOf(b, slot)) && levelPx(b.store, levelOf(b.store, slot)) === px;
}

/**
 * Trades one resting order with a taker from outside the book, whatever its place in the queue: for a venue
 * that is driven by recorded executions. `taker` and its owner are only handed on to the sink. Executes at most
 * what the order displays.
 * @returns the shares executed
 */
export function executeResting(
  book: MatchingBook,
  against: {
    readonly id: number;
    readonly qty: number;
    readonly taker: number;
    readonly takerOwner: number;
    readonly takerLeaves: number;
  },
  sink: MatchSink,
): number {
  const b = commanded(book, sink);
  const slot = findOrder(b.store, against.id);
  if (slot === 0 || placeOf(b, slot) >= WAITING) return 0;
  const done = Math.min(qtyOf(b.store, slot), against.qty);
  const side = sideOf(b, slot);
  const px = levelPx(b.store, levelOf(b.store, slot));
  const wasShown = isShown(placeOf(b, slot));
  aim(b, against.taker, against.takerOwner, opposite(side), against.takerLeaves, 0);
  const left = trade(b, slot, done);
  if (wasShown) sink.levelChanged(side, px, left);
  return done;
}

function tellLevel(b: Book, slot: number): void {
  const level = levelOf(b.store, slot);
  if (isShown(placeOf(b, slot)))
    b.sink.levelChanged(sideOf(b, slot), levelPx(b.store, level), levelQty(b.store, level));
}
