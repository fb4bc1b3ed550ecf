/** What others ask of the state besides rows: volatility, the stamp of an order input, one venue's facts. */
import {
  contactAt,
  dataAt,
  depthWithin,
  levelCount,
  levelPx,
  levelQty,
  referenceTouch,
  verdictOn,
} from '@fairlead/book';
import {
  type MarketStamp,
  type Nanos,
  opposite,
  type Px,
  type Qty,
  type Side,
  type VenueView,
} from '@fairlead/domain';
import { MARKOUT, markoutFills, meanMarkoutBps } from './markouts.ts';
import type { FeatureState } from './state.ts';
import { longBps } from './volatility.ts';

/** Filled member by member: every decision asks, for every venue, and spreads are slow. */
type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** Realised volatility of the consolidated mid (decay 60 s), bps per square root of a second of market time. */
export const volatilityBps = (state: FeatureState): number => longBps(state.volatility);

/**
 * The consolidated touch and the age of its older side, for the journal. A side that nobody shows is absent; of a
 * cross that lasts the older side is left out (`referenceTouch`), a younger one stands as it is.
 *
 * No rule keeps live coin venues from crossing one another, and their fees let them stay so: where they do, the
 * stamp is the range that they disagree over, with the same middle, so that an order has a price to be held to.
 */
export function marketStamp(state: FeatureState, ts: Nanos): MarketStamp {
  const { bid, ask } = referenceTouch(state.consolidated, ts);
  if (bid.qty === 0 && ask.qty === 0) return {};
  const bidTs = bid.qty > 0 ? bid.ts : ask.ts;
  const askTs = ask.qty > 0 ? ask.ts : bid.ts;
  const stamp: Draft<MarketStamp> = {};
  if (bid.qty > 0) stamp.bidPx = bid.px as Px;
  if (ask.qty > 0) stamp.askPx = ask.px as Px;
  if (bid.qty > 0 && ask.qty > 0 && bid.px > ask.px && state.consolidated.mayCross) {
    stamp.bidPx = ask.px as Px;
    stamp.askPx = bid.px as Px;
  }
  stamp.ageNs = Math.max(ts - Math.min(bidTs, askTs), 0);
  return stamp;
}

/** Price steps from the far touch within which depth counts as reachable. */
const FAR_TICKS = 5;

export type VenueViewFacts = Pick<
  VenueView,
  | 'health'
  | 'cause'
  | 'tradable'
  | 'bidPx'
  | 'bidQty'
  | 'askPx'
  | 'askQty'
  | 'farDepthQty'
  | 'ageNs'
  | 'ownMarkoutBps'
  | 'ownMarkoutFills'
  | 'dataAgeNs'
>;

/** Below this, what is left of our fills there says nothing. */
const LEAST_FILLS = 0.01;

/**
 * One venue as market data shows it. `tradable` is the instrument's state there; whether the order session is up
 * is for the caller to add. Prices are absent where none is shown and where the book can't be vouched for.
 * @param side of the order: the far depth is on the other
 */
export function venueViewFacts(state: FeatureState, venue: number, side: Side, ts: Nanos): VenueViewFacts {
  const book = state.books[venue]!;
  const far = opposite(side);
  const { health, cause } = verdictOn(state.consolidated, venue, ts);
  const facts: Draft<VenueViewFacts> = { health, tradable: book.status === 'Open' };
  if (cause !== undefined) facts.cause = cause;
  if (levelCount(book, 'Buy') > 0) {
    facts.bidPx = levelPx(book, 'Buy', 0) as Px;
    facts.bidQty = levelQty(book, 'Buy', 0) as Qty;
  }
  if (levelCount(book, 'Sell') > 0) {
    facts.askPx = levelPx(book, 'Sell', 0) as Px;
    facts.askQty = levelQty(book, 'Sell', 0) as Qty;
  }
  if (levelCount(book, far) > 0) {
    facts.farDepthQty = depthWithin(book, far, FAR_TICKS, state.instrument.tick) as Qty;
  }
  const fills = markoutFills(state.markouts, venue, MARKOUT.oneSecond, ts);
  if (fills > LEAST_FILLS) {
    facts.ownMarkoutBps = meanMarkoutBps(state.markouts, venue, MARKOUT.oneSecond);
    facts.ownMarkoutFills = fills;
  }
  const { ages } = state.consolidated.watch;
  const age = ts - contactAt(ages, venue);
  const dataAge = ts - dataAt(ages, venue);
  if (Number.isFinite(age)) facts.ageNs = Math.max(age, 0);
  if (Number.isFinite(dataAge)) facts.dataAgeNs = Math.max(dataAge, 0);
  return facts;
}
