/** What becomes of an order that arrives, or arrives anew: it waits, rests, or trades first. */
import {
  AT_MARKET,
  AUCTION_ONLY,
  type Book,
  forget,
  HIDDEN,
  hasFlag,
  isShown,
  join,
  leave,
  leavesOf,
  MINIMUM,
  minimumOf,
  ownerOf,
  PEGGED,
  POST_ONLY,
  placeOf,
  SHOWN,
  sideOf,
  UNSEEN,
  WAITING,
} from './match-store.ts';
import { idOf, levelOf, levelPx } from './order-store.ts';
import { pegPx } from './peg-px.ts';
import { aim, canReach, canTake, take } from './taking.ts';

/** What stands in a queue without a price does so at this. */
const NO_PX = 1;

/** The price at which an order with this limit (0: none) would stand now; 0 where it has none. */
export const pxNow = (b: Book, slot: number, limit: number): number =>
  hasFlag(b, slot, PEGGED) ? pegPx(b, slot, limit) : limit;

/** An order that is in no ladder, with these shares left and this limit (0: none). */
export function arrive(b: Book, slot: number, leaves: number, limit: number): void {
  const px = pxNow(b, slot, limit);
  if (mustWait(b, slot, px)) {
    join(b, slot, leaves, WAITING, NO_PX);
  } else if (b.inAuction) {
    if (px === 0) join(b, slot, leaves, AT_MARKET, NO_PX);
    else rest(b, slot, leaves, px);
  } else {
    trade(b, slot, leaves, px);
  }
}

function mustWait(b: Book, slot: number, px: number): boolean {
  if (hasFlag(b, slot, PEGGED)) return b.inAuction || px === 0;
  return hasFlag(b, slot, b.inAuction ? MINIMUM : AUCTION_ONLY);
}

function trade(b: Book, slot: number, leaves: number, px: number): void {
  aim(b, idOf(b.store, slot), ownerOf(b, slot), sideOf(b, slot), leaves, px);
  if (hasFlag(b, slot, PEGGED) && hasFlag(b, slot, POST_ONLY) && canReach(b, 1)) {
    join(b, slot, leaves, WAITING, NO_PX);
    return;
  }
  if (!hasFlag(b, slot, MINIMUM) || canTake(b, Math.min(minimumOf(b, slot), leaves))) take(b);
  const { leaves: left, stopped, id, owner } = b.taker;
  if (left === 0 || stopped) forget(b, slot);
  if (stopped) b.sink.canceled(id, left, 'SelfTrade', owner);
  else if (left > 0) rest(b, slot, left, px);
}

/** An order that is in no ladder joins the back of its level. */
export function rest(b: Book, slot: number, leaves: number, px: number): void {
  if (hasFlag(b, slot, UNSEEN)) {
    join(b, slot, leaves, HIDDEN, px);
  } else {
    b.sink.levelChanged(sideOf(b, slot), px, join(b, slot, leaves, SHOWN, px));
  }
}

/** An order leaves its place for another: what its level displays now is told. @returns what is left of the order */
export function stepOut(b: Book, slot: number): number {
  const leaves = leavesOf(b, slot);
  const px = levelPx(b.store, levelOf(b.store, slot));
  const wasShown = isShown(placeOf(b, slot));
  const left = leave(b, slot);
  if (wasShown) b.sink.levelChanged(sideOf(b, slot), px, left);
  return leaves;
}

/** An order goes to wait. */
export function park(b: Book, slot: number): void {
  join(b, slot, stepOut(b, slot), WAITING, NO_PX);
}
