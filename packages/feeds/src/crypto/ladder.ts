/**
 * One side of a venue's displayed book, worst level first and best last, so that an update near the touch moves
 * little. `digits` is what Kraken's checksum is made of, and empty elsewhere.
 */
import type { Side } from '@fairlead/domain';
import { Unsound } from './message.ts';

export interface Ladder {
  /** +1 where a higher price is better (bids), -1 for asks. */
  readonly sign: 1 | -1;
  readonly px: number[];
  readonly qty: number[];
  readonly digits: string[];
}

/** The level at `px` is now `qty` (0: gone). */
export interface LevelChange {
  readonly side: Side;
  readonly px: number;
  readonly qty: number;
  readonly digits: string;
}

/** More than any venue shows; a stream that goes beyond is not a book. */
const MAX_LEVELS = 50_000;

export const createLadder = (sign: 1 | -1): Ladder => ({ sign, px: [], qty: [], digits: [] });

export function clearLadder({ px, qty, digits }: Ladder): void {
  px.length = 0;
  qty.length = 0;
  digits.length = 0;
}

/** Asked before the first of so many changes, so that a message is taken whole or not at all. */
export function needRoom({ bids, asks }: Record<'bids' | 'asks', Ladder>, changes: number): void {
  if (Math.max(bids.px.length, asks.px.length) + changes > MAX_LEVELS) {
    throw new Unsound(undefined, `makes more than ${MAX_LEVELS} levels a side`);
  }
}

/** @returns whether the ladder held this price before */
export function setLevel(ladder: Ladder, { px, qty, digits }: LevelChange): boolean {
  const at = slotOf(ladder, px);
  const held = ladder.px[at] === px;
  if (qty === 0) {
    if (held) removeSlots(ladder, at, 1);
  } else if (held) {
    ladder.qty[at] = qty;
    ladder.digits[at] = digits;
  } else {
    ladder.px.splice(at, 0, px);
    ladder.qty.splice(at, 0, qty);
    ladder.digits.splice(at, 0, digits);
  }
  return held;
}

/** Keeps the best `depth` levels. @returns the prices that went, worst first */
export function truncate(ladder: Ladder, depth: number): readonly number[] {
  const excess = ladder.px.length - depth;
  return excess > 0 ? removeSlots(ladder, 0, excess) : [];
}

export const bestPx = (ladder: Ladder): number | undefined => ladder.px.at(-1);
export const bestQty = (ladder: Ladder): number | undefined => ladder.qty.at(-1);

function removeSlots({ px, qty, digits }: Ladder, at: number, count: number): number[] {
  qty.splice(at, count);
  digits.splice(at, count);
  return px.splice(at, count);
}

/** Where `price` is, or would go: the first slot that is not worse. */
function slotOf({ px, sign }: Ladder, price: number): number {
  let low = 0;
  let high = px.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sign * px[middle]! < sign * price) low = middle + 1;
    else high = middle;
  }
  return low;
}
