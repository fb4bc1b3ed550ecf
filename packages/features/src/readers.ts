/** What others ask of the state besides rows: volatility, the stamp of an order input, one venue's facts. */
import { depthWithin, levelCount, levelPx, levelQty } from '@fairlead/book';
import type { FeedHealth, MarketStamp, Nanos, Px, Qty, Side, VenueView } from '@fairlead/domain';
import { NANOS_PER_SECOND, opposite } from '@fairlead/domain';
import { MARKOUT, markoutFills, meanMarkoutBps } from './markouts.ts';
import type { FeatureState } from './state.ts';
import { longBps } from './volatility.ts';

/** Filled member by member: every decision asks, for every venue, and spreads are slow. */
type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** Realised volatility of the consolidated mid (decay 60 s), bps per square root of a second of market time. */
export const volatilityBps = (state: FeatureState): number => longBps(state.volatility);

/** The consolidated touch and the age of its older side, for the journal. A side that nobody shows is absent. */
export function marketStamp(state: FeatureState, ts: Nanos): MarketStamp {
  const { bid, ask } = state.consolidated;
  if (bid.qty === 0 && ask.qty === 0) return {};
  const bidTs = bid.qty > 0 ? bid.ts : ask.ts;
  const askTs = ask.qty > 0 ? ask.ts : bid.ts;
  const stamp: Draft<MarketStamp> = {};
  if (bid.qty > 0) stamp.bidPx = bid.px as Px;
  if (ask.qty > 0) stamp.askPx = ask.px as Px;
  stamp.ageNs = Math.max(ts - Math.min(bidTs, askTs), 0);
  return stamp;
}

/** Price steps from the far touch within which depth counts as reachable. */
const FAR_TICKS = 5;

export type VenueViewFacts = Pick<
  VenueView,
  | 'health'
  | 'tradable'
  | 'bidPx'
  | 'bidQty'
  | 'askPx'
  | 'askQty'
  | 'farDepthQty'
  | 'ageNs'
  | 'ownMarkoutBps'
  | 'ownMarkoutFills'
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
  const ageNs =
    state.consolidated.heard[venue] === 1
      ? Math.max(ts - state.consolidated.lastEventTs[venue]!, 0)
      : undefined;
  const facts: Draft<VenueViewFacts> = {
    health: healthOf(ageNs, book.usable),
    tradable: book.status === 'Open',
  };
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
  if (ageNs !== undefined) facts.ageNs = ageNs;
  const fills = markoutFills(state.markouts, venue, MARKOUT.oneSecond, ts);
  if (fills > LEAST_FILLS) {
    facts.ownMarkoutBps = meanMarkoutBps(state.markouts, venue, MARKOUT.oneSecond);
    facts.ownMarkoutFills = fills;
  }
  return facts;
}

/** Ages up to which a feed is this healthy. A heartbeat is due every 250 ms: beyond it is silence, not calm. */
const LIVE_NS = NANOS_PER_SECOND;
const DEGRADED_NS = 3 * NANOS_PER_SECOND;
const STALE_NS = 10 * NANOS_PER_SECOND;

function healthOf(ageNs: number | undefined, usable: boolean): FeedHealth {
  if (ageNs === undefined || ageNs > STALE_NS) return 'DEAD';
  if (!usable || ageNs > DEGRADED_NS) return 'STALE';
  return ageNs > LIVE_NS ? 'DEGRADED' : 'LIVE';
}
