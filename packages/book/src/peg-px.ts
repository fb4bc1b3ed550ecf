/** Where a pegged order stands. 1/10,000. */
import { type Book, hasFlag, offsetOf, pegOf, SELLS } from './match-store.ts';

/**
 * The price of a peg by the reference touch: on the tick, halfway pegs on the half tick, rounded away from the
 * other side where the reference is off it, and no worse than the cap.
 * @param cap 0: none
 * @returns 0 where it has none now
 */
export function pegPx(b: Book, slot: number, cap: number): number {
  const { bidPx, askPx, tick } = b;
  const sells = hasFlag(b, slot, SELLS);
  const to = pegOf(b, slot);
  let px = 0;
  let step = tick;
  if (to === 'Mid') {
    if (bidPx === 0 || askPx === 0 || bidPx > askPx) return 0;
    px = (bidPx + askPx) / 2;
    step = tick % 2 === 0 ? tick / 2 : 1;
  } else {
    px = (to === 'Near') === sells ? askPx : bidPx;
    if (px === 0) return 0;
  }
  px += (sells ? -1 : 1) * offsetOf(b, slot) * tick;
  px = (sells ? Math.ceil(px / step) : Math.floor(px / step)) * step;
  if (cap !== 0) px = sells ? Math.max(px, cap) : Math.min(px, cap);
  return px > 0 && Number.isSafeInteger(px) ? px : 0;
}
