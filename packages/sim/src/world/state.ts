/**
 * The state of a simulated world: instruments, venues with a book for each instrument, and everybody who trades
 * there. Everything mutable lives here; the other modules are functions over it. Prices in 1/10,000, shares, times
 * in ns since the session's midnight, cash in micros.
 */
import type {
  BlockPool,
  BlockSink,
  Indicative,
  MatchingBook,
  MatchOrder,
  MatchSink,
  MidpointPool,
  PoolSink,
} from '@fairlead/book';
import type { Instrument, InstrumentId, TradingStatus, Venue, VenueId } from '@fairlead/domain';
import type { Crowd } from '../crowd/crowd.ts';
import type { Hidden } from '../crowd/hidden.ts';
import type { Interest } from '../crowd/interest.ts';
import type { Floor, FloorVenue } from '../floor.ts';
import type { Fundamental } from '../fundamental/fundamental.ts';
import type { Flight, Message } from '../kernel/flight.ts';
import type { Wakes } from '../kernel/wakes.ts';
import type { MarketSink } from '../orders.ts';
import type { PaperBook, PaperSink } from '../paper/paper.ts';
import type { Random } from '../random.ts';
import type { Playback } from '../replay/playback.ts';
import type { InstrumentSetup, Scenario, VenueSetup } from '../scenario/scenario.ts';
import type { Agenda } from './agenda.ts';
import type { Seat } from './desk.ts';
import type { Touch, Touches } from './touches.ts';

/** Owners of orders: 0 is the client (Fairlead), then the anonymous crowd, then the participants. */
export const CLIENT = 0;
export const CROWD = 1;
export const FIRST_PARTICIPANT = 2;

export interface InstrumentState {
  readonly index: number;
  readonly id: InstrumentId;
  readonly instrument: Instrument;
  readonly openPx: number;
  readonly lit: BookState[];
  readonly dark: PoolState[];
  readonly blocks: BlockFeed[];
  /** Best of the displayed venues, and twice its mid; 0 where there is none. */
  readonly touches: Touches;
  mid2: number;
  /** Their mid, where pools cross: absent while one-sided or crossed, or where it is no whole 1/10,000. */
  crossPx: number | undefined;
  /** Participants that are told of changed touches. */
  readonly watchers: Seat[];
  /** Participants that are told of prints whose aggressor is known. */
  readonly printWatchers: Seat[];
  /** How often participants who choose turn to it, beside the others. */
  readonly weight: number;
  readonly halts: InstrumentSetup['halts'];
  /** What the circuit breaker's bands lie around: the price of the open or the last auction, and the last trade. */
  staticPx: number;
  dynamicPx: number;
  /** When an auction traded last. */
  auctionNs: number;
  /** Its books' indicative prices are being told. */
  indicating: boolean;
  /** Shares printed so far, and the last print; `tradePx` 0 before the first. */
  volume: number;
  tradePx: number;
  tradeQty: number;
  tradeNs: number;
}

interface FeedState {
  readonly index: number;
  readonly venue: VenueState;
  readonly of: InstrumentState;
  readonly venueId: VenueId;
  readonly instrumentId: InstrumentId;
  feedSeq: number;
  lastNs: number;
  status: TradingStatus;
  haltedUntilNs: number;
}

/** An order that ended with its venue, whose owner does not know yet. */
interface Lost {
  readonly owner: number;
  readonly feed: Feed;
  readonly order: number;
  readonly leavesQty: number;
}

/** A displayed book. */
export interface BookState extends FeedState {
  readonly type: 'Book';
  readonly book: MatchingBook;
  sink: MatchSink;
  readonly touches: Touches;
  /** Whose orders these are beside the participants': the crowd's, or a recording's. */
  readonly crowd: Crowd | undefined;
  readonly playback: Playback | undefined;
  /** A level of it changed since the touch was looked at. */
  touched: boolean;
  /** One at the touch or through it did. */
  moved: boolean;
  /** It gathers orders for an auction until then. */
  callUntilNs: number;
  /** It gathers: what stands in it is not told. */
  gathers: boolean;
  /** What was told last of the auction to come. */
  indicated: Indicative | undefined;
  /** Shares that the auction at work has still to hand out. */
  crossing: number;
}

/** A pool that shows nothing. */
export interface PoolState extends FeedState {
  readonly type: 'Pool';
  readonly pool: MidpointPool;
  sink: PoolSink;
  readonly hidden: Hidden;
  readonly leakProb: number;
}

/** A pool of conditional orders and requests for quotes, which shows nothing. */
export interface BlockFeed extends FeedState {
  readonly type: 'Block';
  readonly pool: BlockPool;
  sink: BlockSink;
  readonly interest: Interest;
  /** Quantities of the natural interest that rests, by id. */
  readonly natural: Map<number, number>;
  /** Participants who hear of requests for quotes. */
  readonly responders: Seat[];
}

/** A real venue's displayed book, with the client's orders on paper beside it. Nobody else trades there. */
export interface PaperFeed extends FeedState {
  readonly type: 'Paper';
  readonly book: PaperBook;
  sink: PaperSink;
  /** Why the real feed can't be used now; absent while it can. */
  down: string | undefined;
  /** When the real feed last said anything at all. */
  heardNs: number;
}

export type Feed = BookState | PoolState | BlockFeed | PaperFeed;

export interface VenueState extends FloorVenue {
  readonly index: number;
  readonly venue: Venue;
  readonly setup: VenueSetup;
  readonly random: Random;
  /** Where the client may trade: block venues take conditional orders only, and he has none. */
  readonly feeds: (BookState | PoolState | PaperFeed)[];
  /** The client's link: its own stream, when its last request arrives here and the last answer there. */
  readonly clientRandom: Random;
  requestedNs: number;
  answeredNs: number;
  /** What events make of it now: gone; chance that it refuses an order for no reason; multiple of its latency. */
  down: boolean;
  rejectProb: number;
  latencyMultiple: number;
  readonly lost: Lost[];
  /** Messages of late, decaying: what its load-dependent latency and nothing else depends on. */
  load: number;
  loadNs: number;
  /** By owner: tokens left of its throttle, and when they were counted. */
  readonly tokens: Float64Array;
  readonly tokensNs: Float64Array;
  /** Fees earned (rebates paid are negative), micros, and what it did. */
  feesMicros: number;
  trades: number;
  volume: number;
  rejects: number;
}

/** A participant that threw: it is out of the market from then on. */
interface Failure {
  readonly seed: number;
  /** Number of the event in which it threw: run until it to see the state before. */
  readonly event: number;
  readonly nowNs: number;
  readonly participant: string;
  readonly error: unknown;
}

/** Also the floor on which the client's orders are entered. */
export interface World extends Floor {
  readonly scenario: Scenario;
  readonly seed: number;
  now: number;
  /** Messages delivered and wakes performed so far. */
  events: number;
  /** Two lanes of a hash over everything that the feeds and the reports said. */
  readonly hash: Int32Array;
  readonly instruments: readonly InstrumentState[];
  readonly venues: readonly VenueState[];
  /** `feeds[venue * instruments.length + instrument]`. */
  readonly feeds: readonly Feed[];
  /** By owner; the client and the crowd have none. */
  readonly seats: readonly (Seat | undefined)[];
  readonly owners: number;
  /** Actors: owners, then the crowd of each feed, then their heartbeats, then the agenda. */
  readonly wakes: Wakes;
  readonly agenda: Agenda;
  readonly flight: Flight;
  readonly fundamental: Fundamental;
  /** Shares by owner and instrument, and cash by owner in micros, as the venues booked them. */
  readonly shares: Float64Array;
  readonly cash: Float64Array;
  readonly failures: Failure[];
  /** Number of the last order. */
  orders: number;
  /** The participant's request at work, for what the books report about it; absent while the crowd acts. */
  serving: Message | undefined;
  sink: MarketSink;
  /** Filled in and handed to books; they copy it. */
  readonly command: { -readonly [K in keyof MatchOrder]: MatchOrder[K] };
  readonly scratch: Touch;
}
