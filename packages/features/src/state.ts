/**
 * Everything that features are made of, for one instrument: the level books of all venues and their consolidated
 * touch (owned here: market data goes to the books through `observe`), decayed sums of activity, volatility, our
 * own history. A fold: the same events give the same state and the same rows, byte for byte.
 *
 * `ts` is our clock at receipt, in ns of market time; what it is called with does not decrease.
 */
import {
  applyAt,
  applyLevelAt,
  applyPrintAt,
  type BookChange,
  type Consolidated,
  createConsolidated,
  type LevelBook,
  venueAt,
} from '@fairlead/book';
import type {
  Instrument,
  InstrumentId,
  LevelChanged,
  MarketEvent,
  Nanos,
  Side,
  TradePrinted,
  Venue,
  VenueId,
} from '@fairlead/domain';
import { invariant, opposite } from '@fairlead/domain';
import { type Activity, add, advance, createActivity, holdSpread, SUM } from './activity.ts';
import { addLatency, createLatencies, type Latencies } from './latency.ts';
import { awaitMarkout, createMarkouts, isMarkoutDue, type Markouts, settleMarkouts } from './markouts.ts';
import { takeLevel, takeTrade } from './messages.ts';
import { breakMicroprice, createMicroprice, type Microprice } from './microprice.ts';
import { createMomentum, type Momentum } from './momentum.ts';
import { addNews, createNews, type News } from './news.ts';
import { addOwn, createOwnHistory, type OwnEvent, type OwnHistory } from './own.ts';
import { createPredation, endWatch, type Predation, watchFarTouch } from './predation.ts';
import { createQuotes, keepQuote, QUOTE, type Quotes, readQuote, readTop, spreadOf } from './quote.ts';
import { createTemplates, type Templates } from './template.ts';
import { createVolatility, isSampleDue, sampleMid, type Volatility } from './volatility.ts';

export interface FeatureState {
  readonly instrument: Instrument;
  /** Positions in it are the venue indices used throughout. */
  readonly venues: readonly Venue[];
  readonly consolidated: Consolidated;
  /** By venue index; the consolidated book's own. */
  readonly books: readonly LevelBook[];
  readonly quotes: Quotes;
  readonly activity: Activity;
  readonly volatility: Volatility;
  readonly own: OwnHistory;
  readonly markouts: Markouts;
  readonly predation: Predation;
  readonly microprice: Microprice;
  readonly momentum: Momentum;
  /** How late the venues' messages reach us, and how long they take to answer a new order. */
  readonly feedLag: Latencies;
  readonly ackLatency: Latencies;
  readonly news: News;
  /** Scratch: the venue's touch before an event. */
  readonly before: Quotes;
  readonly templates: Templates;
}

export function createFeatureState(instrument: Instrument, venues: readonly Venue[]): FeatureState {
  invariant(
    instrument.avgTradeQty > 0,
    'features are measured in average trades: avgTradeQty must be above 0',
  );
  invariant(instrument.tick > 0, 'a spread is measured in ticks: the tick must be above 0');
  invariant(instrument.dailyVolatilityBps > 0, 'volatility needs a daily figure above 0 to start from');
  const consolidated = createConsolidated(
    venues.map(({ id }) => id),
    {
      dark: new Set(venues.filter(({ kind }) => kind === 'DarkMidpoint').map(({ id }) => id)),
      mayCross: venues.some(({ origin }) => origin === 'Live'),
    },
  );
  const ackLatency = createLatencies(venues.length);
  // What stands for an answer until there are any, and for one of them afterwards: the reference's round trip.
  venues.forEach(({ latencyNs }, venue) => {
    addLatency(ackLatency, venue, 2 * latencyNs);
  });
  return {
    instrument,
    venues,
    consolidated,
    books: consolidated.books,
    quotes: createQuotes(venues.length + 1),
    activity: createActivity(venues.length + 1),
    volatility: createVolatility(instrument),
    own: createOwnHistory(venues.length),
    markouts: createMarkouts(venues.length),
    predation: createPredation(venues.length),
    microprice: createMicroprice(venues.length),
    momentum: createMomentum(venues.length + 1),
    feedLag: createLatencies(venues.length),
    ackLatency,
    before: createQuotes(1),
    news: createNews(),
    templates: createTemplates(instrument, venues),
  };
}

/** @throws InvariantError for a venue that the state was not made with */
export function venueIndex(state: FeatureState, venue: VenueId): number {
  const at = venueAt(state.consolidated, venue);
  invariant(at !== undefined, `venue ${venue} is not one of ${state.instrument.id}'s`);
  return at;
}

/**
 * Folds one market event into books and features: O(1) in what came before, nothing allocated. Only messages
 * that the book could apply count as activity. `Gap` asks for a snapshot; a venue that is not one of the state's
 * is ignored.
 */
export function observe(state: FeatureState, event: MarketEvent, ts: Nanos): BookChange {
  switch (event.type) {
    case 'LevelChanged':
      return observeLevel(state, event, ts);
    case 'TradePrinted':
      return observePrint(state, event, ts);
    default:
      return observeOther(state, event, ts);
  }
}

// One function for each kind of event, as in the books: each sees one shape. What rests on a touch is computed anew
// only where that touch moved: most messages are about levels behind it.

function observeLevel(state: FeatureState, event: LevelChanged, ts: Nanos): BookChange {
  const { consolidated } = state;
  needOwn(state, event.instrument);
  const venue = venueAt(consolidated, event.venue);
  if (venue === undefined) return 'Ignored';
  passTime(state, venue, ts - event.tsEvent, ts);
  const change = applyLevelAt(consolidated, venue, event, ts);
  readTouches(state, venue);
  if (change === 'Applied') takeLevel(state, venue, event);
  else breakMicroprice(state.microprice, venue);
  offerMid(state, ts);
  return change;
}

function observePrint(state: FeatureState, event: TradePrinted, ts: Nanos): BookChange {
  const { consolidated, predation } = state;
  needOwn(state, event.instrument);
  const venue = venueAt(consolidated, event.venue);
  if (venue === undefined) return 'Ignored';
  passTime(state, venue, ts - event.tsEvent, ts);
  predation.print.sign = tradeSign(state.quotes, state.venues.length, event);
  const change = applyPrintAt(consolidated, venue, event, ts);
  readTouches(state, venue);
  if (change === 'Applied') takeTrade(state, venue, event);
  else breakMicroprice(state.microprice, venue);
  offerMid(state, ts);
  return change;
}

function observeOther(state: FeatureState, event: MarketEvent, ts: Nanos): BookChange {
  const { consolidated } = state;
  needOwn(state, event.instrument);
  const venue = venueAt(consolidated, event.venue);
  if (venue === undefined) return 'Ignored';
  passTime(state, venue, ts - event.tsEvent, ts);
  const change = applyAt(consolidated, venue, event, ts);
  readTouches(state, venue);
  if (change !== 'Applied' || event.type === 'BookSnapshot') breakMicroprice(state.microprice, venue);
  offerMid(state, ts);
  return change;
}

function needOwn({ instrument }: FeatureState, id: InstrumentId): void {
  invariant(id === instrument.id, "an event reached another instrument's features");
}

/** What an event of the venue does by its time alone, before the books take it. */
function passTime(state: FeatureState, venue: number, lagNs: number, ts: number): void {
  const { activity, markouts } = state;
  state.templates.version += 1;
  if (isMarkoutDue(markouts, ts)) settleMarkouts(markouts, midOf(state), ts);
  addLatency(state.feedLag, venue, lagNs);
  advance(activity, ts);
  const faded = endWatch(state.predation, venue, ts);
  if (faded === undefined) return;
  add(activity, venue, SUM.watches, 1);
  add(activity, venue, SUM.faded, faded);
}

/** Takes the touches that the event moved, the venue's and the consolidated one; `before` is the venue's old one. */
function readTouches(state: FeatureState, venue: number): void {
  const { activity, before, consolidated, instrument, quotes } = state;
  const book = state.books[venue]!;
  if (book.touchMoved) {
    keepQuote(quotes, venue, before);
    readQuote(quotes, venue, book);
    holdSpread(activity, venue, spreadOf(quotes, venue, instrument.tick));
  }
  if (consolidated.topMoved) {
    const all = state.venues.length;
    readTop(quotes, consolidated);
    holdSpread(activity, all, spreadOf(quotes, all, instrument.tick));
  }
}

function offerMid(state: FeatureState, ts: number): void {
  if (!isSampleDue(state.volatility, ts)) return;
  const mid = midOf(state);
  if (mid !== undefined) sampleMid(state.volatility, mid, ts);
}

/**
 * What became of one of our orders: `Sent` with its quantity, `Acked` with the time that it took, each `Fill` and
 * its restatements, and what `Reject` or `Canceled` left unfilled.
 */
export function observeOwn(state: FeatureState, event: OwnEvent, ts: Nanos): void {
  state.templates.version += 1;
  addOwn(state.own, event, ts);
  if (event.type === 'Acked') addLatency(state.ackLatency, event.venue, event.latencyNs);
  if (event.type === 'Fill' && event.passive) awaitMarkout(state.markouts, event, ts);
  if (event.type === 'Fill' || event.type === 'Sent') watchOthers(state, event, ts);
}

/** The other venues now may know of us: do they still stand there a moment later? */
function watchOthers({ quotes, predation, venues }: FeatureState, own: WhereTo, ts: number): void {
  const buy = own.side === 'Buy';
  for (let venue = 0; venue < venues.length; venue++) {
    if (venue === own.venue) continue;
    const at = venue * QUOTE.width;
    const px = quotes[at + (buy ? QUOTE.askPx : QUOTE.bidPx)]!;
    const qty = quotes[at + (buy ? QUOTE.askQty : QUOTE.bidQty)]!;
    watchFarTouch(predation, venue, { side: opposite(own.side), px, qty }, ts);
  }
}
type WhereTo = Extract<OwnEvent, { readonly side: Side }>;

/** An item about the instrument. @param sentimentScore -1 bad .. 1 good */
export function observeNews(state: FeatureState, sentimentScore: number, ts: Nanos): void {
  invariant(Math.abs(sentimentScore) <= 1, 'a sentiment score is between -1 and 1');
  state.templates.version += 1;
  addNews(state.news, sentimentScore, ts);
}

/** The venue's word, else the quote rule against the consolidated mid before the print. */
function tradeSign(quotes: Quotes, all: number, event: TradePrinted): number {
  if (event.aggressor !== undefined) return event.aggressor === 'Buy' ? 1 : -1;
  const at = all * QUOTE.width;
  if (quotes[at + QUOTE.bidQty] === 0 || quotes[at + QUOTE.askQty] === 0) return 0;
  return Math.sign(2 * event.px - quotes[at + QUOTE.bidPx]! - quotes[at + QUOTE.askPx]!);
}

/** Px, may be a half; absent where a side is, and where venues cross each other. */
function midOf({ consolidated: { bid, ask } }: FeatureState): number | undefined {
  if (bid.qty === 0 || ask.qty === 0 || bid.px > ask.px) return undefined;
  return (bid.px + ask.px) / 2;
}
