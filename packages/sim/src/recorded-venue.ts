/**
 * One displayed book driven by a recording. Two books are kept: what the recording displayed (`bids`, `asks` of
 * `RecordedVenue`), which nothing of ours can change, and the live book, in which our orders stand among the
 * recorded ones in price-time priority. The rules where they meet are in README.md ("What a recording does with
 * our orders"); without orders of ours the two are equal after every row.
 */
import { displayedLevels, enterOrder, executeResting, type RestingOrder, restingOrder } from '@fairlead/book';
import { opposite } from '@fairlead/domain';
import { finishBookCommand } from './book-command.ts';
import { emitTrade } from './feed.ts';
import type { OwnOrder } from './floor.ts';
import { bestPx, createLadder, setQty } from './ladder.ts';
import { followRecorded } from './price.ts';
import type { RecordedMessage, RecordedRow, Recording } from './recorded.ts';
import {
  addUnnamed,
  excessAt,
  firstBackground,
  ladderOf,
  note,
  removeBackground,
  reveal,
  shrink,
  unnamedOf,
} from './recorded-levels.ts';
import { BACKGROUND, type BookFeed, type Market, type RecordedVenue } from './state.ts';
import { bestAskPx, bestBidPx } from './touch.ts';
import { changeStatus } from './trading-status.ts';

/** Ids of unnamed volume start here, above any recorded order's. */
const FIRST_UNNAMED = 2 ** 52;
/** Id of takers from the recording, which have none. */
const RECORDED_TAKER = 0;

type OfOrder = Extract<RecordedMessage, { readonly px: unknown }>;

export function createRecordedVenue(recording: Recording): RecordedVenue {
  const rows = recording.rows[Symbol.iterator]();
  const first = rows.next();
  return {
    rows,
    next: first.done === true ? undefined : first.value,
    bids: createLadder('Buy'),
    asks: createLadder('Sell'),
    deepestBid: undefined,
    deepestAsk: undefined,
    unnamedBids: new Map(),
    unnamedAsks: new Map(),
    nextUnnamed: FIRST_UNNAMED,
  };
}

/** The book with which the recording opens: volume without names. */
export function seedRecorded(market: Market, feed: BookFeed, initial: Recording['initial']): void {
  const { recorded } = feed;
  if (recorded === undefined) return;
  for (const side of ['Buy', 'Sell'] as const) {
    for (const level of side === 'Buy' ? initial.bids : initial.asks) {
      setQty(ladderOf(recorded, side), level.px, level.qty);
      addUnnamed(feed, recorded, { side, px: level.px, qty: level.qty });
    }
  }
  recorded.deepestBid = initial.bids.at(-1)?.px;
  recorded.deepestAsk = initial.asks.at(-1)?.px;
  follow(feed, recorded);
  finishBookCommand(market, feed, undefined);
}

export function scheduleRecorded(feed: BookFeed, recorded: RecordedVenue): void {
  feed.actsNs = recorded.next?.message.ts ?? Number.POSITIVE_INFINITY;
}

/** Rows that are due. */
export function actRecorded(market: Market, feed: BookFeed, recorded: RecordedVenue): void {
  while (recorded.next !== undefined && recorded.next.message.ts <= market.now) {
    const row = recorded.next;
    const following = recorded.rows.next();
    recorded.next = following.done === true ? undefined : following.value;
    applyRow(market, feed, recorded, row);
  }
  follow(feed, recorded);
  pullCrossed(feed);
}

function applyRow(market: Market, feed: BookFeed, recorded: RecordedVenue, row: RecordedRow): void {
  const { message } = row;
  market.commands += 1;
  switch (message.type) {
    case 'Add':
      add(feed, recorded, message);
      break;
    case 'Reduce':
    case 'Delete':
      note(recorded, message, -message.qty);
      withdraw(feed, recorded, message);
      break;
    case 'Execute':
      execute(market, feed, recorded, message);
      break;
    case 'ExecuteHidden':
      executeHidden(market, feed, message);
      break;
    case 'Cross':
      emitTrade(market, feed, { px: message.px, qty: message.qty });
      break;
    case 'Halt':
      changeStatus(market, feed.of, 'Halted');
      break;
    case 'QuoteResume':
      break;
    case 'TradeResume':
      changeStatus(market, feed.of, 'Open');
      break;
  }
  reveal(feed, recorded, 'Buy', row.deepestBid);
  reveal(feed, recorded, 'Sell', row.deepestAsk);
  feed.takenQty = 0;
}

/** A recorded order arrives; where it meets an order of ours it trades with it and rests with what is left. */
function add(feed: BookFeed, recorded: RecordedVenue, message: OfOrder): void {
  note(recorded, message, message.qty);
  enterOrder(
    feed.book,
    {
      id: message.orderId,
      owner: BACKGROUND,
      side: message.side,
      qty: message.qty,
      px: message.px,
      timeInForce: 'Day',
      postOnly: false,
    },
    feed.sink,
  );
}

/** Takes up to `message.qty` shares of the named order out; of others only what the recording no longer shows. */
function withdraw(feed: BookFeed, recorded: RecordedVenue, message: OfOrder): void {
  const target = targetOf(feed, recorded, message);
  if (target?.id === message.orderId) shrink(feed, target.id, message.qty);
  else if (target !== undefined) shrink(feed, target.id, excessAt(feed, recorded, message));
  removeBackground(feed, message, excessAt(feed, recorded, message));
}

/** The order that a message names, else the one that stands for unnamed volume at its price. */
function targetOf(feed: BookFeed, recorded: RecordedVenue, message: OfOrder): RestingOrder | undefined {
  const named = restingOrder(feed.book, message.orderId);
  if (named !== undefined) return named;
  const unnamed = unnamedOf(recorded, message.side).get(message.px);
  return unnamed === undefined ? undefined : restingOrder(feed.book, unnamed);
}

/**
 * A recorded taker hit a displayed order. Orders of ours with priority over that order fill first; the order
 * then gives what is left of it, and recorded shares leave the book by the recorded size in any case.
 */
function execute(market: Market, feed: BookFeed, recorded: RecordedVenue, message: OfOrder): void {
  note(recorded, message, -message.qty);
  const target = targetOf(feed, recorded, message) ?? firstBackground(feed, message);
  const left = fillOwn(market, feed, message, target?.priority ?? Number.POSITIVE_INFINITY);
  const mine = target !== undefined && target.id === message.orderId;
  const most = mine ? left : Math.min(left, excessAt(feed, recorded, message));
  if (target !== undefined && most > 0) {
    executeResting(
      feed.book,
      { id: target.id, qty: most, taker: RECORDED_TAKER, takerOwner: BACKGROUND, takerLeaves: left },
      feed.sink,
    );
  }
  removeBackground(feed, message, excessAt(feed, recorded, message));
}

/** A taker hit an order that was never shown: displayed orders of ours at that price or better come first. */
function executeHidden(market: Market, feed: BookFeed, message: OfOrder): void {
  const left = fillOwn(market, feed, message, Number.POSITIVE_INFINITY);
  if (left > 0) {
    emitTrade(market, feed, { px: message.px, qty: left, aggressor: opposite(message.side) });
  }
}

/**
 * Fills our orders on the message's side that stand before it: at better prices, and at its price with a lower
 * `priority`. @returns what the recorded taker still wants
 */
function fillOwn(market: Market, feed: BookFeed, message: OfOrder, priority: number): number {
  let left: number = message.qty;
  if (market.own.size === 0) return left;
  for (const order of ownBefore(market, feed, message, priority)) {
    if (left === 0) break;
    left -= executeResting(
      feed.book,
      { id: order.ref, qty: left, taker: RECORDED_TAKER, takerOwner: BACKGROUND, takerLeaves: left },
      feed.sink,
    );
  }
  return left;
}

function ownBefore(market: Market, feed: BookFeed, message: OfOrder, priority: number): OwnOrder[] {
  const sign = message.side === 'Buy' ? -1 : 1;
  const standing: { readonly own: OwnOrder; readonly px: number; readonly priority: number }[] = [];
  for (const own of market.own.values()) {
    const order = own.feed === feed ? restingOrder(feed.book, own.ref) : undefined;
    if (order === undefined || order.side !== message.side) continue;
    const worse = sign * (order.px - message.px);
    if (worse < 0 || (worse === 0 && order.priority < priority)) {
      standing.push({ own, px: order.px, priority: order.priority });
    }
  }
  return standing.sort((a, b) => sign * (a.px - b.px) || a.priority - b.priority).map((each) => each.own);
}

/** The recording's mid and spread lead the simulated venues around it. */
function follow(feed: BookFeed, recorded: RecordedVenue): void {
  const bid = bestPx(recorded.bids);
  const ask = bestPx(recorded.asks);
  if (bid === undefined || ask === undefined || bid >= ask) return;
  const { price } = feed.of;
  followRecorded(price, (bid + ask) / 2 / price.tick, (ask - bid) / price.tick);
  feed.of.moved = true;
}

/** Makers at the simulated venues pull what the recorded book has come to lock or cross. */
function pullCrossed(feed: BookFeed): void {
  for (const side of ['Buy', 'Sell'] as const) {
    const against = displayedLevels(feed.book, opposite(side), 1)[0]?.px;
    const best = side === 'Buy' ? bestBidPx(feed.of) : bestAskPx(feed.of);
    if (against === undefined || best === undefined) continue;
    if (side === 'Buy' ? best < against : best > against) continue;
    for (const other of feed.of.lit) {
      if (other.flow === undefined) continue;
      for (const level of displayedLevels(other.book, side)) {
        if (side === 'Buy' ? level.px < against : level.px > against) break;
        removeBackground(other, { side, px: level.px }, level.qty);
      }
    }
  }
}
