/**
 * One venue's book of one instrument, order by order, in price-time priority (order-store.ts says how it lies in
 * memory). Prices and quantities are safe integers in the feed's scale, above zero.
 *
 * It says what the feed says: a book that the feed crosses (an auction gathers, a message is late) is crossed
 * here. An operation that the book can't follow changes nothing and says why (`BookResult`): a feed is hostile
 * until proven otherwise, and nothing here throws on what it says. Invariants: an order is in one level; a level's
 * quantity and count are the sums of its orders'; no level is empty; sums stay safe integers.
 *
 * Several books may share one space of order ids (`createOrderBook(other.books)`), as ITCH's day does: an order is
 * known to its own book alone, and its id is taken in all. Nothing is allocated per operation.
 */
import type { Side } from '@fairlead/domain';
import {
  appendOrder,
  createLadder,
  createStore,
  dropOrder,
  findLevel,
  findOrder,
  idOf,
  type Ladder,
  levelFirst,
  levelOf,
  levelOrders,
  levelOwner,
  levelPx,
  levelQty,
  linkLast,
  needLevel,
  nextOf,
  type OrderStore,
  prevOf,
  qtyOf,
  resize,
  settleLevel,
  unlink,
} from './order-store.ts';

/** All books that share one space of order ids. */
export interface OrderBooks extends OrderStore {
  readonly all: OrderBook[];
  /** What the last applied operation did. */
  readonly touched: LevelsTouched;
}

export interface OrderBook {
  readonly books: OrderBooks;
  /** Position in `books.all`. */
  readonly index: number;
  readonly bids: Ladder;
  readonly asks: Ladder;
}

/**
 * The level that an order was in (of an added one: is in), and what it shows now; where the order moved, the level
 * it moved to as well, else the same. Overwritten by the next operation.
 */
export interface LevelsTouched {
  side: Side;
  px: number;
  /** 0: the level has gone. */
  qty: number;
  toPx: number;
  toQty: number;
}

export type BookResult =
  | 'Applied'
  | 'UnknownOrder'
  | 'DuplicateOrder'
  /** More was taken from the order than it has. */
  | 'OverReduce'
  | 'BadId'
  /** None, or not the side that the order is on. */
  | 'BadSide'
  | 'BadPx'
  | 'BadQty';

/** A feed record has these. */
export interface OrderTerms {
  readonly orderId: number;
  readonly side: Side | undefined;
  readonly px: number;
  readonly qty: number;
}
export interface ReplaceTerms {
  readonly orderId: number;
  readonly newOrderId: number;
  readonly px: number;
  readonly qty: number;
}

/** @param books those to share ids with; absent: none */
export function createOrderBook(books: OrderBooks = createBooks()): OrderBook {
  const book = {
    books,
    index: books.all.length,
    bids: createLadder(books, 1),
    asks: createLadder(books, -1),
  };
  books.all.push(book);
  return book;
}

const createBooks = (): OrderBooks => ({
  ...createStore(),
  all: [],
  touched: { side: 'Buy', px: 0, qty: 0, toPx: 0, toQty: 0 },
});

/** A new order, last in its level. */
export function addToBook(book: OrderBook, order: OrderTerms): BookResult {
  const { orderId, side, px, qty } = order;
  if (!isCount(orderId)) return 'BadId';
  if (side === undefined) return 'BadSide';
  if (!isAmount(px)) return 'BadPx';
  if (!isAmount(qty)) return 'BadQty';
  const { books } = book;
  if (findOrder(books, orderId) !== 0) return 'DuplicateOrder';
  const level = needLevel(books, ladderOf(book, side), px);
  if (!hasRoom(books, level, qty)) return 'BadQty';
  appendOrder(books, level, orderId, qty);
  touch(books, level);
  return 'Applied';
}

/**
 * `qty` of an order is canceled, or traded (wherever it stands in its queue: the venue knows why). It keeps its
 * place, or goes with its last share.
 */
export function reduceInBook(book: OrderBook, orderId: number, qty: number): BookResult {
  const { books } = book;
  const slot = findOwn(book, orderId);
  if (slot === 0) return 'UnknownOrder';
  if (!isAmount(qty)) return 'BadQty';
  const leaves = qtyOf(books, slot) - qty;
  if (leaves < 0) return 'OverReduce';
  const level = levelOf(books, slot);
  if (leaves === 0) {
    dropOrder(books, slot);
    touch(books, level);
    settleLevel(books, level);
  } else {
    resize(books, slot, leaves);
    touch(books, level);
  }
  return 'Applied';
}

export function deleteInBook(book: OrderBook, orderId: number): BookResult {
  const { books } = book;
  const slot = findOwn(book, orderId);
  if (slot === 0) return 'UnknownOrder';
  const level = levelOf(books, slot);
  dropOrder(books, slot);
  touch(books, level);
  settleLevel(books, level);
  return 'Applied';
}

/**
 * An order is now this. It keeps its place at the same price with no more than it had, else it goes to the back.
 * A `side` that is absent is the order's own.
 */
export function modifyInBook(book: OrderBook, order: OrderTerms): BookResult {
  const { books } = book;
  const { orderId, side, px, qty } = order;
  const slot = findOwn(book, orderId);
  if (slot === 0) return 'UnknownOrder';
  const from = levelOf(books, slot);
  if (side !== undefined && side !== sideOf(books, from)) return 'BadSide';
  if (!isAmount(px)) return 'BadPx';
  if (!isAmount(qty)) return 'BadQty';
  const had = qtyOf(books, slot);
  if (px === levelPx(books, from) && qty <= had) {
    resize(books, slot, qty);
    touch(books, from);
    return 'Applied';
  }
  const to = needLevel(books, books.ladders[levelOwner(books, from)]!, px);
  if (!hasRoom(books, to, to === from ? qty - had : qty)) return 'BadQty';
  resize(books, slot, qty);
  unlink(books, slot);
  linkLast(books, slot, to);
  touch(books, from, to);
  settleLevel(books, from);
  return 'Applied';
}

/** The old order is gone; the new one, on the same side, is last in its level. The ids may be equal. */
export function replaceInBook(book: OrderBook, order: ReplaceTerms): BookResult {
  const { books } = book;
  const { orderId, newOrderId, px, qty } = order;
  const slot = findOwn(book, orderId);
  if (slot === 0) return 'UnknownOrder';
  if (!isCount(newOrderId)) return 'BadId';
  if (!isAmount(px)) return 'BadPx';
  if (!isAmount(qty)) return 'BadQty';
  if (newOrderId !== orderId && findOrder(books, newOrderId) !== 0) return 'DuplicateOrder';
  const from = levelOf(books, slot);
  const to = needLevel(books, books.ladders[levelOwner(books, from)]!, px);
  if (!hasRoom(books, to, to === from ? qty - qtyOf(books, slot) : qty)) return 'BadQty';
  dropOrder(books, slot);
  appendOrder(books, to, newOrderId, qty);
  touch(books, from, to);
  settleLevel(books, from);
  return 'Applied';
}

/** Every order of this book goes; other books that share its ids keep theirs. */
export function clearBook(book: OrderBook): void {
  for (const ladder of [book.bids, book.asks]) {
    while (ladder.depth > 0) {
      const level = ladder.slots[ladder.depth - 1]!;
      while (levelOrders(book.books, level) > 0) dropOrder(book.books, levelFirst(book.books, level));
      settleLevel(book.books, level);
    }
  }
}

/** The best price of a side; absent where nobody is. */
export const touchPx = (book: OrderBook, side: Side): number | undefined => fromTouch(book, side, levelPx);
/** Shares at the best price. */
export const touchQty = (book: OrderBook, side: Side): number | undefined => fromTouch(book, side, levelQty);
/** Orders at the best price. */
export const touchOrders = (book: OrderBook, side: Side): number | undefined =>
  fromTouch(book, side, levelOrders);

/** One price of a side. */
export interface LadderLevel {
  readonly px: number;
  readonly qty: number;
  readonly orders: number;
}

/** The best `n` levels of a side, best first. */
export function ladderLevels(book: OrderBook, side: Side, n = Number.POSITIVE_INFINITY): LadderLevel[] {
  const { books } = book;
  const ladder = ladderOf(book, side);
  return Array.from({ length: Math.min(n, ladder.depth) }, (_, nth) => {
    const slot = ladder.slots[ladder.depth - 1 - nth]!;
    return { px: levelPx(books, slot), qty: levelQty(books, slot), orders: levelOrders(books, slot) };
  });
}

/** Shares at this price, 0 where nobody is. */
export const ladderQtyAt = (book: OrderBook, side: Side, px: number): number =>
  levelQty(book.books, findLevel(ladderOf(book, side), px));

export interface QueuedOrder {
  readonly orderId: number;
  readonly qty: number;
}

/** The orders at a price in the order they trade. */
export function queueAt(book: OrderBook, side: Side, px: number): QueuedOrder[] {
  const { books } = book;
  const queue: QueuedOrder[] = [];
  const level = findLevel(ladderOf(book, side), px);
  for (let slot = levelFirst(books, level); slot !== 0; slot = nextOf(books, slot)) {
    queue.push({ orderId: idOf(books, slot), qty: qtyOf(books, slot) });
  }
  return queue;
}

/** An order at rest; absent where there is none of this id. */
export function orderInBook(
  books: OrderBooks,
  orderId: number,
): { readonly book: number; readonly side: Side; readonly px: number; readonly qty: number } | undefined {
  const slot = findOrder(books, orderId);
  if (slot === 0) return undefined;
  const level = levelOf(books, slot);
  return {
    book: levelOwner(books, level) >> 1,
    side: sideOf(books, level),
    px: levelPx(books, level),
    qty: qtyOf(books, slot),
  };
}

/** Does the order rest in another book of those that share this one's ids? */
export function restsElsewhere({ books, index }: OrderBook, orderId: number): boolean {
  const slot = findOrder(books, orderId);
  return slot !== 0 && levelOwner(books, levelOf(books, slot)) >> 1 !== index;
}

/** Shares that trade before an order at its price; absent where no such order rests. Costs a step per order ahead. */
export function queueAhead(books: OrderBooks, orderId: number): number | undefined {
  const slot = findOrder(books, orderId);
  if (slot === 0) return undefined;
  let ahead = 0;
  for (let before = prevOf(books, slot); before !== 0; before = prevOf(books, before)) {
    ahead += qtyOf(books, before);
  }
  return ahead;
}

/** Orders at rest. Costs a step per level. */
export function orderCount({ asks, bids, books }: OrderBook): number {
  let orders = 0;
  for (const { depth, slots } of [bids, asks]) {
    for (let rank = 0; rank < depth; rank++) orders += levelOrders(books, slots[rank]!);
  }
  return orders;
}

/** The best bid is at or above the best ask. */
export function isBookCrossed(book: OrderBook): boolean {
  const { bids, asks } = book;
  if (bids.depth === 0 || asks.depth === 0) return false;
  return bids.keys[bids.depth - 1]! >= -asks.keys[asks.depth - 1]!;
}

/** The slot of an order of this book; 0, nobody's, where none of this id rests or it is another book's. */
function findOwn({ books, index }: OrderBook, orderId: number): number {
  const slot = findOrder(books, orderId);
  return levelOwner(books, levelOf(books, slot)) >> 1 === index ? slot : 0;
}

const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;
const isAmount = (n: number): boolean => Number.isSafeInteger(n) && n > 0;

/** The level's sum stays exact with `more` in it: always so in a new one. */
const hasRoom = (books: OrderBooks, level: number, more: number): boolean =>
  levelQty(books, level) + more <= Number.MAX_SAFE_INTEGER;

const ladderOf = (book: OrderBook, side: Side): Ladder => (side === 'Buy' ? book.bids : book.asks);

const sideOf = (books: OrderBooks, level: number): Side =>
  (levelOwner(books, level) & 1) === 0 ? 'Buy' : 'Sell';

/** Called before an emptied level is forgotten. */
function touch(books: OrderBooks, from: number, to = from): void {
  const { touched } = books;
  const owner = levelOwner(books, from);
  touched.side = (owner & 1) === 0 ? 'Buy' : 'Sell';
  touched.px = levelPx(books, from);
  touched.qty = levelQty(books, from);
  touched.toPx = levelPx(books, to);
  touched.toQty = levelQty(books, to);
}

function fromTouch(
  book: OrderBook,
  side: Side,
  read: (books: OrderBooks, level: number) => number,
): number | undefined {
  const ladder = ladderOf(book, side);
  return ladder.depth === 0 ? undefined : read(book.books, ladder.slots[ladder.depth - 1]!);
}
