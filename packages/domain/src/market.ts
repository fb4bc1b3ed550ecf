/** What venues show the world: levels, trades, states. Order-level events join these when feeds carry them. */
import type { InstrumentId, VenueId } from './ids.ts';
import type { Nanos, Px, Qty } from './numbers.ts';
import type { Side } from './order.ts';

export interface Level {
  readonly px: Px;
  readonly qty: Qty;
}

interface OfVenue {
  readonly venue: VenueId;
  readonly instrument: InstrumentId;
  /** The venue's own count of messages for this instrument: a jump is a gap, and asks for a snapshot. */
  readonly feedSeq: number;
  /** The venue's clock. */
  readonly tsEvent: Nanos;
}

/** The whole displayed book, best first. Replaces what was known. A dark pool's is empty, always. */
export interface BookSnapshot extends OfVenue {
  readonly type: 'BookSnapshot';
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** One level is now this much (0: gone). */
export interface LevelChanged extends OfVenue {
  readonly type: 'LevelChanged';
  readonly side: Side;
  readonly px: Px;
  readonly qty: Qty;
}

/** A print. `aggressor` is the side that took; absent where the venue does not say (midpoint crosses). */
export interface TradePrinted extends OfVenue {
  readonly type: 'TradePrinted';
  readonly px: Px;
  readonly qty: Qty;
  readonly aggressor?: Side;
}

/**
 * `Open`: continuous trading. `Auction`: orders are collected for one cross (opening, closing, after a halt; the
 * quotation-only period before it too): quotes may stand locked or crossed, and nothing is routed to it.
 * `Halted`: by a regulator, a limit-up limit-down pause, or the venue.
 */
export type TradingStatus = 'Open' | 'Auction' | 'Halted' | 'Closed';
export interface TradingStatusChanged extends OfVenue {
  readonly type: 'TradingStatusChanged';
  readonly status: TradingStatus;
}

/** What the auction that a venue gathers orders for would trade if it ended now: nothing is said where it would not. */
export interface AuctionIndicated extends OfVenue {
  readonly type: 'AuctionIndicated';
  readonly px: Px;
  readonly qty: Qty;
  /** Shares to buy at that price less those to sell. */
  readonly imbalance: number;
}

/**
 * The venue's clock passed `tsEvent` with nothing to report since: contact, which makes no data younger. A venue
 * owes one at least every 250 ms of market time, so that not hearing from it for longer means a lost line, not calm.
 */
export interface FeedHeartbeat extends OfVenue {
  readonly type: 'FeedHeartbeat';
}

export type MarketEvent =
  | BookSnapshot
  | LevelChanged
  | TradePrinted
  | TradingStatusChanged
  | AuctionIndicated
  | FeedHeartbeat;

/**
 * The market that an order input was seen against, stamped by the sequencer before it is journaled: so that
 * the journal alone gives the order state, without the tape.
 */
export interface MarketStamp {
  readonly bidPx?: Px;
  readonly askPx?: Px;
  /** Age of the older of the two sides, in ns of market time. Absent with the sides. */
  readonly ageNs?: number;
}

/** (bid + ask) / 2 in Px units (may be a half); absent when one-sided or crossed. */
export function midPx(stamp: MarketStamp): number | undefined {
  const { bidPx, askPx } = stamp;
  if (bidPx === undefined || askPx === undefined || bidPx > askPx) return undefined;
  return (bidPx + askPx) / 2;
}
