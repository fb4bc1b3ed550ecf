/**
 * Where the orders of a matching book lie: an order store (order-store.ts) with four ladders a side, and columns
 * beside its rows for what only the venue itself knows. An order is always in one ladder, or in none while a
 * command works on it:
 *
 * - `SHOWN`: displayed levels. A row's quantity is what the order displays; an iceberg's reserve is in a column.
 * - `HIDDEN`: levels that nobody sees.
 * - `WAITING`: one queue of what has no price now: pegs without a reference, orders for the next auction, and,
 *   while an auction gathers, orders with a minimum.
 * - `AT_MARKET`: one queue of an auction's market orders.
 *
 * Every queue is in the order of `priority`: an order gets a new one whenever it joins a queue.
 */
import type { Side } from '@fairlead/domain';
import {
  type MatchOrder,
  type MatchSink,
  type MatchTrade,
  OURS,
  type PegTo,
  type SelfTrade,
} from './match-order.ts';
import {
  createLadder,
  createStore,
  enlistOrder,
  forgetOrder,
  type Ladder,
  levelOf,
  levelOwner,
  levelQty,
  linkLast,
  needLevel,
  type OrderStore,
  qtyOf,
  resize,
  setQty,
  setTag,
  settleLevel,
  tagOf,
  unlink,
} from './order-store.ts';

/** Kinds of ladder: `kind + 1` is the sellers' ladder of that kind. */
export const SHOWN = 0;
export const HIDDEN = 2;
export const WAITING = 4;
export const AT_MARKET = 6;
const LADDERS = 8;
export type Kind = typeof SHOWN | typeof HIDDEN | typeof WAITING | typeof AT_MARKET;

/** Flags of an order's tag: above them is its owner. */
export const POST_ONLY = 1;
export const ICEBERG = 2;
export const MINIMUM = 4;
export const UNSEEN = 8;
export const AUCTION_ONLY = 16;
export const PEGGED = 32 | 64;
export const SELLS = 128;
const PEG_SHIFT = 5;
const PEGS: readonly (PegTo | undefined)[] = [undefined, 'Near', 'Mid', 'Far'];
const OWNER_SHIFT = 8;
export const OWNERS = 2 ** 23;
/** Flags of orders that have a row of `terms`. */
export const SPECIAL = ICEBERG | MINIMUM | AUCTION_ONLY | PEGGED;

/** Columns of `terms`. */
const RESERVE = 0;
const DISPLAY = 1;
const LEAST = 2;
/** 0 for none. */
const LIMIT = 3;
/** Columns of `pegs`: all pegs of a book are one list in the order of their priority. */
const NEXT = 0;
const PREV = 1;
const OFFSET = 2;
/** Columns of `sums`. */
const OWN = 0;
const RESERVES = 1;

interface MatchStore extends OrderStore {
  /** By order slot; `terms` and `pegs` four columns each. */
  priority: Float64Array;
  terms: Float64Array;
  pegs: Int32Array;
  /** By level slot, two columns: shares displayed by owner 0, and icebergs' reserves. */
  sums: Float64Array;
}

/** Whoever takes: an arriving order, or one that arrives anew. One record of the book's, filled for each. */
interface Taker {
  id: number;
  owner: number;
  side: Side;
  leaves: number;
  /** Its limit as a key of the ladders it takes from: it reaches keys from here up. */
  limitKey: number;
  /** What is done where it meets its owner's orders; absent: they trade. */
  guard: SelfTrade | undefined;
  /** It has met one, and must go. */
  stopped: boolean;
}

export interface MatchingBook {
  readonly tick: number;
  readonly lot: number;
}

export interface Book extends MatchingBook {
  readonly store: MatchStore;
  readonly trade: MatchTrade;
  readonly taker: Taker;
  readonly selfTrade: SelfTrade | undefined;
  readonly anonymous: number | undefined;
  /** Of the command at work. */
  sink: MatchSink;
  nextPriority: number;
  inAuction: boolean;
  /** The touch that pegs follow, 0 where a side is absent. */
  bidPx: number;
  askPx: number;
  /** Slots of the first and the last peg, and of the one to look at next; 0 for none. */
  firstPeg: number;
  lastPeg: number;
  nextPeg: number;
}

const nothing = (): void => {};
const NO_SINK: MatchSink = {
  accepted: nothing,
  replaced: nothing,
  traded: nothing,
  canceled: nothing,
  rejected: nothing,
  levelChanged: nothing,
};

/** The book that a command works on, and whom it tells. */
export function commanded(book: MatchingBook, sink: MatchSink): Book {
  const b = book as Book;
  b.sink = sink;
  return b;
}

/**
 * An empty book. `tick` and `lot` are positive integers.
 * @param of `selfTrade` absent: an owner's orders trade with each other. So do those of the owner `anonymous` in any
 * case: under that number come many who don't know each other.
 */
export function createMatchingBook(of: {
  readonly tick: number;
  readonly lot: number;
  readonly selfTrade?: SelfTrade | undefined;
  readonly anonymous?: number;
}): MatchingBook {
  const store = createStore();
  for (let nth = 0; nth < LADDERS; nth += 1) createLadder(store, nth % 2 === 0 ? 1 : -1);
  const orders = store.orders.ints.length / 8;
  const book: Book = {
    tick: of.tick,
    lot: of.lot,
    store: {
      ...store,
      priority: new Float64Array(orders),
      terms: new Float64Array(4 * orders),
      pegs: new Int32Array(4 * orders),
      sums: new Float64Array(store.levels.ints.length / 4),
    },
    trade: {
      maker: 0,
      taker: 0,
      makerOwner: OURS,
      takerOwner: OURS,
      aggressor: 'Buy',
      px: 0,
      qty: 0,
      makerLeaves: 0,
      takerLeaves: 0,
    },
    taker: { id: 0, owner: OURS, side: 'Buy', leaves: 0, limitKey: 0, guard: undefined, stopped: false },
    selfTrade: of.selfTrade,
    anonymous: of.anonymous,
    sink: NO_SINK,
    nextPriority: 1,
    inAuction: false,
    bidPx: 0,
    askPx: 0,
    firstPeg: 0,
    lastPeg: 0,
    nextPeg: 0,
  };
  return book;
}

export const ladderOf = (b: Book, kind: Kind, side: Side): Ladder =>
  b.store.ladders[side === 'Buy' ? kind : kind + 1]!;

/** The ladder that an order is in, by position. */
export const placeOf = (b: Book, slot: number): number => levelOwner(b.store, levelOf(b.store, slot));
export const isShown = (place: number): boolean => place < HIDDEN;
export const isWaiting = (place: number): boolean => (place & ~1) === WAITING;
export const sideAt = (place: number): Side => ((place & 1) === 0 ? 'Buy' : 'Sell');
export const sideOf = (b: Book, slot: number): Side => (hasFlag(b, slot, SELLS) ? 'Sell' : 'Buy');

export const hasFlag = (b: Book, slot: number, flag: number): boolean => (tagOf(b.store, slot) & flag) !== 0;
export const ownerOf = (b: Book, slot: number): number => tagOf(b.store, slot) >>> OWNER_SHIFT;
export const pegOf = (b: Book, slot: number): PegTo | undefined =>
  PEGS[(tagOf(b.store, slot) & PEGGED) >> PEG_SHIFT];

const termOf = (b: Book, slot: number, term: number): number => b.store.terms[4 * slot + term]!;
const setTerm = (b: Book, slot: number, term: number, to: number): void => {
  b.store.terms[4 * slot + term] = to;
};
export const reserveOf = (b: Book, slot: number): number =>
  hasFlag(b, slot, ICEBERG) ? termOf(b, slot, RESERVE) : 0;
/** Shares that an iceberg displays at most; of any other, all it has. */
export const displayOf = (b: Book, slot: number): number =>
  hasFlag(b, slot, ICEBERG) ? termOf(b, slot, DISPLAY) : leavesOf(b, slot);
export const leavesOf = (b: Book, slot: number): number => qtyOf(b.store, slot) + reserveOf(b, slot);
/** Of an order with a minimum. */
export const minimumOf = (b: Book, slot: number): number => termOf(b, slot, LEAST);
/** Least shares that a resting order trades at a time. */
export const leastOf = (b: Book, slot: number): number =>
  hasFlag(b, slot, MINIMUM) ? Math.min(minimumOf(b, slot), leavesOf(b, slot)) : 1;
/** Of a special order: its limit or cap, 0 where it has none. */
export const limitOf = (b: Book, slot: number): number => termOf(b, slot, LIMIT);
export const setLimit = (b: Book, slot: number, to: number): void => setTerm(b, slot, LIMIT, to);
export const setDisplay = (b: Book, slot: number, to: number): void => setTerm(b, slot, DISPLAY, to);
export const offsetOf = (b: Book, slot: number): number => b.store.pegs[4 * slot + OFFSET]!;
export const priorityOf = (b: Book, slot: number): number => b.store.priority[slot]!;
export const pegBehind = (b: Book, slot: number): number => b.store.pegs[4 * slot + NEXT]!;

/** Displayed shares of owner 0 in a level. */
export const ownQtyOf = (b: Book, level: number): number => b.store.sums[2 * level + OWN]!;
/** All shares in a level, displayed or not. */
export const wholeQtyOf = (b: Book, level: number): number =>
  levelQty(b.store, level) + b.store.sums[2 * level + RESERVES]!;

/** A new order, in no ladder yet. */
export function enlist(b: Book, order: MatchOrder): number {
  const { store } = b;
  const slot = enlistOrder(store, order.id, 0);
  if (slot >= store.priority.length) growOrders(store);
  let tag = order.owner << OWNER_SHIFT;
  if (order.side === 'Sell') tag |= SELLS;
  if (order.postOnly) tag |= POST_ONLY;
  if (order.hidden === true || order.peg === 'Mid') tag |= UNSEEN;
  if (order.displayQty !== undefined) tag |= ICEBERG;
  if (order.minQty !== undefined) tag |= MINIMUM;
  if (order.timeInForce === 'Auction') tag |= AUCTION_ONLY;
  if (order.peg !== undefined) tag |= PEGS.indexOf(order.peg) << PEG_SHIFT;
  setTag(store, slot, tag);
  if ((tag & SPECIAL) === 0) return slot;
  setTerm(b, slot, RESERVE, 0);
  setTerm(b, slot, DISPLAY, order.displayQty ?? 0);
  setTerm(b, slot, LEAST, order.minQty ?? 0);
  setTerm(b, slot, LIMIT, order.px ?? 0);
  if ((tag & PEGGED) === 0) return slot;
  store.pegs[4 * slot + OFFSET] = order.pegOffset ?? 0;
  linkPeg(b, slot);
  return slot;
}

/** An order that is in no ladder leaves the book. */
export function forget(b: Book, slot: number): void {
  if (hasFlag(b, slot, PEGGED)) unlinkPeg(b, slot);
  forgetOrder(b.store, slot);
}

/**
 * An order that is in no ladder joins the back of a queue with these many shares left.
 * @returns shares displayed at its level
 */
export function join(b: Book, slot: number, leaves: number, kind: Kind, px: number): number {
  const { store } = b;
  const level = needLevel(store, ladderOf(b, kind, sideOf(b, slot)), px);
  if (2 * level >= store.sums.length) growLevels(store);
  queue(b, slot, level, leaves);
  return levelQty(store, level);
}

function queue(b: Book, slot: number, level: number, leaves: number): void {
  const { store } = b;
  const isIceberg = hasFlag(b, slot, ICEBERG);
  const shown = isIceberg ? Math.min(leaves, termOf(b, slot, DISPLAY)) : leaves;
  setQty(store, slot, shown);
  linkLast(store, slot, level);
  store.priority[slot] = b.nextPriority;
  b.nextPriority += 1;
  if (isIceberg) {
    setTerm(b, slot, RESERVE, leaves - shown);
    store.sums[2 * level + RESERVES]! += leaves - shown;
  }
  if (ownerOf(b, slot) === OURS) store.sums[2 * level + OWN]! += shown;
  if (hasFlag(b, slot, PEGGED)) {
    unlinkPeg(b, slot);
    linkPeg(b, slot);
  }
}

/**
 * An order leaves its queue, and stays in the book's store. Its level goes with its last order.
 * @returns shares still displayed at its level
 */
export function leave(b: Book, slot: number): number {
  const { store } = b;
  const level = levelOf(store, slot);
  depart(b, slot, level);
  const left = levelQty(store, level);
  settleLevel(store, level);
  return left;
}

function depart(b: Book, slot: number, level: number): void {
  const { store } = b;
  if (hasFlag(b, slot, ICEBERG)) store.sums[2 * level + RESERVES]! -= termOf(b, slot, RESERVE);
  if (ownerOf(b, slot) === OURS) store.sums[2 * level + OWN]! -= qtyOf(store, slot);
  unlink(store, slot);
}

/** An order has `by` shares fewer than it displays, and keeps its place. */
export function shrink(b: Book, slot: number, by: number): void {
  const { store } = b;
  if (ownerOf(b, slot) === OURS) store.sums[2 * levelOf(store, slot) + OWN]! -= by;
  resize(store, slot, qtyOf(store, slot) - by);
}

/** An iceberg's reserve is smaller now; it keeps its place. */
export function shrinkReserve(b: Book, slot: number, by: number): void {
  b.store.sums[2 * levelOf(b.store, slot) + RESERVES]! -= by;
  setTerm(b, slot, RESERVE, termOf(b, slot, RESERVE) - by);
}

/**
 * An order gives `done` shares, at most what it displays. An iceberg that has shown all shows its next part, at
 * the back of its queue; any other goes with its last share.
 * @returns shares that its level displays now
 */
export function fill(b: Book, slot: number, done: number): number {
  const { store } = b;
  const level = levelOf(store, slot);
  if (done < qtyOf(store, slot)) {
    shrink(b, slot, done);
    return levelQty(store, level);
  }
  const reserve = reserveOf(b, slot);
  if (reserve === 0) {
    const left = leave(b, slot);
    forget(b, slot);
    return left;
  }
  depart(b, slot, level);
  queue(b, slot, level, reserve);
  return levelQty(store, level);
}

function linkPeg(b: Book, slot: number): void {
  const { pegs } = b.store;
  pegs[4 * slot + NEXT] = 0;
  pegs[4 * slot + PREV] = b.lastPeg;
  if (b.lastPeg === 0) b.firstPeg = slot;
  else pegs[4 * b.lastPeg + NEXT] = slot;
  b.lastPeg = slot;
}

function unlinkPeg(b: Book, slot: number): void {
  const { pegs } = b.store;
  const before = pegs[4 * slot + PREV]!;
  const behind = pegs[4 * slot + NEXT]!;
  if (before === 0) b.firstPeg = behind;
  else pegs[4 * before + NEXT] = behind;
  if (behind === 0) b.lastPeg = before;
  else pegs[4 * behind + PREV] = before;
  if (b.nextPeg === slot) b.nextPeg = behind;
}

function growOrders(store: MatchStore): void {
  const orders = store.orders.ints.length / 8;
  store.priority = longer(store.priority, orders);
  store.terms = longer(store.terms, 4 * orders);
  const pegs = new Int32Array(4 * orders);
  pegs.set(store.pegs);
  store.pegs = pegs;
}

function growLevels(store: MatchStore): void {
  store.sums = longer(store.sums, store.levels.ints.length / 4);
}

function longer(column: Float64Array, length: number): Float64Array {
  const grown = new Float64Array(length);
  grown.set(column);
  return grown;
}
