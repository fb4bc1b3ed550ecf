/** Puts a market's state together from its configuration, fills the books and lets them settle. */
import { createMatchingBook, createMidpointPool } from '@fairlead/book';
import { invariant } from '@fairlead/domain';
import { bookSink, finishBookCommand } from './book-command.ts';
import type { InstrumentConfig, MarketConfig, VenueConfig } from './config.ts';
import { createDarkFlow } from './dark-flow.ts';
import { runUntil, startAll } from './engine.ts';
import type { VenueAnswer } from './floor.ts';
import { latencyOf } from './latency.ts';
import { seedLit } from './lit-flow.ts';
import { createLitFlow } from './lit-rates.ts';
import type { MarketSink } from './orders.ts';
import { poolSink } from './pool-command.ts';
import { createPrice } from './price.ts';
import { createRandom } from './random.ts';
import { createFlight, dispatch } from './schedule.ts';
import {
  type BookFeed,
  type Feed,
  type InstrumentState,
  type Market,
  type PoolFeed,
  SECOND,
  type VenueState,
} from './state.ts';
import { statusRefusal } from './trading-status.ts';

/** Books settle this long before the session starts. */
const WARM_UP_NS = 20 * SECOND;
/** Above zero from the start: a client without a snapshot sees a gap, not an empty book. */
const FIRST_FEED_SEQ = 1;

export const SILENT: MarketSink = { event: () => {}, report: () => {}, cancelReject: () => {} };

export function buildMarket(config: MarketConfig, seed: number): Market {
  const market = emptyMarket(config, seed);
  for (const venue of config.venues) addVenue(market, venue, seed);
  settleBooks(market);
  return market;
}

/** Instruments without venues, `WARM_UP_NS` before the start. */
function emptyMarket(config: MarketConfig, seed: number): Market {
  invariant(/^[A-Za-z0-9]+$/.test(config.idPrefix), 'idPrefix must be letters and digits');
  const startNs = Math.max(0, config.startNs - WARM_UP_NS);
  const market: Market = {
    type: 'Market',
    config,
    idPrefix: config.idPrefix,
    now: startNs,
    instruments: config.instruments.map((of, index) => createInstrument(of, index, { seed, startNs })),
    venues: [],
    feeds: [],
    wakes: new Float64Array(config.instruments.length).fill(Number.POSITIVE_INFINITY),
    flight: createFlight(),
    own: new Map(),
    sink: SILENT,
    nextRef: 1,
    nextOwnRef: -1,
    closed: false,
    commands: 0,
    reply: (venue, answer) => sendAnswer(market, venue as VenueState, answer),
    refusal: (feed) => statusRefusal(feed as Feed),
    finish: (feed, taker) => finishBookCommand(market, feed as BookFeed, taker),
  };
  return market;
}

/** Answers of one venue arrive in the order in which they left. */
function sendAnswer(market: Market, venue: VenueState, answer: VenueAnswer): void {
  venue.lastReportNs = Math.max(venue.lastReportNs + 1, market.now + latencyOf(venue));
  dispatch(market.flight, answer, venue.lastReportNs);
}

function createInstrument(
  config: InstrumentConfig,
  index: number,
  at: { readonly seed: number; readonly startNs: number },
): InstrumentState {
  return {
    index,
    config,
    instrument: config.instrument,
    price: createPrice(config, at.seed, at.startNs),
    lit: [],
    dark: [],
    status: 'Open',
    moved: false,
  };
}

function createVenueState(
  market: Market,
  of: Pick<VenueConfig, 'venue' | 'jitterShare' | 'tailProb'>,
  seed: number,
): VenueState {
  const venue: VenueState = {
    index: market.venues.length,
    venue: of.venue,
    id: of.venue.id,
    latencyNs: of.venue.latencyNs,
    jitterShare: of.jitterShare,
    tailProb: of.tailProb,
    random: createRandom(seed, `latency ${of.venue.id}`),
    feeds: [],
    seen: new Map(),
    lastRequestNs: 0,
    lastReportNs: 0,
    orders: 0,
    execs: 0,
  };
  market.venues.push(venue);
  return venue;
}

/** The venue's feeds, one per instrument, at the end of the actors. */
function addVenue(market: Market, config: VenueConfig, seed: number): void {
  const venue = createVenueState(market, config, seed);
  for (const of of market.instruments) {
    if (config.type === 'Lit') addBook(market, { venue, of, seed, flow: createLitFlow(config, of) });
    else addPool(market, { venue, of, seed, config });
  }
}

interface FeedOf {
  readonly venue: VenueState;
  readonly of: InstrumentState;
  readonly seed: number;
}

function addBook(market: Market, at: FeedOf & { readonly flow: BookFeed['flow'] }): void {
  const { instrument } = at.of;
  const feed: BookFeed = {
    type: 'Book',
    ...feedState(market, at),
    book: createMatchingBook({ tick: instrument.tick, lot: instrument.lot }),
    flow: at.flow,
    sink: NO_SINK,
    takenQty: 0,
    takenFrom: 'Buy',
    dirtyBids: true,
    dirtyAsks: true,
  };
  feed.sink = bookSink(market, feed);
  at.of.lit.push(feed);
  enlist(market, feed);
}

function addPool(
  market: Market,
  at: FeedOf & { readonly config: Extract<VenueConfig, { type: 'Dark' }> },
): void {
  const feed: PoolFeed = {
    type: 'Pool',
    ...feedState(market, at),
    pool: createMidpointPool({ lot: at.of.instrument.lot }),
    flow: createDarkFlow(at.config, at.of),
    sink: NO_SINK,
  };
  feed.sink = poolSink(market, feed);
  at.of.dark.push(feed);
  enlist(market, feed);
}

function feedState(market: Market, at: FeedOf) {
  const venueId = at.venue.id;
  const instrumentId = at.of.instrument.id;
  return {
    actor: market.instruments.length + market.feeds.length,
    venue: at.venue,
    of: at.of,
    venueId,
    instrumentId,
    random: createRandom(at.seed, `feed ${venueId} ${instrumentId}`),
    feedSeq: FIRST_FEED_SEQ,
    lastNs: market.now,
    actsNs: Number.POSITIVE_INFINITY,
  };
}

function enlist(market: Market, feed: Feed): void {
  feed.venue.feeds.push(feed);
  market.feeds.push(feed);
  market.wakes = Float64Array.from([...market.wakes, Number.POSITIVE_INFINITY]);
}

/** Seeds the simulated books and runs to the session's start, unheard. */
function settleBooks(market: Market): void {
  for (const feed of market.feeds) if (feed.type === 'Book') seedLit(market, feed);
  startAll(market);
  runUntil(market, market.config.startNs, SILENT);
}

const nothing = (): void => {};
const NO_SINK = {
  accepted: nothing,
  replaced: nothing,
  traded: nothing,
  canceled: nothing,
  rejected: nothing,
  levelChanged: nothing,
};
