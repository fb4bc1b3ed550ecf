/**
 * What a feed says: every message counts in its `feedSeq`, silence is filled with heartbeats. Level changes are
 * most of a market's work: their numbers come checked from the book and are branded as they are.
 */
import { displayedLevels } from '@fairlead/book';
import {
  type BookSnapshot,
  type Level,
  type Nanos,
  nanos,
  type Px,
  px,
  type Qty,
  qty,
  type Side,
  type TradingStatus,
} from '@fairlead/domain';
import { type Feed, HEARTBEAT_NS, type Market } from './state.ts';

/** Every message passes here: it stamps what the feed said last. */
function stamp(market: Market, feed: Feed) {
  feed.feedSeq += 1;
  feed.lastNs = market.now;
  return {
    venue: feed.venueId,
    instrument: feed.instrumentId,
    feedSeq: feed.feedSeq,
    tsEvent: nanos(market.now),
  };
}

export function emitLevel(market: Market, feed: Feed, side: Side, price: number, quantity: number): void {
  feed.feedSeq += 1;
  feed.lastNs = market.now;
  market.sink.event({
    type: 'LevelChanged',
    venue: feed.venueId,
    instrument: feed.instrumentId,
    feedSeq: feed.feedSeq,
    tsEvent: market.now as Nanos,
    side,
    px: price as Px,
    qty: quantity as Qty,
  });
}

/** `aggressor` absent: a midpoint cross or an auction, where the venue does not say. */
export function emitTrade(
  market: Market,
  feed: Feed,
  trade: { readonly px: number; readonly qty: number; readonly aggressor?: Side },
): void {
  const of = stamp(market, feed);
  const at = { type: 'TradePrinted' as const, ...of, px: px(trade.px), qty: qty(trade.qty) };
  market.sink.event(trade.aggressor === undefined ? at : { ...at, aggressor: trade.aggressor });
}

export function emitStatus(market: Market, feed: Feed, status: TradingStatus): void {
  market.sink.event({ type: 'TradingStatusChanged', ...stamp(market, feed), status });
}

/** Says so when the feed has been silent for as long as it may be. */
export function emitHeartbeatIfDue(market: Market, feed: Feed): void {
  if (market.now - feed.lastNs < HEARTBEAT_NS) return;
  market.sink.event({ type: 'FeedHeartbeat', ...stamp(market, feed) });
}

export function snapshotOf(market: Market, feed: Feed): BookSnapshot {
  return {
    type: 'BookSnapshot',
    venue: feed.venueId,
    instrument: feed.instrumentId,
    feedSeq: feed.feedSeq,
    tsEvent: nanos(market.now),
    bids: levelsOf(feed, 'Buy'),
    asks: levelsOf(feed, 'Sell'),
  };
}

function levelsOf(feed: Feed, side: Side): Level[] {
  return feed.type === 'Book' ? displayedLevels(feed.book, side) : [];
}

/** When the actor behind a feed acts next: its flow, or its heartbeat. */
export function setWake(market: Market, feed: Feed): void {
  market.wakes[feed.actor] = Math.min(feed.actsNs, feed.lastNs + HEARTBEAT_NS);
}
