/** Pegged orders follow a reference touch that the venue gives: usually the market's best prices, not its own. */
import { arrive, park, stepOut } from './arrival.ts';
import type { MatchSink } from './match-order.ts';
import {
  type Book,
  commanded,
  isWaiting,
  limitOf,
  type MatchingBook,
  pegBehind,
  placeOf,
  priorityOf,
} from './match-store.ts';
import { levelOf, levelPx } from './order-store.ts';
import { pegPx } from './peg-px.ts';

export interface ReferenceTouch {
  /** Absent where nobody bids. */
  readonly bidPx?: number | undefined;
  readonly askPx?: number | undefined;
}

/**
 * The reference touch is this now. Every peg whose price moves leaves its place; then, in the order of their
 * priority, those that have a price arrive at it like new orders, and may trade. The others wait. Anything but
 * an integer above zero is an absent price. While an auction gathers all pegs wait.
 */
export function repricePegs(book: MatchingBook, touch: ReferenceTouch, sink: MatchSink): void {
  const b = commanded(book, sink);
  b.bidPx = known(touch.bidPx);
  b.askPx = known(touch.askPx);
  if (b.inAuction || b.firstPeg === 0) return;
  parkPegs(b);
  const end = b.nextPriority;
  b.nextPeg = b.firstPeg;
  for (let slot = b.nextPeg; slot !== 0 && priorityOf(b, slot) < end; slot = b.nextPeg) {
    b.nextPeg = pegBehind(b, slot);
    if (!isWaiting(placeOf(b, slot)) || pegPx(b, slot, limitOf(b, slot)) === 0) continue;
    arrive(b, slot, stepOut(b, slot), limitOf(b, slot));
  }
  b.nextPeg = 0;
}

/** The pegs whose price is another now, in an auction all, leave their levels. */
export function parkPegs(b: Book): void {
  const end = b.nextPriority;
  let slot = b.firstPeg;
  while (slot !== 0 && priorityOf(b, slot) < end) {
    const behind = pegBehind(b, slot);
    if (!isWaiting(placeOf(b, slot)) && (b.inAuction || hasMoved(b, slot))) park(b, slot);
    slot = behind;
  }
}

const hasMoved = (b: Book, slot: number): boolean =>
  pegPx(b, slot, limitOf(b, slot)) !== levelPx(b.store, levelOf(b.store, slot));

const known = (px: number | undefined): number =>
  px !== undefined && Number.isSafeInteger(px) && px > 0 ? px : 0;
