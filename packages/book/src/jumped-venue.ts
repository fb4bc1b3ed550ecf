/**
 * A venue's touch that jumped, held against what the venue and the others say next: the rule is that of
 * jump-hold.ts, asked here of a consolidated book. Prices in Px; 0 = no such side.
 */
import type { MarketEvent } from '@fairlead/domain';
import { note } from './feed-watch.ts';
import { confirmJump, holdIfJumped, isBack, isFar, type JumpHolds, trustTouch } from './jump-hold.ts';
import type { LevelBook } from './level-book.ts';
import { TOUCH, type Touches } from './touch.ts';

/** The venues of an instrument, by index. */
export interface Jumpers extends Touches {
  readonly books: readonly LevelBook[];
  readonly holds: JumpHolds;
}

/** The venue's best bid and ask as its book shows them; 0 where none is. */
const bidPxOf = ({ bids }: LevelBook): number => (bids.count > 0 ? bids.px[bids.count - 1]! : 0);
const askPxOf = ({ asks }: LevelBook): number => (asks.count > 0 ? asks.px[asks.count - 1]! : 0);

export const hasJumped = ({ books, holds }: Jumpers, at: number): boolean =>
  holdIfJumped(holds, at, bidPxOf(books[at]!), askPxOf(books[at]!));

export const trust = ({ books, holds }: Jumpers, at: number): void =>
  trustTouch(holds, at, bidPxOf(books[at]!), askPxOf(books[at]!));

/** The venue's touch has just jumped. */
export function holdJump(consolidated: Jumpers, at: number, event: MarketEvent): void {
  const { holds, watch } = consolidated;
  note(watch, at, event, { kind: 'PriceJump', value: holds.jumpedTo[at]! });
  if (isAgreed(consolidated, at)) trust(consolidated, at);
}

/** A message of a venue that is held. @param price that it confirms; absent where it shows none */
export function reconsider(consolidated: Jumpers, at: number, price: number | undefined): void {
  const { books, holds } = consolidated;
  const confirmed = price !== undefined && confirmJump(holds, at, price) && !isContradicted(consolidated, at);
  if (confirmed || isBack(holds, at, bidPxOf(books[at]!), askPxOf(books[at]!)) || isAgreed(consolidated, at))
    trust(consolidated, at);
}

/** Does another venue show the price that this one jumped to, held itself or not? */
function isAgreed({ books, holds }: Jumpers, at: number): boolean {
  const price = holds.jumpedTo[at]!;
  return books.some(({ bids, asks, usable, status }, other) => {
    if (other === at || !usable || status !== 'Open') return false;
    if (bids.count > 0 && !isFar(bids.px[bids.count - 1]!, price)) return true;
    return asks.count > 0 && !isFar(asks.px[asks.count - 1]!, price);
  });
}

/** Does another venue that counts show a price far from the one that this venue jumped to? */
function isContradicted({ books, holds, touches }: Jumpers, at: number): boolean {
  const price = holds.jumpedTo[at]!;
  return books.some((_, other) => {
    const touch = other * TOUCH;
    if (other === at) return false;
    if (touches[touch + 1]! > 0 && isFar(touches[touch]!, price)) return true;
    return touches[touch + 3]! > 0 && isFar(touches[touch + 2]!, price);
  });
}
