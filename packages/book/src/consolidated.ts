/**
 * The consolidated best bid and offer of one instrument over its venues. It owns the venues' level books: an
 * event goes through here, and both agree.
 *
 * A venue counts while its book is usable, it is open, and its clock was heard from in the last three seconds of
 * market time (`FRESH_NS`; a heartbeat is hearing). Where no such venue shows a side, the older ones do, and the
 * age says it. Different venues may lock or cross each other: that is reported (`state`), never smoothed.
 */
import type { Level, MarketEvent, Nanos, Px, Qty, VenueId } from '@fairlead/domain';
import { invariant } from '@fairlead/domain';
import { applyToLevelBook, type BookChange, createLevelBook, type LevelBook } from './level-book.ts';

/** One side of the consolidated touch. A `qty` of 0: nobody shows it, and the other members mean nothing. */
interface TopSide {
  px: number;
  /** Shares at `px` on all venues. */
  qty: number;
  /** The clock of the freshest venue at `px`. */
  ts: number;
  /** Bit `i`: venue `i` shows `px`. */
  venues: number;
}

export interface Consolidated {
  readonly venues: readonly VenueId[];
  /** In the order of `venues`. */
  readonly books: readonly LevelBook[];
  readonly index: ReadonlyMap<VenueId, number>;
  /** Latest venue clock heard, per venue, never ahead of ours. Meaningless where `heard` is 0. */
  readonly lastEventTs: Float64Array;
  readonly heard: Uint8Array;
  /** Per venue: its best bid's price and shares, its best ask's; 0 shares where it does not count. */
  readonly touches: Float64Array;
  readonly bid: TopSide;
  readonly ask: TopSide;
}

/** Silent for longer than this, a venue sets no consolidated price while another does. */
export const FRESH_NS = 3_000_000_000;

/** A level of the consolidated touch: `qty` over all `venues` that show it; `venue` is the first of them. */
export interface NbboSide extends Level {
  readonly venue: VenueId;
  readonly venues: readonly VenueId[];
}

export interface Nbbo {
  readonly bid?: NbboSide;
  readonly ask?: NbboSide;
  readonly state: 'Empty' | 'OneSided' | 'Normal' | 'Locked' | 'Crossed';
}

/** @param venues at most 31, in the order that ties are named in */
export function createConsolidated(venues: readonly VenueId[]): Consolidated {
  invariant(venues.length <= 31, 'a consolidated book has at most 31 venues');
  invariant(new Set(venues).size === venues.length, 'a consolidated book names each venue once');
  return {
    venues,
    books: venues.map(() => createLevelBook()),
    index: new Map(venues.map((venue, i) => [venue, i])),
    lastEventTs: new Float64Array(venues.length),
    heard: new Uint8Array(venues.length),
    touches: new Float64Array(venues.length * TOUCH),
    bid: { px: 0, qty: 0, ts: 0, venues: 0 },
    ask: { px: 0, qty: 0, ts: 0, venues: 0 },
  };
}

/**
 * Folds one event into its venue's book and the top, without allocating.
 * @param ts our clock at its receipt, ns of market time
 * @returns what became of it; `Ignored` too for a venue that is not one of ours
 */
export function applyToConsolidated(consolidated: Consolidated, event: MarketEvent, ts: Nanos): BookChange {
  const at = consolidated.index.get(event.venue);
  if (at === undefined) return 'Ignored';
  const change = applyToLevelBook(consolidated.books[at]!, event);
  const heardAt = event.tsEvent < ts ? event.tsEvent : ts;
  if (consolidated.heard[at] === 0 || heardAt > consolidated.lastEventTs[at]!) {
    consolidated.lastEventTs[at] = heardAt;
    consolidated.heard[at] = 1;
  }
  takeTouch(consolidated, at);
  findSide(consolidated, consolidated.bid, 0, ts);
  findSide(consolidated, consolidated.ask, 2, ts);
  return change;
}

/** The consolidated best bid and offer as of the last event, and which venues set it. */
export function nbbo(consolidated: Consolidated): Nbbo {
  const bid = nbboSide(consolidated.venues, consolidated.bid);
  const ask = nbboSide(consolidated.venues, consolidated.ask);
  return { ...(bid && { bid }), ...(ask && { ask }), state: stateOf(bid, ask) };
}

function nbboSide(venues: readonly VenueId[], top: TopSide): NbboSide | undefined {
  if (top.qty === 0) return undefined;
  const setters = venues.filter((_, i) => (top.venues & (1 << i)) !== 0);
  return { px: top.px as Px, qty: top.qty as Qty, venue: setters[0]!, venues: setters };
}

function stateOf(bid: Level | undefined, ask: Level | undefined): Nbbo['state'] {
  if (bid === undefined && ask === undefined) return 'Empty';
  if (bid === undefined || ask === undefined) return 'OneSided';
  if (bid.px === ask.px) return 'Locked';
  return bid.px > ask.px ? 'Crossed' : 'Normal';
}

const TOUCH = 4;

function takeTouch(consolidated: Consolidated, venue: number): void {
  const { touches } = consolidated;
  const { bids, asks, usable, status } = consolidated.books[venue]!;
  const counts = usable && status === 'Open';
  const at = venue * TOUCH;
  touches[at + 1] = counts && bids.count > 0 ? bids.qty[bids.count - 1]! : 0;
  touches[at + 3] = counts && asks.count > 0 ? asks.qty[asks.count - 1]! : 0;
  if (bids.count > 0) touches[at] = bids.px[bids.count - 1]!;
  if (asks.count > 0) touches[at + 2] = asks.px[asks.count - 1]!;
}

/** @param column of the side's price in `touches`: 0 bids, 2 asks */
function findSide(consolidated: Consolidated, top: TopSide, column: 0 | 2, ts: number): void {
  findBest(consolidated, top, column, ts - FRESH_NS);
  if (top.qty === 0) findBest(consolidated, top, column, Number.NEGATIVE_INFINITY);
}

function findBest(consolidated: Consolidated, top: TopSide, column: 0 | 2, oldest: number): void {
  const { touches, lastEventTs } = consolidated;
  const sign = column === 0 ? 1 : -1;
  let px = 0;
  let qty = 0;
  let clock = 0;
  let venues = 0;
  for (let i = 0; i < lastEventTs.length; i++) {
    const shown = touches[i * TOUCH + column + 1]!;
    const heardAt = lastEventTs[i]!;
    if (shown === 0 || heardAt < oldest) continue;
    const price = touches[i * TOUCH + column]!;
    const lead = qty === 0 ? 1 : sign * (price - px);
    if (lead < 0) continue;
    if (lead > 0) {
      px = price;
      qty = 0;
      clock = heardAt;
      venues = 0;
    }
    qty += shown;
    venues |= 1 << i;
    if (heardAt > clock) clock = heardAt;
  }
  top.px = px;
  top.qty = qty;
  top.ts = clock;
  top.venues = venues;
}
