/**
 * What stands in a matching book. Levels are the displayed ones, by rank: 0 is the touch. Everything here is valid
 * until the next command.
 */
import { type Level, px, qty, type Side } from '@fairlead/domain';
import {
  type Book,
  HIDDEN,
  hasFlag,
  ladderOf,
  leavesOf,
  type MatchingBook,
  ownerOf,
  ownQtyOf,
  POST_ONLY,
  placeOf,
  priorityOf,
  SHOWN,
  sideOf,
  WAITING,
} from './match-store.ts';
import {
  findLevel,
  findOrder,
  idOf,
  levelFirst,
  levelOf,
  levelOrders,
  levelPx,
  levelQty,
  nextOf,
  qtyOf,
} from './order-store.ts';

/** A displayed level. */
export interface BookLevel {
  readonly px: number;
  /** Of it, owner 0's is `ownQty`. */
  readonly qty: number;
  readonly ownQty: number;
  readonly count: number;
}

/** An order at a price. */
export interface RestingOrder {
  readonly id: number;
  readonly owner: number;
  readonly side: Side;
  readonly px: number;
  readonly leavesQty: number;
  readonly postOnly: boolean;
  /** Lower is earlier, among all orders of the book. */
  readonly priority: number;
}

export const matchingLevelCount = (book: MatchingBook, side: Side): number =>
  ladderOf(book as Book, SHOWN, side).depth;

/** The `rank`-th best level. */
export function levelAt(book: MatchingBook, side: Side, rank: number): BookLevel | undefined {
  const { depth, slots } = ladderOf(book as Book, SHOWN, side);
  return rank < depth ? levelOfSlot(book as Book, slots[depth - 1 - rank]!) : undefined;
}

/** The level at this price, if anything is displayed there. */
export function levelAtPx(book: MatchingBook, side: Side, price: number): BookLevel | undefined {
  const level = findLevel(ladderOf(book as Book, SHOWN, side), price);
  return level === 0 ? undefined : levelOfSlot(book as Book, level);
}

/** Displayed shares at this price; 0 where there are none. */
export function levelQtyAtPx(book: MatchingBook, side: Side, price: number): number {
  const level = findLevel(ladderOf(book as Book, SHOWN, side), price);
  return level === 0 ? 0 : levelQty((book as Book).store, level);
}

const levelOfSlot = (b: Book, level: number): BookLevel => ({
  px: levelPx(b.store, level),
  qty: levelQty(b.store, level),
  ownQty: ownQtyOf(b, level),
  count: levelOrders(b.store, level),
});

/** Price of the `rank`-th best level; with `levelQtyAt`, what `levelAt` says without an object. */
export function levelPxAt(book: MatchingBook, side: Side, rank: number): number | undefined {
  const { depth, keys, sign } = ladderOf(book as Book, SHOWN, side);
  return rank < depth ? sign * keys[depth - 1 - rank]! : undefined;
}

/** Displayed shares of the `rank`-th best level, 0 where there is none. */
export function levelQtyAt(book: MatchingBook, side: Side, rank: number): number {
  const { depth, slots } = ladderOf(book as Book, SHOWN, side);
  return rank < depth ? levelQty((book as Book).store, slots[depth - 1 - rank]!) : 0;
}

/** Best displayed prices with their shares: 0 and 0 where a side is empty. Into a record of the caller's. */
export function readTouch(
  book: MatchingBook,
  into: { bidPx: number; bidQty: number; askPx: number; askQty: number },
): void {
  const b = book as Book;
  const bids = ladderOf(b, SHOWN, 'Buy');
  const asks = ladderOf(b, SHOWN, 'Sell');
  const bid = bids.depth - 1;
  const ask = asks.depth - 1;
  into.bidPx = bid < 0 ? 0 : bids.keys[bid]!;
  into.bidQty = bid < 0 ? 0 : levelQty(b.store, bids.slots[bid]!);
  into.askPx = ask < 0 ? 0 : -asks.keys[ask]!;
  into.askQty = ask < 0 ? 0 : levelQty(b.store, asks.slots[ask]!);
}

/** The orders of a displayed level in the order they trade. */
export function* ordersAtPx(book: MatchingBook, side: Side, price: number): Generator<RestingOrder> {
  const b = book as Book;
  const level = findLevel(ladderOf(b, SHOWN, side), price);
  for (let slot = levelFirst(b.store, level); slot !== 0; slot = nextOf(b.store, slot))
    yield orderOf(b, slot);
}

/** An order at a price, displayed or not; absent where none of this id has one. */
export function restingOrder(book: MatchingBook, id: number): RestingOrder | undefined {
  const b = book as Book;
  const slot = findOrder(b.store, id);
  return slot === 0 || placeOf(b, slot) >= WAITING ? undefined : orderOf(b, slot);
}

/** What is left of any open order, also of one that waits; absent where there is none of this id. */
export function openQty(book: MatchingBook, id: number): number | undefined {
  const b = book as Book;
  const slot = findOrder(b.store, id);
  return slot === 0 ? undefined : leavesOf(b, slot);
}

const orderOf = (b: Book, slot: number): RestingOrder => ({
  id: idOf(b.store, slot),
  owner: ownerOf(b, slot),
  side: sideOf(b, slot),
  px: levelPx(b.store, levelOf(b.store, slot)),
  leavesQty: leavesOf(b, slot),
  postOnly: hasFlag(b, slot, POST_ONLY),
  priority: priorityOf(b, slot),
});

/** Price and displayed quantity of the best `most` levels, best first. */
export function displayedLevels(book: MatchingBook, side: Side, most = Number.MAX_SAFE_INTEGER): Level[] {
  const { depth } = ladderOf(book as Book, SHOWN, side);
  return Array.from({ length: Math.min(most, depth) }, (_, rank) => ({
    px: px(levelPxAt(book, side, rank) as number),
    qty: qty(levelQtyAt(book, side, rank)),
  }));
}

const PLACES = ['Shown', 'Hidden', 'Waiting', 'AtMarket'] as const;

/** One open order, as `matchingState` tells of it. */
export interface OpenOrder {
  readonly place: (typeof PLACES)[number];
  readonly side: Side;
  /** Absent where it has none. */
  readonly px: number | undefined;
  readonly id: number;
  readonly owner: number;
  readonly shownQty: number;
  readonly leavesQty: number;
}

/** Every open order: by place, bids then asks, best price first, first in time first. For hashes and twins. */
export function matchingState(book: MatchingBook): OpenOrder[] {
  const b = book as Book;
  return b.store.ladders.flatMap((ladder) =>
    Array.from(ladder.slots.subarray(0, ladder.depth))
      .reverse()
      .flatMap((level) => openOrders(b, level)),
  );
}

function openOrders(b: Book, level: number): OpenOrder[] {
  const orders: OpenOrder[] = [];
  for (let slot = levelFirst(b.store, level); slot !== 0; slot = nextOf(b.store, slot)) {
    const place = placeOf(b, slot);
    orders.push({
      place: PLACES[place >> 1]!,
      side: sideOf(b, slot),
      px: place < WAITING ? levelPx(b.store, level) : undefined,
      id: idOf(b.store, slot),
      owner: ownerOf(b, slot),
      shownQty: place < HIDDEN ? qtyOf(b.store, slot) : 0,
      leavesQty: leavesOf(b, slot),
    });
  }
  return orders;
}
