/**
 * Feed records of one instrument at one venue into the engine's market events: the bridge between a recording or a
 * live feed and everything that reads a market.
 *
 * Order-level records go through an order book, whose levels come out; level records pass through; a top-of-book
 * stream is a book of one level a side. An execution is a print, then the level that it took from. A `Print` is not
 * of this moment's market and makes no event. Events are counted by the bridge's own `feedSeq`, 1, 2, 3 ...: a record
 * that the book refuses makes none, and no gap.
 *
 * The engine's level book is never crossed: of two levels that cross it keeps the newer. An order book is crossed
 * where its feed is, so when it no longer is, a snapshot puts the level book right.
 *
 * Every event but a snapshot is one of a few objects that are written anew: a reader takes what it needs before it
 * returns. Nothing is allocated per record.
 */
import {
  type BookResult,
  clearBook,
  createOrderBook,
  isBookCrossed,
  ladderLevels,
  type OrderBook,
  type OrderBooks,
} from '@fairlead/book';
import {
  type BookSnapshot,
  type FeedHeartbeat,
  type InstrumentId,
  type Level,
  type LevelChanged,
  type MarketEvent,
  type Nanos,
  nanos,
  opposite,
  px,
  qty,
  type Side,
  type TradePrinted,
  type TradingStatusChanged,
  type VenueId,
} from '@fairlead/domain';
import { followOrders } from './follow.ts';
import type { FeedRecord } from './record.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export interface MarketBridge {
  /** Of a feed that carries orders; empty else. */
  readonly book: OrderBook;
  /** Of the last event. */
  feedSeq: number;
  /** The order book was crossed after the last record. */
  crossed: boolean;
  /** Of a top-of-book stream: the price that each side shows now, 0 for none. */
  bidPx: number;
  askPx: number;
  readonly level: Mutable<LevelChanged>;
  readonly print: Mutable<TradePrinted>;
  /** A print whose aggressor is told. */
  readonly signedPrint: Mutable<TradePrinted>;
  readonly status: Mutable<TradingStatusChanged>;
  readonly heartbeat: Mutable<FeedHeartbeat>;
}

/** @param books those of the feed's other instruments where order ids are one space, as in ITCH; absent: none */
export function createMarketBridge(
  venue: VenueId,
  instrument: InstrumentId,
  books?: OrderBooks,
): MarketBridge {
  const said = { venue, instrument, feedSeq: 0, tsEvent: nanos(0) };
  const print = { ...said, px: px(0), qty: qty(0) };
  return {
    book: createOrderBook(books),
    feedSeq: 0,
    crossed: false,
    bidPx: 0,
    askPx: 0,
    level: { type: 'LevelChanged', ...said, side: 'Buy', px: px(0), qty: qty(0) },
    print: { type: 'TradePrinted', ...print },
    signedPrint: { type: 'TradePrinted', ...print, aggressor: 'Buy' },
    status: { type: 'TradingStatusChanged', ...said, status: 'Open' },
    heartbeat: { type: 'FeedHeartbeat', ...said },
  };
}

/**
 * Hands out what one record means, in order: an event is valid until `emit` returns.
 * @returns why the book refused the record, which then made no event; `Applied` else
 */
export function toMarketEvents(
  bridge: MarketBridge,
  record: FeedRecord,
  emit: (event: MarketEvent) => void,
): BookResult {
  switch (record.type) {
    case 'Trade':
      tellPrint(bridge, record, record.px, record.side, emit);
      return 'Applied';
    case 'Level':
      if (record.side === undefined) return 'BadSide';
      tellLevel(bridge, record, record.side, record.px, record.qty, emit);
      return 'Applied';
    case 'Quote':
      return takeQuote(bridge, record, emit);
    case 'Clear':
      clearBook(bridge.book);
      bridge.crossed = false;
      bridge.bidPx = 0;
      bridge.askPx = 0;
      emit(snapshotOf(bridge, record));
      return 'Applied';
    case 'Status':
      bridge.status.status = record.status;
      emit(counted(bridge, bridge.status, record));
      return 'Applied';
    case 'Heartbeat':
      emit(counted(bridge, bridge.heartbeat, record));
      return 'Applied';
    default:
      return takeOrder(bridge, record, emit);
  }
}

type Emit = (event: MarketEvent) => void;

function takeOrder(bridge: MarketBridge, record: FeedRecord, emit: Emit): BookResult {
  const { book } = bridge;
  const result = followOrders(book, record);
  if (result !== 'Applied') return result ?? 'Applied';
  const { side, px: at, qty: left, toPx, toQty } = book.books.touched;
  if (record.type === 'Execute') {
    tellPrint(bridge, record, record.px === 0 ? at : record.px, opposite(side), emit);
  }
  tellLevel(bridge, record, side, at, left, emit);
  if (toPx !== at) tellLevel(bridge, record, side, toPx, toQty, emit);
  // What leaves a book does not cross it.
  if (!bridge.crossed && isLeaving(record)) return 'Applied';
  const crossed = isBookCrossed(book);
  if (bridge.crossed && !crossed) emit(snapshotOf(bridge, record));
  bridge.crossed = crossed;
  return 'Applied';
}

const isLeaving = ({ type }: FeedRecord): boolean =>
  type === 'Delete' || type === 'Reduce' || type === 'Execute';

/** The side's best is now this, and nothing else is known of it. */
function takeQuote(bridge: MarketBridge, record: FeedRecord, emit: Emit): BookResult {
  const { side } = record;
  if (side === undefined) return 'BadSide';
  const shown = side === 'Buy' ? bridge.bidPx : bridge.askPx;
  const now = record.qty > 0 ? record.px : 0;
  if (shown !== 0 && shown !== now) tellLevel(bridge, record, side, shown, 0, emit);
  if (now !== 0) tellLevel(bridge, record, side, now, record.qty, emit);
  if (side === 'Buy') bridge.bidPx = now;
  else bridge.askPx = now;
  return 'Applied';
}

function tellLevel(
  bridge: MarketBridge,
  record: FeedRecord,
  side: Side,
  price: number,
  quantity: number,
  emit: Emit,
): void {
  const { level } = bridge;
  bridge.feedSeq += 1;
  level.feedSeq = bridge.feedSeq;
  level.tsEvent = record.tsEvent as Nanos;
  level.side = side;
  level.px = price as LevelChanged['px'];
  level.qty = quantity as LevelChanged['qty'];
  emit(level);
}

function tellPrint(
  bridge: MarketBridge,
  record: FeedRecord,
  price: number,
  aggressor: Side | undefined,
  emit: Emit,
): void {
  const print = aggressor === undefined ? bridge.print : bridge.signedPrint;
  if (aggressor !== undefined) print.aggressor = aggressor;
  print.px = price as TradePrinted['px'];
  print.qty = record.qty as TradePrinted['qty'];
  emit(counted(bridge, print, record));
}

/** The next of the bridge's events, at the record's time. */
function counted<T extends Mutable<MarketEvent>>(bridge: MarketBridge, event: T, record: FeedRecord): T {
  bridge.feedSeq += 1;
  event.feedSeq = bridge.feedSeq;
  event.tsEvent = record.tsEvent as Nanos;
  return event;
}

/** The whole order book, which is not crossed. */
function snapshotOf(bridge: MarketBridge, record: FeedRecord): BookSnapshot {
  const { venue, instrument } = bridge.heartbeat;
  const shown = (side: Side): Level[] =>
    ladderLevels(bridge.book, side).map((level) => ({ px: px(level.px), qty: qty(level.qty) }));
  return counted(
    bridge,
    {
      type: 'BookSnapshot',
      venue,
      instrument,
      feedSeq: 0,
      tsEvent: nanos(0),
      bids: shown('Buy'),
      asks: shown('Sell'),
    },
    record,
  );
}
