/**
 * A recording watched as a live feed is: every record of every venue and instrument in the order of the file, what
 * is odd in it flagged and counted, and how often and how long the venues of an instrument stood locked or crossed.
 * Prices and quantities in the feed's own scale; nothing is changed, dropped or smoothed.
 *
 * A record is a `FeedRecord` of package feeds (named here by its members: feeds builds on this package). Orders are
 * followed in an order book, levels in a level book, so that an id nobody knows or a crossed book shows. The quotes
 * of an instrument are those of a consolidated stream where it has one (`Quote`), else the best of its venues'
 * books. Gaps in a venue's numbering are its decoder's business, which knows the rule of its feed; a number that
 * goes back is counted here. Latency is reported where the recording has a receive clock.
 */
import type {
  FeedCounts,
  FeedLatency,
  FeedReport,
  LevelChanged,
  MarketReport,
  Side,
  TradingStatus,
} from '@fairlead/domain';
import { type AnomalyLog, anomaliesOf, createAnomalyLog, flag } from './anomalies.ts';
import { createFeedClocks, type FeedClocks, latencyOfFeed, observeClock } from './feed-clock.ts';
import {
  confirmJump,
  createJumpHolds,
  holdIfJumped,
  isBack,
  isHeld,
  type JumpHolds,
  trustTouch,
} from './jump-hold.ts';
import { applyToLevelBook, createLevelBook, type LevelBook } from './level-book.ts';
import { createMarketStates, type MarketStates, NBBO_STATES, observeMarket, stayIn } from './market-state.ts';
import {
  addToBook,
  type BookResult,
  clearBook,
  createOrderBook,
  deleteInBook,
  isBookCrossed,
  modifyInBook,
  type OrderBook,
  type OrderBooks,
  reduceInBook,
  replaceInBook,
  touchPx,
  touchQty,
} from './order-book.ts';
import { createPrints, isOutlier, type Prints, printJumped, STOOD_NS } from './prints.ts';

/** What is read of a `FeedRecord`. */
export interface MonitoredRecord {
  readonly type:
    | 'Add'
    | 'Reduce'
    | 'Delete'
    | 'Modify'
    | 'Replace'
    | 'Execute'
    | 'Trade'
    | 'Print'
    | 'Level'
    | 'Clear'
    | 'Quote'
    | 'Status'
    | 'Heartbeat';
  readonly seq: number;
  readonly tsEvent: number;
  readonly tsRecv: number;
  readonly venue: string;
  readonly instrument: string;
  readonly orderId: number;
  readonly newOrderId: number;
  readonly side: Side | undefined;
  readonly px: number;
  readonly qty: number;
  readonly status: TradingStatus;
}

/** The best of one side: size 0 where nobody shows it. */
interface Best {
  px: number;
  qty: number;
  /** Our clock when it came to this price. */
  since: number;
  /** The feed that shows it. */
  feed: Feed | undefined;
}
const nobody = (): Best => ({ px: 0, qty: 0, since: 0, feed: undefined });

interface Feed {
  readonly venue: string;
  readonly market: Market;
  readonly clocks: FeedClocks;
  readonly log: AnomalyLog;
  readonly prints: Prints;
  readonly holds: JumpHolds;
  readonly bid: Best;
  readonly ask: Best;
  orders: OrderBook | undefined;
  levels: LevelBook | undefined;
  status: TradingStatus;
  isCrossed: boolean;
  isReceived: boolean;
  records: number;
  outOfOrder: number;
  lastSeq: number;
  lastTsEvent: number;
}

interface Market {
  readonly instrument: string;
  readonly feeds: Feed[];
  readonly states: MarketStates;
  readonly prints: Prints;
  readonly holds: JumpHolds;
  readonly bid: Best;
  readonly ask: Best;
  /** It has a consolidated stream. */
  isQuoted: boolean;
}

export interface FeedMonitor {
  readonly markets: Map<string, Market>;
  /** Order ids are a venue's, over all its instruments. */
  readonly orders: Map<string, OrderBooks>;
  lastTs: number;
}

/** As of the last record. */
export interface MonitorReport {
  readonly feeds: readonly (Pick<FeedReport, 'anomalies' | 'examples'> &
    Pick<FeedCounts, 'outOfOrder'> & {
      readonly venue: string;
      readonly instrument: string;
      readonly records: number;
      readonly latency?: FeedLatency;
    })[];
  readonly markets: readonly (Pick<MarketReport, 'locked' | 'crossed' | 'state'> & {
    readonly instrument: string;
  })[];
}

export const createFeedMonitor = (): FeedMonitor => ({ markets: new Map(), orders: new Map(), lastTs: 0 });

/** Takes the next record. Keeps nothing of it. */
export function observeRecord(monitor: FeedMonitor, record: MonitoredRecord): void {
  const feed = feedOf(monitor, record);
  const { tsEvent, tsRecv } = record;
  monitor.lastTs = tsRecv;
  feed.records += 1;
  if (tsRecv !== tsEvent) feed.isReceived = true;
  observeClock(feed.clocks, 0, tsRecv, tsEvent);
  if (tsEvent < feed.lastTsEvent) note(feed, record, 'TimeBack', tsEvent);
  feed.lastTsEvent = tsEvent;
  if (record.seq > 0) {
    if (record.seq < feed.lastSeq) feed.outOfOrder += 1;
    feed.lastSeq = record.seq;
  }
  switch (record.type) {
    case 'Trade':
      return watchPrint(feed, record);
    case 'Print':
    case 'Heartbeat':
      return;
    case 'Status':
      feed.status = record.status;
      return takeTouch(feed, record);
    case 'Quote':
      return takeQuote(feed, record);
    case 'Level':
      return takeLevel(feed, record);
    case 'Clear':
      clear(feed);
      return takeTouch(feed, record);
    default:
      takeOrder(monitor, feed, record);
      if (record.type === 'Execute' && record.px > 0) watchPrint(feed, record);
      return takeTouch(feed, record);
  }
}

export function monitorReport({ markets, lastTs }: FeedMonitor): MonitorReport {
  const all = [...markets.values()];
  return {
    feeds: all.flatMap(({ feeds }) =>
      feeds.map((feed) => {
        const latency = feed.isReceived ? latencyOfFeed(feed.clocks, 0) : undefined;
        return {
          venue: feed.venue,
          instrument: feed.market.instrument,
          records: feed.records,
          outOfOrder: feed.outOfOrder,
          ...anomaliesOf(feed.log, 0),
          ...(latency && { latency }),
        };
      }),
    ),
    markets: all.map(({ instrument, states }) => ({
      instrument,
      state: NBBO_STATES[states.state]!,
      locked: stayIn(states, 'Locked', lastTs),
      crossed: stayIn(states, 'Crossed', lastTs),
    })),
  };
}

function feedOf({ markets }: FeedMonitor, { venue, instrument }: MonitoredRecord): Feed {
  let market = markets.get(instrument);
  if (market === undefined) {
    market = {
      instrument,
      feeds: [],
      states: createMarketStates(),
      prints: createPrints(0),
      holds: createJumpHolds(1),
      bid: nobody(),
      ask: nobody(),
      isQuoted: false,
    };
    markets.set(instrument, market);
  }
  for (const feed of market.feeds) if (feed.venue === venue) return feed;
  const feed: Feed = {
    venue,
    market,
    clocks: createFeedClocks(1),
    log: createAnomalyLog(1),
    prints: createPrints(1),
    holds: createJumpHolds(1),
    bid: nobody(),
    ask: nobody(),
    orders: undefined,
    levels: undefined,
    status: 'Open',
    isCrossed: false,
    isReceived: false,
    records: 0,
    outOfOrder: 0,
    lastSeq: 0,
    lastTsEvent: Number.NEGATIVE_INFINITY,
  };
  market.feeds.push(feed);
  return feed;
}

const note = (
  feed: Feed,
  { seq, tsEvent }: MonitoredRecord,
  kind: Parameters<typeof flag>[2],
  value: number,
): void => flag(feed.log, 0, kind, { feedSeq: seq, tsEvent, value });

function takeOrder(monitor: FeedMonitor, feed: Feed, record: MonitoredRecord): void {
  if (feed.orders === undefined) {
    feed.orders = createOrderBook(monitor.orders.get(feed.venue));
    monitor.orders.set(feed.venue, feed.orders.books);
  }
  const result = applied(feed.orders, record);
  if (result === 'Applied') return;
  if (result === 'BadPx') note(feed, record, 'BadPrice', record.px);
  else if (result === 'BadQty' || result === 'OverReduce') note(feed, record, 'BadSize', record.qty);
  else if (result === 'DuplicateOrder') note(feed, record, 'DuplicateOrder', record.orderId);
  else note(feed, record, 'UnknownOrder', record.orderId);
}

function applied(book: OrderBook, record: MonitoredRecord): BookResult {
  switch (record.type) {
    case 'Add':
      return addToBook(book, record);
    case 'Reduce':
    case 'Execute':
      return reduceInBook(book, record.orderId, record.qty);
    case 'Delete':
      return deleteInBook(book, record.orderId);
    case 'Modify':
      return modifyInBook(book, record);
    default:
      return replaceInBook(book, record);
  }
}

/** What follows is a book said anew: there is nothing to compare it with. */
function clear(feed: Feed): void {
  if (feed.orders !== undefined) clearBook(feed.orders);
  if (feed.levels !== undefined) feed.levels = createLevelBook();
  feed.holds.trusted.fill(0);
  feed.holds.held.fill(0);
}

/** Reused: a level of a record as the level book takes it. */
const LEVEL = { type: 'LevelChanged', feedSeq: 0 } as {
  -readonly [K in keyof LevelChanged]: LevelChanged[K];
};

function takeLevel(feed: Feed, record: MonitoredRecord): void {
  feed.levels ??= createLevelBook();
  const { levels } = feed;
  const { uncrossings } = levels;
  LEVEL.feedSeq = levels.feedSeq + 1;
  LEVEL.side = record.side ?? 'Buy';
  LEVEL.px = record.px as LevelChanged['px'];
  LEVEL.qty = record.qty as LevelChanged['qty'];
  applyToLevelBook(levels, LEVEL);
  if (levels.uncrossings !== uncrossings) note(feed, record, 'BookCrossed', record.px);
  takeTouch(feed, record);
}

/** The venue's own touch from its books, held against what it was; then the best of all venues. */
function takeTouch(feed: Feed, record: MonitoredRecord): void {
  const { levels, market, orders } = feed;
  if (orders !== undefined) {
    take(feed.bid, touchPx(orders, 'Buy'), touchQty(orders, 'Buy'), record.tsRecv);
    take(feed.ask, touchPx(orders, 'Sell'), touchQty(orders, 'Sell'), record.tsRecv);
    const isCrossed = feed.status === 'Open' && isBookCrossed(orders);
    if (isCrossed && !feed.isCrossed) note(feed, record, 'BookCrossed', feed.bid.px);
    feed.isCrossed = isCrossed;
  } else if (levels !== undefined) {
    const { asks, bids, usable } = levels;
    take(feed.bid, bids.px[bids.count - 1], usable ? bids.qty[bids.count - 1] : 0, record.tsRecv);
    take(feed.ask, asks.px[asks.count - 1], usable ? asks.qty[asks.count - 1] : 0, record.tsRecv);
  } else return;
  watchJump(feed, feed, feed.holds, record);
  if (market.isQuoted) return;
  findBest(market, 'bid', 1);
  findBest(market, 'ask', -1);
  observeMarket(market.states, market.bid, market.ask, record.tsRecv);
}

/** @param px,qty absent where nobody is */
function take(best: Best, px: number | undefined, qty: number | undefined, ts: number): void {
  const shown = px === undefined ? 0 : (qty ?? 0);
  if (shown > 0 && (best.qty === 0 || best.px !== px)) best.since = ts;
  if (shown > 0) best.px = px!;
  best.qty = shown;
}

function findBest(market: Market, side: 'bid' | 'ask', sign: 1 | -1): void {
  const best = market[side];
  best.qty = 0;
  best.feed = undefined;
  for (const feed of market.feeds) {
    const shown = feed[side];
    if (shown.qty === 0 || feed.status !== 'Open') continue;
    if (best.qty > 0 && sign * (shown.px - best.px) <= 0) continue;
    best.px = shown.px;
    best.qty = shown.qty;
    best.since = shown.since;
    best.feed = feed;
  }
}

/** One side of a consolidated stream: whoever showed it before shows it no more. */
function takeQuote(feed: Feed, record: MonitoredRecord): void {
  const { market } = feed;
  market.isQuoted = true;
  const best = record.side === 'Sell' ? market.ask : market.bid;
  take(best, record.px, record.qty, record.tsRecv);
  best.feed = feed;
  watchJump(feed, market, market.holds, record);
  observeMarket(market.states, market.bid, market.ask, record.tsRecv);
}

/** Flags a touch at half or more of the last trusted one, once, until it comes back or is confirmed. */
function watchJump(
  feed: Feed,
  { bid, ask }: { readonly bid: Best; readonly ask: Best },
  holds: JumpHolds,
  record: MonitoredRecord,
): void {
  const bidPx = bid.qty > 0 ? bid.px : 0;
  const askPx = ask.qty > 0 ? ask.px : 0;
  if (!isHeld(holds, 0)) {
    if (holdIfJumped(holds, 0, bidPx, askPx)) note(feed, record, 'PriceJump', holds.jumpedTo[0]!);
  } else if (isBack(holds, 0, bidPx, askPx) || (record.px > 0 && confirmJump(holds, 0, record.px))) {
    trustTouch(holds, 0, bidPx, askPx);
  }
}

function watchPrint(feed: Feed, record: MonitoredRecord): void {
  const { market, prints } = feed;
  const { px, tsRecv } = record;
  if (printJumped(prints, 0, px)) note(feed, record, 'PriceJump', px);
  if (feed.status === 'Open' && isThrough(feed, px, tsRecv)) note(feed, record, 'TradeThrough', px);
  const { bid, ask } = market;
  if (isOutlier(market.prints, px, bid.qty > 0 ? bid.px : 0, ask.qty > 0 ? ask.px : 0))
    note(feed, record, 'OutlierPrint', px);
}

/** Outside the best quote of others, where that has stood and they are not locked or crossed themselves. */
function isThrough(feed: Feed, price: number, ts: number): boolean {
  const { market } = feed;
  const bid = market.isQuoted ? market.bid : bestOfOthers(feed, 'bid', 1);
  const ask = market.isQuoted ? market.ask : bestOfOthers(feed, 'ask', -1);
  const stood = (best: Best | undefined): best is Best =>
    best !== undefined && best.qty > 0 && best.feed !== feed && best.since <= ts - STOOD_NS;
  if (bid !== undefined && ask !== undefined && bid.qty > 0 && ask.qty > 0 && bid.px >= ask.px) return false;
  return (stood(bid) && price < bid.px) || (stood(ask) && price > ask.px);
}

function bestOfOthers(feed: Feed, side: 'bid' | 'ask', sign: 1 | -1): Best | undefined {
  let best: Best | undefined;
  for (const other of feed.market.feeds) {
    const shown = other[side];
    if (other === feed || shown.qty === 0 || other.status !== 'Open') continue;
    if (best === undefined || sign * (shown.px - best.px) > 0) best = shown;
  }
  return best;
}
