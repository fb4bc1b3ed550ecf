/** What a venue says of its book to everybody: each message counts in its feed's number and in the world's hash. */
import { displayedLevels, type Indicative } from '@fairlead/book';
import type { BookSnapshot, Level, MarketEvent, Nanos, Px, Qty, Side, TradingStatus } from '@fairlead/domain';
import { launch, message } from '../kernel/flight.ts';
import { paperLevels } from '../paper/paper.ts';
import { fold, foldMessage } from './hash.ts';
import type { Feed, World } from './state.ts';

export function tellLevel(world: World, feed: Feed, side: Side, px: number, qty: number): void {
  number(world, feed);
  foldMessage(world, feed.index * 8 + (side === 'Buy' ? 1 : 2), px, qty);
  world.sink.event({
    type: 'LevelChanged',
    venue: feed.venueId,
    instrument: feed.instrumentId,
    feedSeq: feed.feedSeq,
    tsEvent: world.now as Nanos,
    side,
    px: px as Px,
    qty: qty as Qty,
  });
}

/** `aggressor` absent: a midpoint cross or an auction, where the venue does not say. */
export function tellTrade(
  world: World,
  feed: Feed,
  trade: { readonly px: number; readonly qty: number; readonly aggressor?: Side },
): void {
  const { px, qty, aggressor } = trade;
  number(world, feed);
  const what = aggressor === undefined ? 5 : aggressor === 'Buy' ? 3 : 4;
  foldMessage(world, feed.index * 8 + what, px, qty);
  const { of, venue } = feed;
  of.volume += qty;
  of.tradePx = px;
  of.dynamicPx = px;
  of.tradeQty = qty;
  of.tradeNs = world.now;
  venue.trades += 1;
  venue.volume += qty;
  if (aggressor !== undefined && of.printWatchers.length > 0)
    tellFollowers(world, feed, { px, qty, side: aggressor });
  const said = {
    type: 'TradePrinted' as const,
    venue: feed.venueId,
    instrument: feed.instrumentId,
    feedSeq: feed.feedSeq,
    tsEvent: world.now as Nanos,
    px: px as Px,
    qty: qty as Qty,
  };
  say(world, feed, aggressor === undefined ? said : { ...said, aggressor });
}

/** Who follows prints learns of one whose taker is known. */
export function tellFollowers(
  world: World,
  feed: Feed,
  { px, qty, side }: { readonly px: number; readonly qty: number; readonly side: Side },
): void {
  for (const seat of feed.of.printWatchers) {
    if (seat.out) continue;
    const sent = message(world.flight, 'Print');
    sent.owner = seat.owner;
    sent.feed = feed.index;
    sent.px = px;
    sent.qty = qty;
    sent.side = side;
    launch(world.flight, sent, world.now + seat.dataNs + seat.computeNs);
  }
}

export function tellStatus(world: World, feed: Feed, status: TradingStatus): void {
  stamp(world, feed, 6);
  say(world, feed, { type: 'TradingStatusChanged', ...named(world, feed), status });
}

/** What the auction that a book gathers for would trade if it ended now. */
export function tellIndicative(world: World, feed: Feed, { px, qty, imbalance }: Indicative): void {
  stamp(world, feed, 7);
  fold(world.hash, px);
  fold(world.hash, qty);
  fold(world.hash, imbalance);
  say(world, feed, {
    type: 'AuctionIndicated',
    ...named(world, feed),
    px: px as Px,
    qty: qty as Qty,
    imbalance,
  });
}

/** The book as it is, of nothing while it gathers: a feed that begins anew. */
export function tellSnapshot(world: World, feed: Feed): void {
  stamp(world, feed, 0);
  say(world, feed, snapshotOf(feed, world.now));
}

export function snapshotOf(feed: Feed, nowNs: number): BookSnapshot {
  const levels = (side: Side): Level[] => {
    if (feed.type === 'Paper') return paperLevels(feed.book, side);
    return feed.type === 'Book' && !feed.gathers ? displayedLevels(feed.book, side) : [];
  };
  return {
    type: 'BookSnapshot',
    venue: feed.venueId,
    instrument: feed.instrumentId,
    feedSeq: feed.feedSeq,
    // A live feed is as fresh as its last word; a simulated one knows that nothing has happened since.
    tsEvent: (feed.type === 'Paper' ? feed.lastNs : nowNs) as Nanos,
    bids: levels('Buy'),
    asks: levels('Sell'),
  };
}

/** Contact, and nothing else: the feed has been silent for as long as it may be. */
export function tellHeartbeat(world: World, feed: Feed): void {
  stamp(world, feed, 7);
  say(world, feed, { type: 'FeedHeartbeat', ...named(world, feed) });
}

/** The client is not at block venues, and does not hear of them. */
function say(world: World, feed: Feed, event: MarketEvent): void {
  if (feed.type !== 'Block') world.sink.event(event);
}

const named = (world: World, feed: Feed) => ({
  venue: feed.venueId,
  instrument: feed.instrumentId,
  feedSeq: feed.feedSeq,
  tsEvent: world.now as Nanos,
});

function number(world: World, feed: Feed): void {
  feed.feedSeq += 1;
  feed.lastNs = world.now;
}

function stamp(world: World, feed: Feed, what: number): void {
  number(world, feed);
  fold(world.hash, world.now);
  fold(world.hash, feed.index * 8 + what);
}
