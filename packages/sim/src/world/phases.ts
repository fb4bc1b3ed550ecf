/**
 * Which phase an instrument's books are in: continuous trading, a call that ends in an auction, a halt, or closed. The
 * session, the scenario's events and circuit breakers say until when a book is halted and until when it calls; what
 * follows is decided in one place, here.
 *
 * - A halt goes before a call. A call that ends while its book is halted is crossed when the halt ends; a book that is
 *   halted at the close is not crossed.
 * - Pools and block venues trade at the midpoint of a continuous market: while the instrument's primary, its first lit
 *   venue, calls they are halted (MiFIR, article 4(2): the reference price is the midpoint of the most relevant market,
 *   and another one only outside its continuous phase).
 * - An auction prints once, at one price, and nobody took. The circuit breaker's bands then lie around that price (ESMA's
 *   guidelines on RTS 7, article 18: the static reference is the last auction's), of the auction that traded most where
 *   several end at one time.
 * - In a call the book is closed, as Xetra's: its feed says a snapshot of nothing, then the indicative price and
 *   quantity once a second where they have changed (so Nasdaq's imbalance indicator in the last minutes before a
 *   cross), then the print and a snapshot of what is left.
 */
import { beginAuction, type Indicative, inAuction, indicative, uncross } from '@fairlead/book';
import type { TradingStatus } from '@fairlead/domain';
import { callCrowd, reopenCrowd } from '../crowd/call.ts';
import { schedule } from './agenda.ts';
import { referenceOf } from './band.ts';
import { finishCommand } from './books.ts';
import type { BookState, Feed, InstrumentState, World } from './state.ts';
import { setStatus } from './status.ts';
import { tellIndicative, tellSnapshot, tellStatus, tellTrade } from './tell.ts';

const INDICATES_NS = 1_000_000_000;

/** These books call until then, or until a longer call of theirs ends. */
export function call(world: World, feeds: readonly BookState[], untilNs: number): void {
  for (const feed of feeds) feed.callUntilNs = Math.max(feed.callUntilNs, untilNs);
  settlePhases(world, feeds);
  schedule(world, untilNs, () => settlePhases(world, feeds));
}

/** The day's first call is on when the world begins: nobody has acted yet, and it is the first that is told. */
export function beginCalling(world: World, untilNs: number): void {
  for (const of of world.instruments) {
    for (const feed of of.lit) {
      feed.callUntilNs = untilNs;
      feed.status = 'Auction';
      feed.gathers = true;
      beginAuction(feed.book, feed.sink);
      callCrowd(world, feed);
    }
    for (const feed of [...of.dark, ...of.blocks]) feed.status = 'Halted';
    indicate(world, of);
  }
  schedule(world, world.now, () => {
    for (const feed of world.feeds) tellStatus(world, feed, feed.status);
  });
  schedule(world, untilNs, () => settlePhases(world, world.feeds));
}

/** Brings the instruments of these feeds to the phases that they should be in now. */
export function settlePhases(world: World, feeds: readonly Feed[]): void {
  for (const of of new Set(feeds.map((feed) => feed.of))) {
    crossDue(world, of);
    for (const feed of of.lit) setPhase(world, feed);
    for (const feed of [...of.dark, ...of.blocks]) setStatus(world, feed, poolPhase(world, feed));
  }
}

/** The auctions of an instrument whose calls are over. */
export function crossDue(world: World, of: InstrumentState): void {
  let largest: Indicative | undefined;
  for (const feed of of.lit) {
    const at = isOver(world, feed) ? cross(world, feed) : undefined;
    if (at !== undefined && (largest === undefined || at.qty > largest.qty)) largest = at;
  }
  if (largest === undefined) return;
  of.staticPx = largest.px;
  of.dynamicPx = largest.px;
  of.auctionNs = world.now;
}

const isClosed = ({ now, scenario }: World): boolean => now >= scenario.session.closeNs;

function phaseOf(world: World, { haltedUntilNs, callUntilNs }: BookState): TradingStatus {
  if (isClosed(world)) return 'Closed';
  if (world.now < haltedUntilNs) return 'Halted';
  return world.now < callUntilNs ? 'Auction' : 'Open';
}

function poolPhase(world: World, { of, haltedUntilNs }: Feed): TradingStatus {
  if (isClosed(world)) return 'Closed';
  return world.now < haltedUntilNs || of.lit[0]?.status === 'Auction' ? 'Halted' : 'Open';
}

/** What has gathered meets now. */
function isOver(world: World, feed: BookState): boolean {
  if (!inAuction(feed.book)) return false;
  const to = phaseOf(world, feed);
  return to === 'Open' || (to === 'Closed' && feed.status === 'Auction');
}

/** @returns what it traded; absent: nothing */
function cross(world: World, feed: BookState): Indicative | undefined {
  const { book, of, sink } = feed;
  const referencePx = referenceOf(of);
  const at = indicative(book, referencePx);
  if (at !== undefined) tellTrade(world, feed, at);
  feed.crossing = at?.qty ?? 0;
  uncross(book, referencePx, sink);
  return at;
}

function setPhase(world: World, feed: BookState): void {
  const to = phaseOf(world, feed);
  if (to === feed.status) return;
  if (feed.gathers && !inAuction(feed.book)) {
    feed.gathers = false;
    feed.indicated = undefined;
    if (!feed.venue.down) tellSnapshot(world, feed);
  }
  if (to === 'Open') reopenCrowd(world, feed);
  setStatus(world, feed, to);
  if (to !== 'Auction') return;
  if (!feed.gathers) gather(world, feed);
  callCrowd(world, feed);
  indicate(world, feed.of);
}

function gather(world: World, feed: BookState): void {
  feed.gathers = true;
  if (!feed.venue.down) tellSnapshot(world, feed);
  beginAuction(feed.book, feed.sink);
  finishCommand(world, feed);
}

/** Tells the indicative prices of an instrument now and once a second, until none of its books calls. */
function indicate(world: World, of: InstrumentState): void {
  if (of.indicating) return;
  of.indicating = true;
  const tell = (): void => {
    const calling = of.lit.filter(({ status }) => status === 'Auction');
    of.indicating = calling.length > 0;
    if (of.indicating) schedule(world, world.now + INDICATES_NS, tell);
    for (const feed of calling) {
      if (feed.venue.down) continue;
      const at = indicative(feed.book, referenceOf(of));
      const told = feed.indicated;
      feed.indicated = at;
      if (at === undefined || (at.px === told?.px && at.qty === told.qty && at.imbalance === told.imbalance))
        continue;
      tellIndicative(world, feed, at);
    }
  };
  schedule(world, world.now + INDICATES_NS, tell);
}
