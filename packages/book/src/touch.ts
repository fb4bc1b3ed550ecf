/**
 * What each venue shows at its touch as far as it counts, and the best of it: the arithmetic of the consolidated
 * book. Prices in Px, sizes in shares; a size of 0 means that nobody shows that side, and its price means nothing.
 */
import { confirmedAt, isFresh } from './feed-health.ts';
import type { FeedWatch } from './feed-watch.ts';
import type { LevelBook } from './level-book.ts';
import { STOOD_NS } from './prints.ts';

export const TOUCH = 4;

export interface Touches {
  readonly watch: FeedWatch;
  /** Per venue: its best bid's price and shares, its best ask's; 0 shares where it does not count. */
  readonly touches: Float64Array;
  /** Per venue: our clock when its best bid came to this price, and its best ask. */
  readonly shownSince: Float64Array;
}

/** One side of the consolidated touch. A `qty` of 0: nobody shows it, and the other members mean nothing. */
export interface TopSide {
  px: number;
  /** Shares at `px` on all venues. */
  qty: number;
  /** When the freshest venue at `px` last stood behind it (`confirmedAt`). */
  ts: number;
  /** Bit `i`: venue `i` shows `px`. */
  venues: number;
}

export const nobody = (): TopSide => ({ px: 0, qty: 0, ts: 0, venues: 0 });

/**
 * Takes a venue's touch from its book.
 * @param book absent where the venue does not count
 * @returns whether what counts of it is another now
 */
export function showTouch(
  { shownSince, touches }: Touches,
  venue: number,
  book: LevelBook | undefined,
  ts: number,
): boolean {
  const at = venue * TOUCH;
  const bids = book?.bids;
  const asks = book?.asks;
  const bidQty = bids !== undefined && bids.count > 0 ? bids.qty[bids.count - 1]! : 0;
  const askQty = asks !== undefined && asks.count > 0 ? asks.qty[asks.count - 1]! : 0;
  const bidPx = bidQty > 0 ? bids!.px[bids!.count - 1]! : touches[at]!;
  const askPx = askQty > 0 ? asks!.px[asks!.count - 1]! : touches[at + 2]!;
  if (
    bidQty === touches[at + 1] &&
    askQty === touches[at + 3] &&
    bidPx === touches[at] &&
    askPx === touches[at + 2]
  )
    return false;
  if (touches[at + 1] === 0 || touches[at] !== bidPx) shownSince[venue * 2] = ts;
  if (touches[at + 3] === 0 || touches[at + 2] !== askPx) shownSince[venue * 2 + 1] = ts;
  touches[at] = bidPx;
  touches[at + 1] = bidQty;
  touches[at + 2] = askPx;
  touches[at + 3] = askQty;
  return true;
}

/** The venue stands behind the sides that it helps to set. */
export function confirm({ watch }: Touches, bid: TopSide, ask: TopSide, venue: number): void {
  const ts = confirmedAt(watch.ages, venue);
  const bit = 1 << venue;
  if ((bid.venues & bit) !== 0 && ts > bid.ts) bid.ts = ts;
  if ((ask.venues & bit) !== 0 && ts > ask.ts) ask.ts = ts;
}

const EVERYONE = ~0;

/**
 * The best of a side over the fresh venues; where none of them shows it, over all.
 * @param column of the side's price in `touches`: 0 bids, 2 asks
 * @param fresh bit `i`: venue `i` is
 */
export function findSide(touches: Touches, top: TopSide, column: 0 | 2, fresh: number): void {
  findBest(touches, top, column, fresh);
  if (top.qty === 0) findBest(touches, top, column, EVERYONE);
}

/** @param among bit `i`: venue `i` may set the price */
export function findBest({ touches, watch }: Touches, top: TopSide, column: 0 | 2, among: number): void {
  const { ages } = watch;
  const venueCount = touches.length / TOUCH;
  const sign = column === 0 ? 1 : -1;
  let px = 0;
  let qty = 0;
  let clock = 0;
  let venues = 0;
  for (let i = 0; i < venueCount; i++) {
    const shown = touches[i * TOUCH + column + 1]!;
    if (shown === 0 || (among & (1 << i)) === 0) continue;
    const price = touches[i * TOUCH + column]!;
    const lead = qty === 0 ? 1 : sign * (price - px);
    if (lead < 0) continue;
    if (lead > 0) {
      px = price;
      qty = 0;
      clock = Number.NEGATIVE_INFINITY;
      venues = 0;
    }
    qty += shown;
    venues |= 1 << i;
    const shownAt = confirmedAt(ages, i);
    if (shownAt > clock) clock = shownAt;
  }
  top.px = px;
  top.qty = qty;
  top.ts = clock;
  top.venues = venues;
}

/** Is the print outside a quote of another venue that has stood long enough to be seen? */
export function isThrough(
  { shownSince, touches, watch }: Touches,
  at: number,
  price: number,
  ts: number,
): boolean {
  const venueCount = touches.length / TOUCH;
  let bestBid = Number.NEGATIVE_INFINITY;
  let bestAsk = Number.POSITIVE_INFINITY;
  let through = false;
  for (let other = 0; other < venueCount; other++) {
    if (other === at || !isFresh(watch.ages, other, ts)) continue;
    const touch = other * TOUCH;
    if (touches[touch + 1]! > 0) {
      const bid = touches[touch]!;
      if (bid > bestBid) bestBid = bid;
      through ||= price < bid && shownSince[other * 2]! <= ts - STOOD_NS;
    }
    if (touches[touch + 3]! > 0) {
      const ask = touches[touch + 2]!;
      if (ask < bestAsk) bestAsk = ask;
      through ||= price > ask && shownSince[other * 2 + 1]! <= ts - STOOD_NS;
    }
  }
  return through && bestBid < bestAsk;
}
