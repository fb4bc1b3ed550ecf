/** Orders leave a matching book: one, all of an owner, or every one. */
import type { CancelCause, MatchSink } from './match-order.ts';
import {
  type Book,
  commanded,
  forget,
  isShown,
  leave,
  leavesOf,
  type MatchingBook,
  ownerOf,
  placeOf,
  sideAt,
} from './match-store.ts';
import { findOrder, idOf, levelFirst, levelOf, levelPx, levelQty, nextOf } from './order-store.ts';

/** @returns false, with a rejection, where no such order is open */
export function cancelOrder(book: MatchingBook, id: number, sink: MatchSink): boolean {
  const b = commanded(book, sink);
  const slot = findOrder(b.store, id);
  if (slot === 0) {
    sink.rejected(id, 'UnknownOrder');
    return false;
  }
  const place = placeOf(b, slot);
  const px = levelPx(b.store, levelOf(b.store, slot));
  const left = cancel(b, slot, 'Requested');
  if (isShown(place)) sink.levelChanged(sideAt(place), px, left);
  return true;
}

/** A participant is gone: its orders are canceled, as `cancelWhere` orders them. */
export function cancelOwner(book: MatchingBook, owner: number, sink: MatchSink): void {
  const b = commanded(book, sink);
  cancelWhere(b, 'Requested', (slot) => ownerOf(b, slot) === owner);
}

/** The day is over for every order. */
export function expireOrders(book: MatchingBook, sink: MatchSink): void {
  cancelWhere(commanded(book, sink), 'Expired', () => true);
}

/** Displayed orders, then hidden, waiting, and market ones; bids then asks; best price first, first in time first. */
export function cancelWhere(b: Book, cause: CancelCause, isMeant: (slot: number) => boolean): void {
  for (const ladder of b.store.ladders) {
    for (let rank = ladder.depth - 1; rank >= 0; rank -= 1) {
      cancelInLevel(b, ladder.slots[rank]!, cause, isMeant);
    }
  }
}

function cancelInLevel(b: Book, level: number, cause: CancelCause, isMeant: (slot: number) => boolean): void {
  const { store } = b;
  const px = levelPx(store, level);
  const first = levelFirst(store, level);
  const place = placeOf(b, first);
  const before = levelQty(store, level);
  let left = before;
  let behind = 0;
  for (let slot = first; slot !== 0; slot = behind) {
    behind = nextOf(store, slot);
    if (isMeant(slot)) left = cancel(b, slot, cause);
  }
  if (left !== before && isShown(place)) b.sink.levelChanged(sideAt(place), px, left);
}

/** Its level is not told. @returns shares that its level displays now */
export function cancel(b: Book, slot: number, cause: CancelCause): number {
  const id = idOf(b.store, slot);
  const owner = ownerOf(b, slot);
  const leaves = leavesOf(b, slot);
  const left = leave(b, slot);
  forget(b, slot);
  b.sink.canceled(id, leaves, cause, owner);
  return left;
}
