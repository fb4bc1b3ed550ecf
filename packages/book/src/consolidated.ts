/**
 * The consolidated best bid and offer of one instrument over its venues, and how far each venue can be trusted. It
 * owns the venues' level books: an event goes through here, and all agree.
 *
 * A venue counts while its book is usable, it is open, its touch is not held for a jump (jump-hold.ts), and it is
 * fresh (feed-health.ts). Where no fresh venue shows a side, the older ones do, and the age says it. Different
 * venues may lock or cross each other: that is reported (`state`), never smoothed. What is odd in a message is
 * flagged in the log (anomalies.ts) on its way.
 */
import type {
  AuctionIndicated,
  BookSnapshot,
  FeedHeartbeat,
  Level,
  LevelChanged,
  MarketEvent,
  Nanos,
  NbboState,
  Px,
  Qty,
  TradePrinted,
  TradingStatusChanged,
  VenueId,
} from '@fairlead/domain';
import { invariant } from '@fairlead/domain';
import { dataAt, freshFeeds, noteData, restartData } from './feed-health.ts';
import {
  createFeedWatch,
  isHuge,
  note,
  noteRefused,
  noteTimeBack,
  noteUnsound,
  watchMessage,
} from './feed-watch.ts';
import { createJumpHolds, isHeld } from './jump-hold.ts';
import { hasJumped, holdJump, type Jumpers, reconsider, trust } from './jumped-venue.ts';
import {
  applyHeartbeat,
  applyIndicated,
  applyLevel,
  applyPrint,
  applySnapshot,
  applyStatus,
  type BookChange,
  createLevelBook,
  type LevelBook,
} from './level-book.ts';
import { createMarketStates, type MarketStates, NBBO_STATES, observeMarket } from './market-state.ts';
import { createPrints, isOutlier, type Prints, printJumped } from './prints.ts';
import { confirm, findSide, isThrough, nobody, showTouch, TOUCH, type TopSide } from './touch.ts';

export interface Consolidated extends Jumpers {
  /** All that is per venue is in their order. */
  readonly venues: readonly VenueId[];
  /** No rule keeps these venues from crossing one another: a cross that lasts says nothing against either side. */
  readonly mayCross: boolean;
  readonly prints: Prints;
  readonly states: MarketStates;
  /** Our clock when a snapshot was last asked for. */
  readonly askedAt: Float64Array;
  /** Bit `i`: venue `i` was fresh at the last event. */
  fresh: number;
  /** The last event may have moved the consolidated touch. */
  topMoved: boolean;
  readonly bid: TopSide;
  readonly ask: TopSide;
}

/** A level of the consolidated touch: `qty` over all `venues` that show it; `venue` is the first of them. */
export interface NbboSide extends Level {
  readonly venue: VenueId;
  readonly venues: readonly VenueId[];
}

export interface Nbbo {
  readonly bid?: NbboSide;
  readonly ask?: NbboSide;
  readonly state: NbboState;
}

/**
 * @param venues at most 31, in the order that ties are named in
 * @param of `dark`: those of them that publish no book; `mayCross`: no rule keeps them from crossing one another
 */
export function createConsolidated(
  venues: readonly VenueId[],
  of: { readonly dark?: ReadonlySet<VenueId>; readonly mayCross?: boolean } = {},
): Consolidated {
  const { dark = new Set(), mayCross = false } = of;
  invariant(venues.length <= 31, 'a consolidated book has at most 31 venues');
  invariant(new Set(venues).size === venues.length, 'a consolidated book names each venue once');
  return {
    venues,
    mayCross,
    books: venues.map(() => createLevelBook()),
    watch: createFeedWatch(venues.map((venue) => dark.has(venue))),
    holds: createJumpHolds(venues.length),
    prints: createPrints(venues.length),
    states: createMarketStates(),
    askedAt: new Float64Array(venues.length).fill(Number.NEGATIVE_INFINITY),
    touches: new Float64Array(venues.length * TOUCH),
    shownSince: new Float64Array(venues.length * 2),
    fresh: 0,
    topMoved: false,
    bid: nobody(),
    ask: nobody(),
  };
}

/** Which of ours a venue is. They are few: to look at each is faster than a map. */
export function venueAt({ venues }: Consolidated, venue: VenueId): number | undefined {
  for (let at = 0; at < venues.length; at++) {
    if (venues[at] === venue) return at;
  }
  return undefined;
}

/**
 * Folds one event into its venue's book and the top, without allocating.
 * @param ts our clock at its receipt, ns of market time
 * @returns what became of it; `Ignored` too for a venue that is not one of ours
 */
export function applyToConsolidated(consolidated: Consolidated, event: MarketEvent, ts: Nanos): BookChange {
  const at = venueAt(consolidated, event.venue);
  return at === undefined ? 'Ignored' : applyAt(consolidated, at, event, ts);
}

/** The same for a caller that knows which of `venues` the event is of. */
export function applyAt(consolidated: Consolidated, at: number, event: MarketEvent, ts: Nanos): BookChange {
  switch (event.type) {
    case 'LevelChanged':
      return applyLevelAt(consolidated, at, event, ts);
    case 'TradePrinted':
      return applyPrintAt(consolidated, at, event, ts);
    case 'BookSnapshot':
      return applySnapshotAt(consolidated, at, event, ts);
    case 'TradingStatusChanged':
      return applyStatusAt(consolidated, at, event, ts);
    case 'AuctionIndicated':
      return applyIndicatedAt(consolidated, at, event, ts);
    case 'FeedHeartbeat':
      return applyHeartbeatAt(consolidated, at, event, ts);
  }
}

// One function for each kind of message, as in the level book: each sees events of one shape. Levels and prints are
// nearly all of a day, and most levels are behind the touch: what rests on the touch is asked only where it moved.

export function applyLevelAt(
  consolidated: Consolidated,
  at: number,
  event: LevelChanged,
  ts: Nanos,
): BookChange {
  const { books, holds, watch } = consolidated;
  const { px, qty, tsEvent } = event;
  if (watchMessage(watch, at, tsEvent, ts)) noteTimeBack(watch, at, event);
  const book = books[at]!;
  const { uncrossings } = book;
  const wasHeld = isHeld(holds, at);
  const change = applyLevel(book, event);
  if (change === 'Applied') {
    noteData(watch.ages, at, tsEvent < ts ? tsEvent : ts);
    if (isHuge(watch, at, qty)) note(watch, at, event, { kind: 'HugeSize', value: qty });
    if (book.uncrossings !== uncrossings) note(watch, at, event, { kind: 'BookCrossed', value: px });
    if (wasHeld) reconsider(consolidated, at, qty > 0 ? px : undefined);
    else if (book.touchMoved && hasJumped(consolidated, at)) holdJump(consolidated, at, event);
  } else noteUnsound(watch, at, event, event);
  settleTop(consolidated, at, ts, book.touchMoved || wasHeld);
  return change;
}

export function applyPrintAt(
  consolidated: Consolidated,
  at: number,
  event: TradePrinted,
  ts: Nanos,
): BookChange {
  const { books, holds, watch } = consolidated;
  const { px, qty, tsEvent } = event;
  if (watchMessage(watch, at, tsEvent, ts)) noteTimeBack(watch, at, event);
  const book = books[at]!;
  const wasHeld = isHeld(holds, at);
  const change = applyPrint(book, event);
  if (change === 'Applied') {
    noteData(watch.ages, at, tsEvent < ts ? tsEvent : ts);
    if (isHuge(watch, at, qty)) note(watch, at, event, { kind: 'HugeSize', value: qty });
    watchPrint(consolidated, at, event, ts);
    if (wasHeld) reconsider(consolidated, at, px);
  } else noteUnsound(watch, at, event, event);
  settleTop(consolidated, at, ts, book.touchMoved || wasHeld);
  return change;
}

function applySnapshotAt(
  consolidated: Consolidated,
  at: number,
  event: BookSnapshot,
  ts: number,
): BookChange {
  const { books, holds, watch } = consolidated;
  const { asks, bids, tsEvent } = event;
  if (watchMessage(watch, at, tsEvent, ts)) noteTimeBack(watch, at, event);
  const book = books[at]!;
  const { usable } = book;
  const change = applySnapshot(book, event);
  if (change === 'Applied') {
    if (bids.length + asks.length > 0) restartData(watch.ages, at, tsEvent < ts ? tsEvent : ts);
    // What ends a gap or a hold has nothing current to be compared with.
    if (!usable || isHeld(holds, at)) trust(consolidated, at);
    else if (hasJumped(consolidated, at)) holdJump(consolidated, at, event);
  } else noteRefused(watch, at, event);
  settleTop(consolidated, at, ts, true);
  return change;
}

function applyStatusAt(
  consolidated: Consolidated,
  at: number,
  event: TradingStatusChanged,
  ts: number,
): BookChange {
  const { books, watch } = consolidated;
  const { tsEvent } = event;
  if (watchMessage(watch, at, tsEvent, ts)) noteTimeBack(watch, at, event);
  if (dataAt(watch.ages, at) !== Number.NEGATIVE_INFINITY)
    restartData(watch.ages, at, tsEvent < ts ? tsEvent : ts);
  const change = applyStatus(books[at]!, event);
  settleTop(consolidated, at, ts, true);
  return change;
}

function applyIndicatedAt(
  consolidated: Consolidated,
  at: number,
  event: AuctionIndicated,
  ts: number,
): BookChange {
  const { books, watch } = consolidated;
  if (watchMessage(watch, at, event.tsEvent, ts)) noteTimeBack(watch, at, event);
  const change = applyIndicated(books[at]!, event);
  settleTop(consolidated, at, ts, true);
  return change;
}

function applyHeartbeatAt(
  consolidated: Consolidated,
  at: number,
  event: FeedHeartbeat,
  ts: number,
): BookChange {
  const { books, holds, watch } = consolidated;
  const { tsEvent } = event;
  if (watchMessage(watch, at, tsEvent, ts)) noteTimeBack(watch, at, event);
  if (isHeld(holds, at)) reconsider(consolidated, at, undefined);
  const change = applyHeartbeat(books[at]!, event);
  settleTop(consolidated, at, ts, true);
  return change;
}

/** The venue's part in the top, after its event. @param touched what counts of its touch may be another now */
function settleTop(consolidated: Consolidated, at: number, ts: number, touched: boolean): void {
  const { ask, bid, watch } = consolidated;
  const moved = touched && showTouch(consolidated, at, counts(consolidated, at), ts);
  const fresh = freshFeeds(watch.ages, ts);
  if (!moved && fresh === consolidated.fresh) {
    consolidated.topMoved = false;
    confirm(consolidated, bid, ask, at);
    return;
  }
  consolidated.topMoved = true;
  consolidated.fresh = fresh;
  findSide(consolidated, bid, 0, fresh);
  findSide(consolidated, ask, 2, fresh);
  observeMarket(consolidated.states, bid, ask, ts);
}

/** The venue's book, where its touch counts. */
function counts({ books, holds }: Consolidated, at: number): LevelBook | undefined {
  const book = books[at]!;
  return book.usable && book.status === 'Open' && !isHeld(holds, at) ? book : undefined;
}

/**
 * Is it time to ask the venue for a snapshot: its book is in a gap or its touch held, it has just been heard, and
 * nobody asked within the last second? A `true` counts as having asked.
 */
export function snapshotDue(consolidated: Consolidated, venue: VenueId, ts: Nanos): boolean {
  const at = venueAt(consolidated, venue);
  if (at === undefined) return false;
  if (consolidated.books[at]!.usable && !isHeld(consolidated.holds, at)) return false;
  if (ts - consolidated.askedAt[at]! < ASK_AGAIN_NS) return false;
  consolidated.askedAt[at] = ts;
  return true;
}
const ASK_AGAIN_NS = 1_000_000_000;

/** The consolidated best bid and offer as of the last event, and which venues set it. */
export function nbbo(consolidated: Consolidated): Nbbo {
  const bid = nbboSide(consolidated.venues, consolidated.bid);
  const ask = nbboSide(consolidated.venues, consolidated.ask);
  return { ...(bid && { bid }), ...(ask && { ask }), state: NBBO_STATES[consolidated.states.state]! };
}

function nbboSide(venues: readonly VenueId[], top: TopSide): NbboSide | undefined {
  if (top.qty === 0) return undefined;
  const setters = venues.filter((_, i) => (top.venues & (1 << i)) !== 0);
  return { px: top.px as Px, qty: top.qty as Qty, venue: setters[0]!, venues: setters };
}

function watchPrint(consolidated: Consolidated, at: number, event: TradePrinted, ts: number): void {
  const { ask, bid, books, prints, watch } = consolidated;
  const { px } = event;
  if (printJumped(prints, at, px)) note(watch, at, event, { kind: 'PriceJump', value: px });
  if (books[at]!.status === 'Open' && isThrough(consolidated, at, px, ts))
    note(watch, at, event, { kind: 'TradeThrough', value: px });
  if (isOutlier(prints, px, bid.qty > 0 ? bid.px : 0, ask.qty > 0 ? ask.px : 0))
    note(watch, at, event, { kind: 'OutlierPrint', value: px });
}
