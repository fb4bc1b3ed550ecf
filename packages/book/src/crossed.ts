/**
 * Venues that cross one another, and what a decision may rest on meanwhile. A young cross is one venue hearing of a
 * move first: it stands, there is no mid, and who would trade waits. One that lasts for a second has an older side
 * whose quotes are not there any more: it is left out of what decisions rest on, and its venues are not routed to,
 * until they show another price or the cross ends. The best bid and offer itself stays as it is.
 */
import type { Nanos } from '@fairlead/domain';
import type { Consolidated } from './consolidated.ts';
import { type FeedVerdict, freshFeeds, judgeFeed } from './feed-health.ts';
import { isHeld } from './jump-hold.ts';
import { NBBO_STATES } from './market-state.ts';
import { findBest, nobody, TOUCH } from './touch.ts';

const CROSSED_NS = 1_000_000_000;

/** 0 the bids, 2 the asks: the side of a lasting cross whose price is the older one. */
function olderSide(
  { ask, bid, mayCross, shownSince, states, venues }: Consolidated,
  ts: number,
): 0 | 2 | undefined {
  if (mayCross) return undefined;
  if (NBBO_STATES[states.state] !== 'Crossed' || ts - states.since < CROSSED_NS) return undefined;
  let bidSince = Number.NEGATIVE_INFINITY;
  let askSince = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < venues.length; i++) {
    if ((bid.venues & (1 << i)) !== 0) bidSince = Math.max(bidSince, shownSince[i * 2]!);
    if ((ask.venues & (1 << i)) !== 0) askSince = Math.max(askSince, shownSince[i * 2 + 1]!);
  }
  return bidSince <= askSince ? 0 : 2;
}

/** Is the venue's quote on the older side of a cross that lasts, and across the newer side's best price? */
function isCrossedOut(consolidated: Consolidated, venue: number, older: 0 | 2): boolean {
  const { ask, bid, touches } = consolidated;
  const at = venue * TOUCH + older;
  if (touches[at + 1] === 0) return false;
  return older === 0 ? touches[at]! > ask.px : touches[at]! < bid.px;
}

/**
 * The touch that a decision may rest on: the consolidated one, but of a cross that lasts without the quotes that
 * are crossed out. A younger cross stays: who rests on it sees that it is one.
 */
export function referenceTouch(consolidated: Consolidated, ts: Nanos): Pick<Consolidated, 'bid' | 'ask'> {
  const older = olderSide(consolidated, ts);
  if (older === undefined) return consolidated;
  let among = freshFeeds(consolidated.watch.ages, ts);
  for (let i = 0; i < consolidated.venues.length; i++) {
    if (isCrossedOut(consolidated, i, older)) among &= ~(1 << i);
  }
  const top = nobody();
  findBest(consolidated, top, older, among);
  return older === 0 ? { bid: top, ask: consolidated.ask } : { bid: consolidated.bid, ask: top };
}

/** How far the venue's data can be trusted at `ts`. */
export function verdictOn(consolidated: Consolidated, venue: number, ts: Nanos): FeedVerdict {
  const { usable, status } = consolidated.books[venue]!;
  const older = olderSide(consolidated, ts);
  const obstacle = !usable
    ? 'Gap'
    : isHeld(consolidated.holds, venue)
      ? 'JumpHeld'
      : older !== undefined && isCrossedOut(consolidated, venue, older)
        ? 'CrossedOut'
        : undefined;
  return judgeFeed(consolidated.watch.ages, venue, ts, { obstacle, open: status === 'Open' });
}
