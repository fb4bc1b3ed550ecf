/**
 * Auctions: orders gather, and may cross, until all that can trade does so at one price. The price is the one with
 * the most shares traded; of those the one with the least left over; of those, where all leave buyers over the
 * highest, where all leave sellers over the lowest (market pressure), and else the nearest to the reference; of two
 * the lower. So Xetra (Market Model Equities, price determination in auctions) and Euronext rank them. A range that no
 * order bounds on the side of the pressure gives the price nearest to the reference. Market orders go first, then the
 * better price, the displayed, the earlier. Pegs and orders with a minimum sit an auction out. Nobody takes in an
 * auction: post-only orders take part, and an owner's orders may meet whatever the venue does about that else.
 */
import { invariant, type Side } from '@fairlead/domain';
import { arrive, park, stepOut } from './arrival.ts';
import { cancelWhere } from './cancel.ts';
import type { MatchSink } from './match-order.ts';
import {
  AT_MARKET,
  AUCTION_ONLY,
  type Book,
  commanded,
  fill,
  HIDDEN,
  hasFlag,
  isWaiting,
  ladderOf,
  leavesOf,
  limitOf,
  type MatchingBook,
  MINIMUM,
  ownerOf,
  PEGGED,
  placeOf,
  priorityOf,
  SHOWN,
  WAITING,
  wholeQtyOf,
} from './match-store.ts';
import { findLevel, idOf, type Ladder, levelFirst, levelPx, levelQty, nextOf, qtyOf } from './order-store.ts';
import { parkPegs } from './pegs.ts';
import { keyAt } from './taking.ts';

/** What an auction would trade if it ended now. */
export interface Indicative {
  readonly px: number;
  /** Shares that would trade. */
  readonly qty: number;
  /** Shares to buy at that price less those to sell. */
  readonly imbalance: number;
}

export const inAuction = (book: MatchingBook): boolean => (book as Book).inAuction;

/**
 * From now on orders gather. Pegs and orders with a minimum leave their levels and wait; what waited for an
 * auction joins it.
 */
export function beginAuction(book: MatchingBook, sink: MatchSink): void {
  const b = commanded(book, sink);
  invariant(!b.inAuction, 'the auction has begun already');
  b.inAuction = true;
  parkPegs(b);
  for (const side of ['Buy', 'Sell'] as const) parkMinimums(b, ladderOf(b, HIDDEN, side));
  for (const side of ['Buy', 'Sell'] as const) {
    eachWaiting(b, side, (slot) => {
      if (hasFlag(b, slot, AUCTION_ONLY)) arrive(b, slot, stepOut(b, slot), limitOf(b, slot));
    });
  }
}

function parkMinimums(b: Book, ladder: Ladder): void {
  for (let rank = ladder.depth - 1; rank >= 0; rank -= 1) {
    eachFrom(b, levelFirst(b.store, ladder.slots[rank]!), (slot) => {
      if (hasFlag(b, slot, MINIMUM)) park(b, slot);
    });
  }
}

/** Prices on the tick, from one to the other, at which as much is traded and as much left over. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly qty: number;
  /** Shares to buy less shares to sell, at its lowest price and at its highest. */
  readonly first: number;
  readonly last: number;
}

/**
 * @param referencePx where the price goes among equals, above zero: the last trade, or yesterday's close
 * @returns absent where nothing would trade
 */
export function indicative(book: MatchingBook, referencePx: number): Indicative | undefined {
  const b = book as Book;
  invariant(referencePx > 0, 'an auction needs a reference above zero');
  const prices = auctionPrices(b);
  let buys = prices.reduce((sum, px) => sum + qtyAt(b, 'Buy', px), marketQty(b, 'Buy'));
  let sells = marketQty(b, 'Sell');
  let best: Range | undefined;
  const range = (from: number, to: number): void => {
    if (from > to) return;
    best = better(best, { from, to, qty: Math.min(buys, sells), first: buys - sells, last: buys - sells });
  };
  // From the lowest price up, and between the prices: fewer would buy, more would sell.
  let below = 0;
  for (const px of prices) {
    range(below + b.tick, px - b.tick);
    sells += qtyAt(b, 'Sell', px);
    range(px, px);
    buys -= qtyAt(b, 'Buy', px);
    below = px;
  }
  range(below + b.tick, Number.POSITIVE_INFINITY);
  if (best === undefined || best.qty === 0) return undefined;
  const px = priceIn(best, { lowest: prices[0] ?? Number.POSITIVE_INFINITY, tick: b.tick, referencePx });
  return { px, qty: best.qty, imbalance: imbalanceAt(b, prices, px) };
}

/** Where in the range: the end that all of what is left over pushes it to, or nearest to the reference. */
function priceIn(
  { from, to, first, last }: Range,
  at: { readonly lowest: number; readonly tick: number; readonly referencePx: number },
): number {
  const { lowest, tick, referencePx } = at;
  if (last > 0 && to !== Number.POSITIVE_INFINITY) return to;
  if (first < 0 && from >= lowest) return from;
  const under = Math.floor(referencePx / tick) * tick;
  const nearest = referencePx - under > tick / 2 ? under + tick : under;
  return Math.min(to, Math.max(from, nearest));
}

function imbalanceAt(b: Book, prices: readonly number[], px: number): number {
  let imbalance = marketQty(b, 'Buy') - marketQty(b, 'Sell');
  for (const at of prices) {
    if (at >= px) imbalance += qtyAt(b, 'Buy', at);
    if (at <= px) imbalance -= qtyAt(b, 'Sell', at);
  }
  return imbalance;
}

/** Of two ranges, the second above the first: the one that trades more, or leaves less over; both where they are equal. */
function better(a: Range | undefined, b: Range): Range {
  const order = a === undefined ? 1 : b.qty - a.qty || Math.abs(a.last) - Math.abs(b.last);
  if (a === undefined || order > 0) return b;
  return order < 0 ? a : { ...a, to: b.to, last: b.last };
}
/** The distinct prices at which orders stand, lowest first. */
function auctionPrices(b: Book): number[] {
  const prices = new Set<number>();
  for (const kind of [SHOWN, HIDDEN] as const) {
    for (const side of ['Buy', 'Sell'] as const) {
      const { slots, depth } = ladderOf(b, kind, side);
      for (let rank = 0; rank < depth; rank += 1) prices.add(levelPx(b.store, slots[rank]!));
    }
  }
  return [...prices].sort((a, z) => a - z);
}

const qtyAt = (b: Book, side: Side, px: number): number =>
  wholeQtyOf(b, findLevel(ladderOf(b, SHOWN, side), px)) +
  wholeQtyOf(b, findLevel(ladderOf(b, HIDDEN, side), px));

const marketQty = (b: Book, side: Side): number => {
  const queue = ladderOf(b, AT_MARKET, side);
  return queue.depth === 0 ? 0 : wholeQtyOf(b, queue.slots[0]!);
};

/**
 * The auction ends: what can trade does, at the price of `indicative`. Then what was for the auction only, its
 * market orders too, is canceled; what had a minimum arrives; the rest stays, and trading is continuous. Pegs
 * wait for the next reference touch.
 * @returns what traded; absent: nothing
 */
export function uncross(book: MatchingBook, referencePx: number, sink: MatchSink): Indicative | undefined {
  const b = commanded(book, sink);
  invariant(b.inAuction, 'there is no auction to end');
  const at = indicative(book, referencePx);
  if (at !== undefined) tradeAt(b, at);
  b.inAuction = false;
  cancelWhere(b, 'Remainder', (slot) => isSpent(b, slot));
  for (const slot of waitingMinimums(b)) arrive(b, slot, stepOut(b, slot), limitOf(b, slot));
  return at;
}

/** All at one price, then the levels that display something else than before. */
function tradeAt(b: Book, at: Indicative): void {
  const before = (['Buy', 'Sell'] as const).flatMap((side) => shownFrom(b, side, at.px));
  let left = at.qty;
  while (left > 0) left -= pair(b, left, at.px);
  for (const { side, px, qty } of before) {
    const now = levelQty(b.store, findLevel(ladderOf(b, SHOWN, side), px));
    if (now !== qty) b.sink.levelChanged(side, px, now);
  }
}

/** Displayed levels that an auction at `limitPx` may reach, best first. */
function shownFrom(b: Book, side: Side, limitPx: number) {
  const { keys, slots, depth, sign } = ladderOf(b, SHOWN, side);
  const levels = [];
  for (let rank = depth - 1; rank >= 0 && keys[rank]! >= sign * limitPx; rank -= 1) {
    levels.push({ side, px: sign * keys[rank]!, qty: levelQty(b.store, slots[rank]!) });
  }
  return levels;
}

/** The two who are next trade with each other. @returns the shares that they have traded, at most `most` */
function pair(b: Book, most: number, px: number): number {
  const { store, trade } = b;
  const buy = frontOf(b, 'Buy');
  const sell = frontOf(b, 'Sell');
  const done = Math.min(most, qtyOf(store, buy), qtyOf(store, sell));
  const isBuyLater = priorityOf(b, buy) > priorityOf(b, sell);
  const maker = isBuyLater ? sell : buy;
  const taker = isBuyLater ? buy : sell;
  trade.maker = idOf(store, maker);
  trade.makerOwner = ownerOf(b, maker);
  trade.makerLeaves = leavesOf(b, maker) - done;
  trade.taker = idOf(store, taker);
  trade.takerOwner = ownerOf(b, taker);
  trade.takerLeaves = leavesOf(b, taker) - done;
  trade.aggressor = isBuyLater ? 'Buy' : 'Sell';
  trade.px = px;
  trade.qty = done;
  fill(b, buy, done);
  fill(b, sell, done);
  b.sink.traded(trade);
  return done;
}

/** Who trades next on a side. */
function frontOf(b: Book, side: Side): number {
  const market = ladderOf(b, AT_MARKET, side);
  if (market.depth > 0) return levelFirst(b.store, market.slots[0]!);
  const shown = ladderOf(b, SHOWN, side);
  const hidden = ladderOf(b, HIDDEN, side);
  const best = keyAt(shown, shown.depth - 1) >= keyAt(hidden, hidden.depth - 1) ? shown : hidden;
  return levelFirst(b.store, best.slots[best.depth - 1]!);
}

const isSpent = (b: Book, slot: number): boolean =>
  placeOf(b, slot) >= AT_MARKET || (hasFlag(b, slot, AUCTION_ONLY) && !isWaiting(placeOf(b, slot)));

/** Orders that waited for the auction's end, the earliest first. */
function waitingMinimums(b: Book): number[] {
  const slots: number[] = [];
  for (const side of ['Buy', 'Sell'] as const) {
    eachWaiting(b, side, (slot) => {
      if (hasFlag(b, slot, MINIMUM) && !hasFlag(b, slot, PEGGED)) slots.push(slot);
    });
  }
  return slots.sort((a, z) => priorityOf(b, a) - priorityOf(b, z));
}

function eachWaiting(b: Book, side: Side, visit: (slot: number) => void): void {
  const queue = ladderOf(b, WAITING, side);
  if (queue.depth > 0) eachFrom(b, levelFirst(b.store, queue.slots[0]!), visit);
}

/** The orders of a queue from one on; the visit may move the one it is called with. */
function eachFrom(b: Book, first: number, visit: (slot: number) => void): void {
  let behind = 0;
  for (let slot = first; slot !== 0; slot = behind) {
    behind = nextOf(b.store, slot);
    visit(slot);
  }
}
