/**
 * One displayed book driven by a recording. Two books are kept: what the recording displayed (`bids`, `asks` of
 * `Playback`), which nothing of ours can change, and the live book, in which our orders stand among the recorded
 * ones, which are the crowd's, in price-time priority. The rules where they meet are in README.md ("What a recording
 * does with our orders"); without orders of ours the two are equal after every row.
 */
import { enterOrder, executeResting, type RestingOrder, restingOrder } from '@fairlead/book';
import { opposite } from '@fairlead/domain';
import { crowdHeard } from '../crowd/crowd.ts';
import type { OwnOrder } from '../floor.ts';
import { setWake } from '../kernel/wakes.ts';
import { finishCommand } from '../world/books.ts';
import { settlePhases } from '../world/phases.ts';
import { type BookState, CROWD, type World } from '../world/state.ts';
import { tellTrade } from '../world/tell.ts';
import { touchedNs } from '../world/touches.ts';
import { createLadder, type Ladder, setQty } from './ladder.ts';
import {
  addUnnamed,
  excessAt,
  firstRecorded,
  ladderOf,
  note,
  removeRecorded,
  reveal,
  shrink,
  unnamedOf,
} from './recorded-levels.ts';
import type { RecordedMessage, RecordedRow, Recording } from './recording.ts';

/** A recording on its way through a book. */
export interface Playback {
  readonly actor: number;
  readonly initial: Recording['initial'];
  readonly rows: Iterator<RecordedRow>;
  next: RecordedRow | undefined;
  /** What the recording displayed, whatever our orders did to the live book. */
  readonly bids: Ladder;
  readonly asks: Ladder;
  /** Prices of the deepest levels that the recording showed last. */
  deepestBid: number | undefined;
  deepestAsk: number | undefined;
  /** Orders that stand for volume whose order ids the recording never told, by price. */
  readonly unnamedBids: Map<number, number>;
  readonly unnamedAsks: Map<number, number>;
  nextUnnamed: number;
}

/** Ids of unnamed volume start here, above any recorded order's. */
const FIRST_UNNAMED = 2 ** 52;
/** Id of takers from the recording, which have none. */
const RECORDED_TAKER = 0;

type OfOrder = Extract<RecordedMessage, { readonly px: unknown }>;

export function createPlayback({ initial, rows }: Recording, actor: number): Playback {
  const playback: Playback = {
    actor,
    initial,
    rows: rows[Symbol.iterator](),
    next: undefined,
    bids: createLadder('Buy'),
    asks: createLadder('Sell'),
    deepestBid: undefined,
    deepestAsk: undefined,
    unnamedBids: new Map(),
    unnamedAsks: new Map(),
    nextUnnamed: FIRST_UNNAMED,
  };
  readNext(playback);
  return playback;
}

function readNext(playback: Playback): void {
  const { done, value } = playback.rows.next();
  playback.next = done === true ? undefined : value;
}

/** The book with which the recording opens, volume without names; what is due by then follows at once. */
export function startPlayback(world: World, feed: BookState, playback: Playback): void {
  const { initial } = playback;
  for (const side of ['Buy', 'Sell'] as const) {
    for (const level of side === 'Buy' ? initial.bids : initial.asks) {
      setQty(ladderOf(playback, side), level.px, level.qty);
      addUnnamed(feed, playback, { side, px: level.px, qty: level.qty });
    }
  }
  playback.deepestBid = initial.bids.at(-1)?.px;
  playback.deepestAsk = initial.asks.at(-1)?.px;
  setWake(world.wakes, playback.actor, world.now);
}

/** Its turn: the rows that are due. The crowds around it will see a touch that moved. */
export function actPlayback(world: World, feed: BookState, playback: Playback): void {
  while (playback.next !== undefined && playback.next.message.ts <= world.now) {
    const row = playback.next;
    readNext(playback);
    applyRow(world, feed, playback, row);
  }
  setWake(world.wakes, playback.actor, playback.next?.message.ts ?? Number.POSITIVE_INFINITY);
  finishCommand(world, feed);
  if (touchedNs(feed.touches) < world.now) return;
  for (const { crowd } of feed.of.lit) if (crowd !== undefined) crowdHeard(world, crowd);
}

function applyRow(world: World, feed: BookState, playback: Playback, row: RecordedRow): void {
  const { message } = row;
  switch (message.type) {
    case 'Add':
      add(feed, playback, message);
      break;
    case 'Reduce':
    case 'Delete':
      note(playback, message, -message.qty);
      withdraw(feed, playback, message);
      break;
    case 'Execute':
      execute(world, feed, playback, message);
      break;
    case 'ExecuteHidden':
      executeHidden(world, feed, message);
      break;
    case 'Cross':
      tellTrade(world, feed, { px: message.px, qty: message.qty });
      break;
    case 'Halt':
      haltUntil(world, feed, Number.POSITIVE_INFINITY);
      break;
    case 'QuoteResume':
      break;
    case 'TradeResume':
      haltUntil(world, feed, world.now);
      break;
  }
  reveal(feed, playback, 'Buy', row.deepestBid);
  reveal(feed, playback, 'Sell', row.deepestAsk);
}

/** A recorded halt is of the instrument: it holds at every venue. */
function haltUntil(world: World, { of }: BookState, untilNs: number): void {
  const feeds = [...of.lit, ...of.dark];
  for (const feed of feeds) feed.haltedUntilNs = untilNs;
  settlePhases(world, feeds);
}

/** A recorded order arrives; where it meets an order of ours it trades with it and rests with what is left. */
function add(feed: BookState, playback: Playback, message: OfOrder): void {
  note(playback, message, message.qty);
  enterOrder(
    feed.book,
    {
      id: message.orderId,
      owner: CROWD,
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
function withdraw(feed: BookState, playback: Playback, message: OfOrder): void {
  const target = targetOf(feed, playback, message);
  if (target?.id === message.orderId) shrink(feed, target.id, message.qty);
  else if (target !== undefined) shrink(feed, target.id, excessAt(feed, playback, message));
  removeRecorded(feed, message, excessAt(feed, playback, message));
}

/** The order that a message names, else the one that stands for unnamed volume at its price. */
function targetOf(feed: BookState, playback: Playback, message: OfOrder): RestingOrder | undefined {
  const named = restingOrder(feed.book, message.orderId);
  if (named !== undefined) return named;
  const unnamed = unnamedOf(playback, message.side).get(message.px);
  return unnamed === undefined ? undefined : restingOrder(feed.book, unnamed);
}

/**
 * A recorded taker hit a displayed order. Orders of ours with priority over that order fill first; the order
 * then gives what is left of it, and recorded shares leave the book by the recorded size in any case.
 */
function execute(world: World, feed: BookState, playback: Playback, message: OfOrder): void {
  note(playback, message, -message.qty);
  const target = targetOf(feed, playback, message) ?? firstRecorded(feed, message);
  const left = fillOwn(world, feed, message, target?.priority ?? Number.POSITIVE_INFINITY);
  const mine = target !== undefined && target.id === message.orderId;
  const most = mine ? left : Math.min(left, excessAt(feed, playback, message));
  if (target !== undefined && most > 0) {
    executeResting(
      feed.book,
      { id: target.id, qty: most, taker: RECORDED_TAKER, takerOwner: CROWD, takerLeaves: left },
      feed.sink,
    );
  }
  removeRecorded(feed, message, excessAt(feed, playback, message));
}

/** A taker hit an order that was never shown: displayed orders of ours at that price or better come first. */
function executeHidden(world: World, feed: BookState, message: OfOrder): void {
  const left = fillOwn(world, feed, message, Number.POSITIVE_INFINITY);
  if (left > 0) {
    tellTrade(world, feed, { px: message.px, qty: left, aggressor: opposite(message.side) });
  }
}

/**
 * Fills our orders on the message's side that stand before it: at better prices, and at its price with a lower
 * `priority`. @returns what the recorded taker still wants
 */
function fillOwn(world: World, feed: BookState, message: OfOrder, priority: number): number {
  let left: number = message.qty;
  if (world.own.size === 0) return left;
  for (const order of ownBefore(world, feed, message, priority)) {
    if (left === 0) break;
    left -= executeResting(
      feed.book,
      { id: order.ref, qty: left, taker: RECORDED_TAKER, takerOwner: CROWD, takerLeaves: left },
      feed.sink,
    );
  }
  return left;
}

function ownBefore(world: World, feed: BookState, message: OfOrder, priority: number): OwnOrder[] {
  const sign = message.side === 'Buy' ? -1 : 1;
  const standing: { readonly own: OwnOrder; readonly px: number; readonly priority: number }[] = [];
  for (const own of world.own.values()) {
    const order = own.feed === feed ? restingOrder(feed.book, own.ref) : undefined;
    if (order === undefined || order.side !== message.side) continue;
    const worse = sign * (order.px - message.px);
    if (worse < 0 || (worse === 0 && order.priority < priority)) {
      standing.push({ own, px: order.px, priority: order.priority });
    }
  }
  return standing.sort((a, b) => sign * (a.px - b.px) || a.priority - b.priority).map((each) => each.own);
}
