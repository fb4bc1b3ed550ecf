/** Displayed levels of one side as numbers: a sorted list, worst first, touch last. 1/10,000 and shares. */
import type { Side } from '@fairlead/domain';

export interface Ladder {
  readonly side: Side;
  readonly px: number[];
  readonly qty: number[];
}

export const createLadder = (side: Side): Ladder => ({ side, px: [], qty: [] });

/** Index of `price`, or where it belongs. */
function indexOf(ladder: Ladder, price: number): number {
  const { px, side } = ladder;
  let at = px.length;
  while (at > 0) {
    const before = px[at - 1] as number;
    if (side === 'Buy' ? before < price : before > price) break;
    at -= 1;
  }
  return at;
}

export function qtyAtPx(ladder: Ladder, price: number): number {
  const at = indexOf(ladder, price);
  return ladder.px[at] === price ? (ladder.qty[at] ?? 0) : 0;
}

/** Sets a level; at or below zero it goes. */
export function setQty(ladder: Ladder, price: number, quantity: number): void {
  const at = indexOf(ladder, price);
  const found = ladder.px[at] === price;
  if (quantity > 0 && found) ladder.qty[at] = quantity;
  else if (quantity > 0) {
    ladder.px.splice(at, 0, price);
    ladder.qty.splice(at, 0, quantity);
  } else if (found) {
    ladder.px.splice(at, 1);
    ladder.qty.splice(at, 1);
  }
}

/** Levels strictly between two prices, in either order. */
export function pricesBetween(ladder: Ladder, a: number, b: number): number[] {
  const [low, high] = a < b ? [a, b] : [b, a];
  return ladder.px.filter((price) => price > low && price < high);
}
