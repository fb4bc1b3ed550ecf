/**
 * A book's last touches with their times, so that a participant sees the touch as it was one data latency ago: no
 * message per participant and change has to fly for it. Prices in 1/10,000, 0 shares where a side is empty.
 */
import type { Side } from '@fairlead/domain';

const KEPT = 64;
const WIDTH = 5;

export interface Touches {
  /** `KEPT` rows of time, bid price and size, ask price and size. */
  readonly rows: Float64Array;
  /** Row of the newest. */
  newest: number;
}

/** The record is used again: read it before asking for another. `bidQty` 0: no bid, and `bidPx` means nothing. */
export interface Touch {
  bidPx: number;
  bidQty: number;
  askPx: number;
  askQty: number;
}

export const emptyTouch = (): Touch => ({ bidPx: 0, bidQty: 0, askPx: 0, askQty: 0 });

export function createTouches(): Touches {
  const rows = new Float64Array(KEPT * WIDTH);
  for (let row = 0; row < KEPT; row += 1) rows[row * WIDTH] = Number.NEGATIVE_INFINITY;
  return { rows, newest: 0 };
}

/** @returns whether anything is different from the newest; what happens at one instant is one row */
export function recordTouch(touches: Touches, atNs: number, now: Touch): boolean {
  const { rows } = touches;
  let at = touches.newest * WIDTH;
  if (
    rows[at + 1] === now.bidPx &&
    rows[at + 2] === now.bidQty &&
    rows[at + 3] === now.askPx &&
    rows[at + 4] === now.askQty
  ) {
    return false;
  }
  if (rows[at] !== atNs) {
    touches.newest = (touches.newest + 1) % KEPT;
    at = touches.newest * WIDTH;
    rows[at] = atNs;
  }
  rows[at + 1] = now.bidPx;
  rows[at + 2] = now.bidQty;
  rows[at + 3] = now.askPx;
  rows[at + 4] = now.askQty;
  return true;
}

/** Whether a level at `px` is at the newest touch or through it: one behind it leaves the touch as it is. */
export function reachesTouch({ rows, newest }: Touches, side: Side, px: number): boolean {
  const at = newest * WIDTH;
  return side === 'Buy'
    ? rows[at + 2] === 0 || px >= (rows[at + 1] as number)
    : rows[at + 4] === 0 || px <= (rows[at + 3] as number);
}

/** The newest joins the best of several: the better price, or the shares of an equal one. */
export function joinNewest({ rows, newest }: Touches, best: Touch): void {
  const at = newest * WIDTH;
  const bidPx = rows[at + 1] as number;
  const bidQty = rows[at + 2] as number;
  const askPx = rows[at + 3] as number;
  const askQty = rows[at + 4] as number;
  if (bidQty > 0) {
    if (best.bidQty === 0 || bidPx > best.bidPx) {
      best.bidPx = bidPx;
      best.bidQty = bidQty;
    } else if (bidPx === best.bidPx) best.bidQty += bidQty;
  }
  if (askQty > 0) {
    if (best.askQty === 0 || askPx < best.askPx) {
      best.askPx = askPx;
      best.askQty = askQty;
    } else if (askPx === best.askPx) best.askQty += askQty;
  }
}

/** When the newest was recorded. */
export const touchedNs = ({ rows, newest }: Touches): number => rows[newest * WIDTH] as number;

/** The touch at `atNs`, or the oldest kept where that is later. */
export function touchAt({ rows, newest }: Touches, atNs: number, into: Touch): Touch {
  let row = newest;
  for (let back = 1; back < KEPT && (rows[row * WIDTH] as number) > atNs; back += 1) {
    row = row === 0 ? KEPT - 1 : row - 1;
  }
  const at = row * WIDTH;
  into.bidPx = rows[at + 1] as number;
  into.bidQty = rows[at + 2] as number;
  into.askPx = rows[at + 3] as number;
  into.askQty = rows[at + 4] as number;
  return into;
}
