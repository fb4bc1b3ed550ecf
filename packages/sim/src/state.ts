/**
 * The simulator's state: one market, its instruments, and a feed for each venue and instrument. Everything
 * mutable lives here; the other modules are functions over it. Prices in 1/10,000 except where a name says
 * ticks; times in ns since the session's midnight.
 */
import type { MatchingBook, MatchSink, MidpointPool, PoolSink } from '@fairlead/book';
import type { Instrument, InstrumentId, Side, TradingStatus, Venue, VenueId } from '@fairlead/domain';
import type { DarkVenueConfig, InstrumentConfig, LitVenueConfig, MarketConfig, Regime } from './config.ts';
import type { Floor, FloorVenue, VenueAnswer } from './floor.ts';
import type { MarketSink, Request } from './orders.ts';
import type { Random } from './random.ts';
import type { Flight } from './schedule.ts';

/** The common efficient price of one instrument, in ticks (fractional), and the moods that drive its flow. */
export interface PriceState {
  readonly random: Random;
  readonly tick: number;
  readonly anchorTicks: number;
  /** Ticks per square root of a second, before the regime's multiple. */
  readonly sigmaTicks: number;
  /** One bp of the opening price in ticks. */
  readonly bpTicks: number;
  /** Exogenous part and what impact has left for good. */
  baseTicks: number;
  /** Decaying part of impact. */
  impactTicks: number;
  impactNs: number;
  /** What informed orders know and the price has not yet done. */
  pendingTicks: number;
  /** Signed trade flow of late, in [-1, 1]. */
  flow: number;
  flowNs: number;
  regime: Regime;
  regimeUntilNs: number;
  /** Side of the background institution at work. */
  institution: Side | 'None';
  institutionUntilNs: number;
  steppedNs: number;
}

export interface InstrumentState {
  readonly index: number;
  readonly config: InstrumentConfig;
  readonly instrument: Instrument;
  readonly price: PriceState;
  readonly lit: BookFeed[];
  readonly dark: PoolFeed[];
  status: TradingStatus;
  /** The efficient price moved since the rates were computed. */
  moved: boolean;
}

interface FeedState {
  readonly actor: number;
  readonly venue: VenueState;
  readonly of: InstrumentState;
  readonly venueId: VenueId;
  readonly instrumentId: InstrumentId;
  readonly random: Random;
  feedSeq: number;
  lastNs: number;
  /** When its background acts next. */
  actsNs: number;
}

export interface BookFeed extends FeedState {
  readonly type: 'Book';
  readonly book: MatchingBook;
  readonly flow: LitFlow;
  sink: MatchSink;
  /** Of the command at work: shares that its taker took, and from which side. */
  takenQty: number;
  takenFrom: Side;
  /** The side changed since its rates were computed. */
  dirtyBids: boolean;
  dirtyAsks: boolean;
}

export interface LitFlow {
  readonly config: LitVenueConfig;
  /** Mean sizes in shares. */
  readonly limitQty: number;
  readonly marketQty: number;
  /** Multiplier of the published rates: of market orders, and of limits and cancels. */
  readonly marketScale: number;
  readonly quoteScale: number;
  readonly rates: Float64Array;
  totalRate: number;
  /** Sums of the limit, cancel and picking-off rates that concern a side's orders. */
  bidRate: number;
  askRate: number;
  /** Makers' nervousness after takers hit a side; decays. */
  fadeBid: number;
  fadeAsk: number;
  fadeNs: number;
}

export interface PoolFeed extends FeedState {
  readonly type: 'Pool';
  readonly pool: MidpointPool;
  sink: PoolSink;
  readonly flow: DarkFlow;
}

export interface DarkFlow {
  readonly config: DarkVenueConfig;
  readonly sizes: { readonly calm: Float64Array; readonly volatile: Float64Array };
  /** Arrivals per second and side, and mean rest in seconds. */
  readonly arrivals: { readonly calm: number; readonly volatile: number };
  readonly restS: { readonly calm: number; readonly volatile: number };
  arrivesNs: number;
  /** Hidden background orders by the time they leave, soonest first. */
  readonly leaving: { readonly atNs: number; readonly ref: number }[];
}

export type Feed = BookFeed | PoolFeed;

export interface VenueState extends FloorVenue {
  readonly index: number;
  readonly venue: Venue;
  readonly latencyNs: number;
  readonly jitterShare: number;
  readonly tailProb: number;
  readonly random: Random;
  readonly feeds: Feed[];
  lastRequestNs: number;
  lastReportNs: number;
}

type Message =
  | { readonly type: 'Request'; readonly venue: VenueState; readonly request: Request }
  | VenueAnswer;

/** The state behind `SimMarket`. */
export interface Market extends Floor {
  readonly type: 'Market';
  readonly config: MarketConfig;
  now: number;
  readonly instruments: InstrumentState[];
  readonly venues: VenueState[];
  readonly feeds: Feed[];
  /** Next act of each actor: instruments first, then feeds. */
  wakes: Float64Array;
  readonly flight: Flight<Message>;
  sink: MarketSink;
  /** Next reference of a background order. */
  nextRef: number;
  closed: boolean;
  /** Background and own commands applied, for measurement. */
  commands: number;
}

/** Owner of every order that is not ours, in the books. */
export const BACKGROUND = 1;
export const SECOND = 1_000_000_000;
export const HEARTBEAT_NS = 250_000_000;
export const SESSION_SECONDS = 23_400;
