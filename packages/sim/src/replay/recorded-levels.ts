/**
 * Levels of a book driven by a recording: what the recording displayed, which nothing of ours changes, and the
 * live book beside it, which is brought to it where messages alone do not tell. 1/10,000 and shares.
 */
import {
  cancelOrder,
  enterOrder,
  levelAtPx,
  ordersAtPx,
  type RestingOrder,
  replaceOrder,
  restingOrder,
} from '@fairlead/book';
import type { Level, Side } from '@fairlead/domain';
import { type BookState, CROWD } from '../world/state.ts';
import { type Ladder, pricesBetween, qtyAtPx, setQty } from './ladder.ts';
import type { Playback } from './playback.ts';

export const ladderOf = (playback: Playback, side: Side): Ladder =>
  side === 'Buy' ? playback.bids : playback.asks;

export const unnamedOf = (playback: Playback, side: Side): Map<number, number> =>
  side === 'Buy' ? playback.unnamedBids : playback.unnamedAsks;

/** Keeps what the recording displays. */
export function note(
  playback: Playback,
  at: { readonly side: Side; readonly px: number },
  change: number,
): void {
  const ladder = ladderOf(playback, at.side);
  setQty(ladder, at.px, qtyAtPx(ladder, at.px) + change);
}

/**
 * Recorded shares in the live book at a price beyond what the recording displays there: what happened to an
 * order out of the window's sight, so that its name was never told, shows as this.
 */
export function excessAt(
  feed: BookState,
  playback: Playback,
  at: { readonly side: Side; readonly px: number },
): number {
  const level = levelAtPx(feed.book, at.side, at.px);
  const live = level === undefined ? 0 : level.qty - level.ownQty;
  return Math.max(0, live - qtyAtPx(ladderOf(playback, at.side), at.px));
}

export function shrink(feed: BookState, id: number, by: number): void {
  const order = restingOrder(feed.book, id);
  if (order === undefined || by <= 0) return;
  if (order.leavesQty <= by) cancelOrder(feed.book, id, feed.sink);
  else replaceOrder(feed.book, { id, leavesQty: order.leavesQty - by, px: order.px }, feed.sink);
}

/**
 * The recording shows a window of levels. Where its deepest level moved outward, what lay between is gone, and
 * the level that came into view has the size that the recording says.
 */
export function reveal(feed: BookState, playback: Playback, side: Side, deepest: Level | undefined): void {
  if (deepest === undefined) return;
  const before = side === 'Buy' ? playback.deepestBid : playback.deepestAsk;
  if (side === 'Buy') playback.deepestBid = deepest.px;
  else playback.deepestAsk = deepest.px;
  const ladder = ladderOf(playback, side);
  const outward = before !== undefined && (side === 'Buy' ? deepest.px < before : deepest.px > before);
  if (outward) {
    for (const price of pricesBetween(ladder, before, deepest.px))
      correct(feed, playback, { side, px: price, qty: 0 });
  }
  if (qtyAtPx(ladder, deepest.px) !== deepest.qty) correct(feed, playback, { side, ...deepest });
}

/** Brings a level of the recorded book, and with it the live one, to the size that the recording says. */
function correct(
  feed: BookState,
  playback: Playback,
  level: { readonly side: Side; readonly px: number; readonly qty: number },
): void {
  const ladder = ladderOf(playback, level.side);
  const change = level.qty - qtyAtPx(ladder, level.px);
  setQty(ladder, level.px, level.qty);
  if (change > 0) addUnnamed(feed, playback, { side: level.side, px: level.px, qty: change });
  else removeRecorded(feed, level, -change);
}

/** More volume at a price than named orders account for: one order stands for it, last in the queue. */
export function addUnnamed(
  feed: BookState,
  playback: Playback,
  level: { readonly side: Side; readonly px: number; readonly qty: number },
): void {
  const unnamed = unnamedOf(playback, level.side);
  const known = unnamed.get(level.px);
  const resting = known === undefined ? undefined : restingOrder(feed.book, known);
  if (known !== undefined && resting !== undefined) {
    const leavesQty = resting.leavesQty + level.qty;
    replaceOrder(feed.book, { id: known, leavesQty, px: level.px }, feed.sink);
    return;
  }
  const id = playback.nextUnnamed++;
  unnamed.set(level.px, id);
  enterOrder(
    feed.book,
    {
      id,
      owner: CROWD,
      side: level.side,
      qty: level.qty,
      px: level.px,
      timeInForce: 'Day',
      postOnly: false,
    },
    feed.sink,
  );
}

export function firstRecorded(
  feed: BookState,
  at: { readonly side: Side; readonly px: number },
): RestingOrder | undefined {
  for (const order of ordersAtPx(feed.book, at.side, at.px)) if (order.owner === CROWD) return order;
  return undefined;
}

/** Takes `quantity` recorded shares off a level, first in the queue first; ours stay. */
export function removeRecorded(
  feed: BookState,
  at: { readonly side: Side; readonly px: number },
  quantity: number,
): void {
  let left = quantity;
  while (left > 0) {
    const order = firstRecorded(feed, at);
    if (order === undefined) return;
    const gone = Math.min(left, order.leavesQty);
    shrink(feed, order.id, gone);
    left -= gone;
  }
}
