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
import { paperLevels } from './paper.ts';
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
  if (market.now - feed.lastNs < HEARTBEAT_NS || !hasContact(market, feed)) return;
  market.sink.event({ type: 'FeedHeartbeat', ...stamp(market, feed) });
}

export function snapshotOf(market: Market, feed: Feed): BookSnapshot {
  return {
    type: 'BookSnapshot',
    venue: feed.venueId,
    instrument: feed.instrumentId,
    feedSeq: feed.feedSeq,
    // A live feed is as fresh as its last word; a simulated one knows that nothing has happened since.
    tsEvent: nanos(feed.type === 'Paper' ? feed.lastNs : market.now),
    bids: levelsOf(feed, 'Buy'),
    asks: levelsOf(feed, 'Sell'),
  };
}

function levelsOf(feed: Feed, side: Side): Level[] {
  if (feed.type === 'Book') return displayedLevels(feed.book, side);
  return feed.type === 'Paper' ? paperLevels(feed.book, side) : [];
}

/** A line that has been silent for longer than this is not known to be up: real venues say something each second. */
const CONTACT_NS = 2_500_000_000;

const hasContact = (market: Market, feed: Feed): boolean =>
  feed.type !== 'Paper' || (feed.down === undefined && market.now - feed.heardNs <= CONTACT_NS);

/** When the actor behind a feed acts next: its flow, or its heartbeat, which a feed without contact does not send. */
export function setWake(market: Market, feed: Feed): void {
  market.wakes[feed.actor] = hasContact(market, feed)
    ? Math.min(feed.actsNs, feed.lastNs + HEARTBEAT_NS)
    : Number.POSITIVE_INFINITY;
}
