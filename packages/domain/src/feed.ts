/**
 * How far a venue's market data of one instrument can be trusted at an instant: its health and the reason for it,
 * what its messages counted, and what in them was out of the ordinary. Closed sets: screens and decision records
 * name them as they are.
 */
import type { InstrumentId, VenueId } from './ids.ts';
import type { TradingStatus } from './market.ts';

/**
 * - `LIVE`: heard from, and its data moves as it usually does.
 * - `DEGRADED`: three heartbeats missed, or silent for longer than is usual: still traded on, and said.
 * - `STALE`: its prices may no longer be there: not routed to, and no part of the consolidated touch while
 *   another venue shows that side.
 * - `DEAD`: not heard from at all.
 */
export type FeedHealth = 'LIVE' | 'DEGRADED' | 'STALE' | 'DEAD';

/**
 * Why a feed is less than `LIVE`.
 * - `NeverHeard`: nothing came since the start. `NoContact`: nothing comes any more, heartbeats included.
 * - `NeverSpoke`: heartbeats, but never a level or a print (lit venues). `NoData`: heartbeats only, for longer
 *   than its own usual silences.
 * - `Gap`: messages are missing and the snapshot has not come, or the book that came is crossed or unsound.
 * - `JumpHeld`: its touch jumped by half or more, and nothing confirms it yet.
 * - `CrossedOut`: its quote is the older side of a crossed market that lasts.
 */
export type FeedCause =
  | 'NeverHeard'
  | 'NoContact'
  | 'NeverSpoke'
  | 'NoData'
  | 'Gap'
  | 'JumpHeld'
  | 'CrossedOut';

/** Messages of one venue and instrument since the books began. */
export interface FeedCounts {
  readonly messages: number;
  /** Times that the count jumped, or a book came that can't be believed: each asks for a snapshot. */
  readonly gaps: number;
  /** Snapshots that made an unusable book usable again. */
  readonly resyncs: number;
  /** Repeats of the message before. */
  readonly duplicates: number;
  /** Older than the message before. */
  readonly outOfOrder: number;
  /** Dropped while waiting for a snapshot. */
  readonly waited: number;
}

/** What no sound feed says, or says rarely: flagged and counted, never smoothed. */
export const ANOMALY_KINDS = [
  /** A price above zero by no measure: zero, negative or not whole. The message is dropped. */
  'BadPrice',
  /** A size below zero, or not whole. The message is dropped. */
  'BadSize',
  /** A size beyond belief for its scale. */
  'HugeSize',
  /** A touch or a print at least half away from the venue's last one. */
  'PriceJump',
  /** The venue's clock went back. */
  'TimeBack',
  /** An order id that nobody knows. */
  'UnknownOrder',
  /** An order id that is in use. */
  'DuplicateOrder',
  /** The venue's own book locked or crossed by its message; what the message reached is gone. */
  'BookCrossed',
  /** A print outside the quotes that stood at other venues. */
  'TradeThrough',
  /** A print far outside the consolidated touch and far from the print before. */
  'OutlierPrint',
] as const;
export type AnomalyKind = (typeof ANOMALY_KINDS)[number];

/** One of the latest anomalies of a feed. */
export interface AnomalyExample {
  readonly kind: AnomalyKind;
  /** The venue's number of the message, and its clock. */
  readonly feedSeq: number;
  readonly tsEvent: number;
  /** The price, size, id or time at fault, as it came. */
  readonly value: number;
}

/** How long messages take, relative to the fastest of late: two clocks that nobody synchronised give no more. */
export interface FeedLatency {
  /** Our clock less the venue's at the fastest message of the last minute, ns: clock offset and least delay together. */
  readonly offsetNs: number;
  /** Beyond the fastest, ns; recent messages count most. */
  readonly p50Ns: number;
  readonly p99Ns: number;
}

/** Everything known of one venue's feed of one instrument. */
export interface FeedReport {
  readonly venue: VenueId;
  readonly instrument: InstrumentId;
  readonly health: FeedHealth;
  /** Absent while `LIVE`. */
  readonly cause?: FeedCause;
  /** Since its last message of any kind, ns of market time. Absent before the first. */
  readonly contactAgeNs?: number;
  /** Since its last change of book, print or state. Absent before the first. */
  readonly dataAgeNs?: number;
  readonly status: TradingStatus;
  readonly counts: FeedCounts;
  /** Kinds that occurred. */
  readonly anomalies: Readonly<Partial<Record<AnomalyKind, number>>>;
  /** The latest few, newest first. */
  readonly examples: readonly AnomalyExample[];
  /** Absent before the first message. */
  readonly latency?: FeedLatency;
}

/** The venues of one instrument taken together. `Locked`: the best bid equals the best ask; `Crossed`: is above it. */
export type NbboState = 'Empty' | 'OneSided' | 'Normal' | 'Locked' | 'Crossed';

export interface MarketReport {
  readonly instrument: InstrumentId;
  readonly state: NbboState;
  /** Who sets each side. */
  readonly bidVenues: readonly VenueId[];
  readonly askVenues: readonly VenueId[];
  /** In `state` since, ns of market time. */
  readonly sinceNs: number;
  /** Times and whole duration, ns, since the books began. */
  readonly locked: { readonly times: number; readonly ns: number };
  readonly crossed: { readonly times: number; readonly ns: number };
}
