/**
 * One venue's displayed book of one instrument (price levels), built from its market events.
 *
 * Prices in Px, quantities in shares. Each side is a pair of typed arrays, worst level first and best last, so
 * that an update costs a binary search and a shift of the levels between it and the touch; nothing is allocated
 * per event (the arrays double when they are full).
 *
 * Invariants: levels are strictly ordered, their prices and sizes above zero; the best bid is below the best ask.
 * A level that arrives at or through the other side proves the levels it crosses gone (the venue would have traded
 * them), so the newer message wins and they go. A jump in `feedSeq`, a snapshot that is itself crossed, or a level
 * that is no level (a price of zero, a size below it) leaves a book that nobody can vouch for: it is not `usable`
 * until a good snapshot comes.
 */
import type {
  AuctionIndicated,
  BookSnapshot,
  FeedCounts,
  FeedHeartbeat,
  Level,
  LevelChanged,
  MarketEvent,
  Px,
  Qty,
  Side,
  TradePrinted,
  TradingStatus,
  TradingStatusChanged,
} from '@fairlead/domain';
import { invariant } from '@fairlead/domain';
import { rankOf } from './rank.ts';

interface BookSide {
  /** +1 where a higher price is better (bids), -1 for asks. */
  readonly sign: 1 | -1;
  /** Worst first, best at `count - 1`. */
  px: Float64Array;
  qty: Float64Array;
  count: number;
}

export interface LevelBook {
  readonly bids: BookSide;
  readonly asks: BookSide;
  /** Of the last message that was taken. 0 before the first. */
  feedSeq: number;
  /** False between a gap and the next snapshot. */
  usable: boolean;
  status: TradingStatus;
  readonly counts: { -readonly [K in keyof FeedCounts]: FeedCounts[K] };
  /** Messages that reached levels of the other side and removed them. */
  uncrossings: number;
  /** The last message may have moved the touch, in price or shares: false for most, and then nobody need look. */
  touchMoved: boolean;
  /** Shares that the level of the last `LevelChanged` that was applied showed before it. */
  levelBefore: number;
}

/**
 * - `Applied`: the message was the next one; the book is current.
 * - `Gap`: messages are missing, or what came can't be true; ask the venue for a snapshot.
 * - `Ignored`: a message from the past, one that has to wait for the snapshot, or a print that is none.
 */
export type BookChange = 'Applied' | 'Gap' | 'Ignored';

const FIRST_CAPACITY = 64;

export function createLevelBook(): LevelBook {
  return {
    bids: createSide(1),
    asks: createSide(-1),
    feedSeq: 0,
    usable: true,
    status: 'Open',
    counts: { messages: 0, gaps: 0, resyncs: 0, duplicates: 0, outOfOrder: 0, waited: 0 },
    uncrossings: 0,
    touchMoved: false,
    levelBefore: 0,
  };
}

/** Is this a price of something? */
export const isSoundPx = (price: number): boolean => price > 0 && Number.isSafeInteger(price);
/** Is this a size, zero included? */
export const isSoundQty = (quantity: number): boolean => quantity >= 0 && Number.isSafeInteger(quantity);

/**
 * Folds one message of this venue and instrument into the book. Every message counts in `feedSeq`; a heartbeat
 * may also repeat the last number. A snapshot sets the count, whatever it was: a feed that began anew says so
 * with one. A halt is believed even while the levels are not.
 */
export function applyToLevelBook(book: LevelBook, event: MarketEvent): BookChange {
  switch (event.type) {
    case 'LevelChanged':
      return applyLevel(book, event);
    case 'TradePrinted':
      return applyPrint(book, event);
    case 'BookSnapshot':
      return applySnapshot(book, event);
    case 'TradingStatusChanged':
      return applyStatus(book, event);
    case 'AuctionIndicated':
      return applyIndicated(book, event);
    case 'FeedHeartbeat':
      return applyHeartbeat(book, event);
  }
}

// One function for each kind of message: each sees events of one shape, which reads them several times faster.

export function applyLevel(book: LevelBook, event: LevelChanged): BookChange {
  const refused = admit(book, event.feedSeq);
  if (refused !== undefined) return refused;
  const { px, qty } = event;
  if (!isSoundPx(px) || !isSoundQty(qty)) return distrust(book);
  const side = sideOf(book, event.side);
  const slot = slotOf(side, px);
  const shown = isAt(side, slot, px);
  book.levelBefore = shown ? side.qty[slot]! : 0;
  book.touchMoved = shown ? slot === side.count - 1 : slot === side.count && qty > 0;
  if (qty === 0) {
    if (shown) closeSlot(side, slot);
    return 'Applied';
  }
  if (!shown) openSlot(side, slot, px);
  side.qty[slot] = qty;
  // Only a new best price can reach the other side.
  if (book.touchMoved) uncross(book, side);
  return 'Applied';
}

/** Newest wins: what the new best reaches has traded or gone, whatever order the venue says it in. */
function uncross(book: LevelBook, side: BookSide): void {
  const other = side === book.bids ? book.asks : book.bids;
  const reach = side.sign * side.px[side.count - 1]!;
  const before = other.count;
  while (other.count > 0 && reach >= side.sign * other.px[other.count - 1]!) other.count -= 1;
  if (other.count < before) book.uncrossings += 1;
}

export function applyPrint(book: LevelBook, event: TradePrinted): BookChange {
  const refused = admit(book, event.feedSeq);
  if (refused !== undefined) return refused;
  return isSoundPx(event.px) && isSoundQty(event.qty) && event.qty > 0 ? 'Applied' : 'Ignored';
}

export function applySnapshot(book: LevelBook, event: BookSnapshot): BookChange {
  book.counts.messages += 1;
  book.feedSeq = event.feedSeq;
  book.touchMoved = true;
  const sound = refill(book.bids, event.bids) && refill(book.asks, event.asks);
  if (!sound || isCrossed(book)) return distrust(book);
  if (!book.usable) book.counts.resyncs += 1;
  book.usable = true;
  return 'Applied';
}

export function applyStatus(book: LevelBook, event: TradingStatusChanged): BookChange {
  if (event.feedSeq > book.feedSeq) book.status = event.status;
  return admit(book, event.feedSeq) ?? 'Applied';
}

/** A word of a price to come moves no level. */
export function applyIndicated(book: LevelBook, event: AuctionIndicated): BookChange {
  return admit(book, event.feedSeq) ?? 'Applied';
}

export function applyHeartbeat(book: LevelBook, event: FeedHeartbeat): BookChange {
  if (event.feedSeq !== book.feedSeq) return admit(book, event.feedSeq) ?? 'Applied';
  book.touchMoved = false;
  book.counts.messages += 1;
  return book.usable ? 'Applied' : 'Ignored';
}

/** Counts a message. @returns what becomes of it where it is not the next one of a usable book */
function admit(book: LevelBook, feedSeq: number): BookChange | undefined {
  const { counts } = book;
  book.touchMoved = false;
  counts.messages += 1;
  if (feedSeq <= book.feedSeq) {
    if (feedSeq < book.feedSeq) counts.outOfOrder += 1;
    else counts.duplicates += 1;
    return 'Ignored';
  }
  const next = feedSeq === book.feedSeq + 1;
  book.feedSeq = feedSeq;
  if (!book.usable) {
    counts.waited += 1;
    return 'Ignored';
  }
  return next ? undefined : distrust(book);
}

function distrust(book: LevelBook): BookChange {
  book.usable = false;
  book.touchMoved = true;
  book.counts.gaps += 1;
  return 'Gap';
}

/** The best bid; absent where none is shown or the book is not usable. */
export function bestBid(book: LevelBook): Level | undefined {
  return best(book, book.bids);
}
/** The best ask; absent where none is shown or the book is not usable. */
export function bestAsk(book: LevelBook): Level | undefined {
  return best(book, book.asks);
}

function best(book: LevelBook, side: BookSide): Level | undefined {
  if (!book.usable || side.count === 0) return undefined;
  return { px: side.px[side.count - 1] as Px, qty: side.qty[side.count - 1] as Qty };
}

/** The first `n` levels of a side, best first; none while the book is not usable. `Buy` is the bids. */
export function levels(book: LevelBook, side: Side, n: number): Level[] {
  const from = sideOf(book, side);
  const out: Level[] = [];
  for (let nth = 0; nth < n && nth < levelCount(book, side); nth++) {
    const slot = from.count - 1 - nth;
    out.push({ px: from.px[slot] as Px, qty: from.qty[slot] as Qty });
  }
  return out;
}

/** How many levels a side shows; 0 while the book is not usable. */
export function levelCount(book: LevelBook, side: Side): number {
  return book.usable ? sideOf(book, side).count : 0;
}

/** Price of the `nth` level of a side, 0 = best, without allocating. `nth` is below `levelCount`. */
export function levelPx(book: LevelBook, side: Side, nth: number): number {
  const from = sideOf(book, side);
  invariant(nth >= 0 && nth < from.count, 'a level is asked for that the book does not have');
  return from.px[from.count - 1 - nth]!;
}

/** Shares of the `nth` level of a side, 0 = best, without allocating. `nth` is below `levelCount`. */
export function levelQty(book: LevelBook, side: Side, nth: number): number {
  const from = sideOf(book, side);
  invariant(nth >= 0 && nth < from.count, 'a level is asked for that the book does not have');
  return from.qty[from.count - 1 - nth]!;
}

/** Shares shown at exactly this price; 0 where no such level is shown. */
export function qtyAt(book: LevelBook, side: Side, price: number): number {
  if (!book.usable) return 0;
  const from = sideOf(book, side);
  const slot = slotOf(from, price);
  return isAt(from, slot, price) ? from.qty[slot]! : 0;
}

/** Shares of the first `n` levels of a side. */
export function depthOfLevels(book: LevelBook, side: Side, n: number): number {
  const from = sideOf(book, side);
  const count = levelCount(book, side);
  let sum = 0;
  for (let nth = 0; nth < n && nth < count; nth++) sum += from.qty[from.count - 1 - nth]!;
  return sum;
}

/** Shares of a side at this price or better for the other side: what trades before an order that joins there. */
export function depthAtOrBetter(book: LevelBook, side: Side, price: number): number {
  const from = sideOf(book, side);
  let sum = 0;
  for (let slot = levelCount(book, side) - 1; slot >= 0; slot--) {
    if (from.sign * from.px[slot]! < from.sign * price) break;
    sum += from.qty[slot]!;
  }
  return sum;
}

/** Shares of a side within `ticks` price steps of its own touch, the touch and the last step included. */
export function depthWithin(book: LevelBook, side: Side, ticks: number, tick: number): number {
  const from = sideOf(book, side);
  if (levelCount(book, side) === 0) return 0;
  return depthAtOrBetter(book, side, from.px[from.count - 1]! - from.sign * ticks * tick);
}

const sideOf = (book: LevelBook, side: Side): BookSide => (side === 'Buy' ? book.bids : book.asks);

const createSide = (sign: 1 | -1): BookSide => ({
  sign,
  px: new Float64Array(FIRST_CAPACITY),
  qty: new Float64Array(FIRST_CAPACITY),
  count: 0,
});

function isCrossed(book: LevelBook): boolean {
  const { bids, asks } = book;
  return bids.count > 0 && asks.count > 0 && bids.px[bids.count - 1]! >= asks.px[asks.count - 1]!;
}

/**
 * Replaces a side with `shown`, best first; levels of zero are left out, any other order is put right.
 * @returns false where one of them is no level
 */
function refill(side: BookSide, shown: readonly Level[]): boolean {
  side.count = 0;
  for (let i = shown.length - 1; i >= 0; i--) {
    const level = shown[i]!;
    if (!isSoundPx(level.px) || !isSoundQty(level.qty)) return false;
    if (level.qty > 0) showLevel(side, level.px, level.qty);
  }
  return true;
}

function showLevel(side: BookSide, price: number, quantity: number): void {
  const slot = slotOf(side, price);
  if (!isAt(side, slot, price)) openSlot(side, slot, price);
  side.qty[slot] = quantity;
}

function closeSlot(side: BookSide, slot: number): void {
  side.count -= 1;
  for (let i = slot; i < side.count; i++) {
    side.px[i] = side.px[i + 1]!;
    side.qty[i] = side.qty[i + 1]!;
  }
}

function openSlot(side: BookSide, slot: number, price: number): void {
  if (side.count === side.px.length) {
    const px = new Float64Array(side.px.length * 2);
    const qty = new Float64Array(side.qty.length * 2);
    px.set(side.px);
    qty.set(side.qty);
    side.px = px;
    side.qty = qty;
  }
  for (let i = side.count; i > slot; i--) {
    side.px[i] = side.px[i - 1]!;
    side.qty[i] = side.qty[i - 1]!;
  }
  side.px[slot] = price;
  side.count += 1;
}

/** Where `price` is, or would go: the first slot that is not worse. */
const slotOf = ({ count, px, sign }: BookSide, price: number): number =>
  rankOf(px, count, sign * price, sign);

const isAt = ({ count, px }: BookSide, slot: number, price: number): boolean =>
  slot < count && px[slot] === price;
