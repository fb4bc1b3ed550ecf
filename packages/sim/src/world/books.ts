/**
 * What follows from a command on a book: prints and levels for everybody, fills on the accounts, answers to the
 * participants concerned; and, once the command is through, what the new touch sets going.
 */
import {
  type CancelCause,
  crossAtMidpoint,
  type MatchReject,
  type MatchSink,
  type MatchTrade,
  matchAtMidpoint,
  type PoolReject,
  type PoolSink,
  readTouch,
  repricePegs,
} from '@fairlead/book';
import { type LastLiquidityInd, opposite, type Side } from '@fairlead/domain';
import { crowdFilled, crowdHeard, crowdSawLevel, crowdSawTouch, scheduleCrowd } from '../crowd/crowd.ts';
import { callNow, scheduleBlock } from '../crowd/interest.ts';
import { launch, type MessageType, message } from '../kernel/flight.ts';
import { ownAccepted, ownCanceled, ownRejected, ownReplaced, ownTraded } from '../own-events.ts';
import { uniform } from '../random.ts';
import { bandOf } from './band.ts';
import { latencyNs } from './link.ts';
import {
  type BlockFeed,
  type BookState,
  CLIENT,
  CROWD,
  type Feed,
  type InstrumentState,
  type PoolState,
  type World,
} from './state.ts';
import { tellFollowers, tellLevel, tellTrade } from './tell.ts';
import { emptyTouch, joinNewest, reachesTouch, recordTouch, type Touch } from './touches.ts';

export function bookSink(world: World, feed: BookState): MatchSink {
  return {
    ...answers(world, feed),
    traded: (trade) => {
      if (feed.crossing > 0) {
        feed.crossing -= trade.qty;
        fillBoth(world, feed, trade, 'Auction');
        return;
      }
      tellTrade(world, feed, trade);
      const { crowd } = feed;
      // At the end of a call it looks through what it has by itself.
      if (trade.makerOwner === CROWD && trade.makerLeaves === 0 && crowd !== undefined && !feed.gathers) {
        crowdFilled(crowd, trade.maker, trade.px);
      }
      fillBoth(world, feed, trade);
    },
    levelChanged: (side, px, qty) => {
      feed.touched = true;
      if (reachesTouch(feed.touches, side, px)) feed.moved = true;
      if (!feed.gathers) tellLevel(world, feed, side, px, qty);
      if (feed.crowd !== undefined) crowdSawLevel(feed.crowd, side, px, qty);
    },
  };
}

export function poolSink(world: World, feed: PoolState): PoolSink {
  return {
    ...answers(world, feed),
    traded: (trade) => {
      tellTrade(world, feed, { px: trade.px, qty: trade.qty });
      leak(world, feed, trade);
      fillBoth(world, feed, trade);
    },
  };
}

/** A fill may become known for what it was to who follows prints: by habit, size or a talkative contra. */
function leak(
  world: World,
  feed: PoolState,
  { px, qty, aggressor }: { readonly px: number; readonly qty: number; readonly aggressor: Side },
): void {
  const leaks = uniform(feed.venue.random) < feed.leakProb;
  if (leaks) tellFollowers(world, feed, { px, qty, side: aggressor });
}

interface Answers {
  accepted(id: number): void;
  replaced(id: number): void;
  canceled(id: number, leavesQty: number, cause: CancelCause, owner: number): void;
  rejected(id: number, reason: MatchReject | PoolReject): void;
}

/** The client's orders are below zero; else it concerns the request at work. The crowd, at the venue, needs no answer. */
function answers(world: World, feed: Feed): Answers {
  const answer = (type: MessageType, order: number, leavesQty: number) =>
    world.serving === undefined
      ? undefined
      : reply(world, feed, { type, owner: world.serving.owner, order, leavesQty });
  return {
    accepted: (id) => {
      if (id < 0) ownAccepted(world, id);
      else answer('Accepted', id, 0);
    },
    replaced: (id) => {
      if (id < 0) return ownReplaced(world, id);
      const sent = answer('Replaced', id, 0);
      if (sent === undefined || world.serving === undefined) return;
      sent.px = world.serving.px;
      sent.qty = world.serving.qty;
    },
    // Whosever request it came of: an auction's end, a trade that leaves less than a minimum, a peg that moved.
    canceled: (order, leavesQty, cause, owner) => {
      if (order < 0) ownCanceled(world, order, cause);
      else if (owner !== CROWD) reply(world, feed, { type: 'Canceled', owner, order, leavesQty });
    },
    rejected: (id, reason) => {
      if (id < 0) ownRejected(world, id, reason);
      else refuse(world, feed, id, reason);
    },
  };
}

const OPENING: readonly MessageType[] = ['New', 'Request', 'Quote'];

/** The request at work is refused. */
export function refuse(world: World, feed: Feed, order: number, reason: string): void {
  feed.venue.rejects += 1;
  const { serving } = world;
  if (serving === undefined) return;
  const type = OPENING.includes(serving.type) ? 'Rejected' : 'Refused';
  const sent = reply(world, feed, { type, owner: serving.owner, order, leavesQty: 0 });
  if (sent !== undefined) sent.cargo = reason;
}

/** Maker's and taker's fill of one trade; in an auction nobody is either. */
function fillBoth(world: World, feed: Feed, trade: Readonly<MatchTrade>, auction?: 'Auction'): void {
  const { px, qty, aggressor } = trade;
  fill(world, feed, {
    owner: trade.makerOwner,
    order: trade.maker,
    side: opposite(aggressor),
    leavesQty: trade.makerLeaves,
    liquidity: auction ?? 'Added',
    px,
    qty,
  });
  fill(world, feed, {
    owner: trade.takerOwner,
    order: trade.taker,
    side: aggressor,
    leavesQty: trade.takerLeaves,
    liquidity: auction ?? 'Removed',
    px,
    qty,
  });
}

interface Fill {
  readonly owner: number;
  readonly order: number;
  readonly side: Side;
  readonly px: number;
  readonly qty: number;
  readonly leavesQty: number;
  readonly liquidity: LastLiquidityInd;
}

/** Shares and cash change hands at the venue; the owner hears of it a latency later. An auction's fills pay what takers do. */
export function fill(world: World, feed: Feed, of: Fill): void {
  const { venue } = feed.venue;
  const sign = of.side === 'Buy' ? 1 : -1;
  const passive = of.liquidity === 'Added';
  const fee = Number(passive ? venue.fees.makeMicros : venue.fees.takeMicros) * of.qty;
  const at = of.owner * world.instruments.length + feed.of.index;
  world.shares[at] = (world.shares[at] as number) + sign * of.qty;
  world.cash[of.owner] = (world.cash[of.owner] as number) - sign * of.px * of.qty * MICROS_PER_PX - fee;
  feed.venue.feesMicros += fee;
  if (of.owner === CLIENT) {
    ownTraded(world, of.order, { qty: of.qty, px: of.px, liquidity: of.liquidity });
    return;
  }
  const sent = reply(world, feed, {
    type: 'Traded',
    owner: of.owner,
    order: of.order,
    leavesQty: of.leavesQty,
  });
  if (sent === undefined) return;
  sent.side = of.side;
  sent.px = of.px;
  sent.qty = of.qty;
  sent.passive = passive;
}

const MICROS_PER_PX = 100;

interface Reply {
  readonly type: MessageType;
  readonly owner: number;
  readonly order: number;
  readonly leavesQty: number;
}

/** A message of the venue's to a participant, to be filled in; absent: nobody is there to hear it. */
export function reply(world: World, feed: Feed, of: Reply) {
  const seat = world.seats[of.owner];
  if (seat === undefined) return undefined;
  const sent = message(world.flight, of.type);
  sent.owner = of.owner;
  sent.feed = feed.index;
  sent.order = of.order;
  sent.leavesQty = of.leavesQty;
  const lastNs = seat.heardNs[feed.venue.index] as number;
  const arrivesNs = Math.max(lastNs + 1, world.now + latencyNs(feed.venue, seat.distanceNs, seat.random));
  seat.heardNs[feed.venue.index] = arrivesNs;
  launch(world.flight, sent, arrivesNs);
  return sent;
}

/** Call after every command on a displayed book. */
export function finishCommand(world: World, feed: BookState): void {
  if (!feed.touched) return;
  feed.touched = false;
  const { crowd } = feed;
  if (!feed.moved) {
    if (crowd !== undefined) scheduleCrowd(world, crowd);
    return;
  }
  feed.moved = false;
  const { scratch } = world;
  lookAt(feed, scratch);
  const changed = recordTouch(feed.touches, world.now, scratch);
  if (crowd !== undefined) crowdSawTouch(world, crowd, scratch);
  if (!changed) return;
  if (consolidate(world, feed.of)) movePegs(world, feed.of);
  for (const seat of feed.of.watchers) {
    if (seat.out || seat.looking[feed.index] === 1) continue;
    seat.looking[feed.index] = 1;
    const sent = message(world.flight, 'Seen');
    sent.owner = seat.owner;
    sent.feed = feed.index;
    launch(world.flight, sent, world.now + seat.dataNs + seat.computeNs);
  }
  crossPools(world, feed.of);
}

/** The touch has moved: those that show nothing get the midpoint. */
function crossPools(world: World, of: InstrumentState): void {
  for (const dark of of.dark) crossAtMidpoint(dark.pool, midpointPx(dark), dark.sink);
  for (const block of of.blocks) matchBlock(world, block);
}

export function matchBlock(world: World, feed: BlockFeed): void {
  matchAtMidpoint(feed.pool, midpointPx(feed), callNow(world, feed));
  scheduleBlock(world, feed);
}

/**
 * The best of the displayed venues, `scratch` being the touch of the one that moved; where its mid moves, the crowds
 * of all of them look. @returns whether it moved
 */
function consolidate(world: World, of: InstrumentState): boolean {
  const { scratch } = world;
  if (of.lit.length > 1) {
    scratch.bidQty = 0;
    scratch.askQty = 0;
    for (const feed of of.lit) joinNewest(feed.touches, scratch);
  }
  if (!recordTouch(of.touches, world.now, scratch)) return false;
  const mid2 = scratch.bidQty > 0 && scratch.askQty > 0 ? scratch.bidPx + scratch.askPx : 0;
  of.crossPx = mid2 > 0 && scratch.bidPx <= scratch.askPx && mid2 % 2 === 0 ? mid2 / 2 : undefined;
  if (mid2 === of.mid2) return true;
  of.mid2 = mid2;
  if (of.lit.length === 1) return true;
  for (const { crowd } of of.lit) if (crowd !== undefined) crowdHeard(world, crowd);
  return true;
}

/** Pegs follow the best of the displayed venues, which they may be part of; it ends where they move it no more. */
function movePegs(world: World, of: InstrumentState): void {
  const { bidPx, bidQty, askPx, askQty } = world.scratch;
  const touch = { bidPx: bidQty > 0 ? bidPx : undefined, askPx: askQty > 0 ? askPx : undefined };
  for (const feed of of.lit) {
    if (!shows(feed)) continue;
    repricePegs(feed.book, touch, feed.sink);
    if (feed.touched) finishCommand(world, feed);
  }
}

function lookAt(feed: BookState, into: Touch): void {
  if (shows(feed)) readTouch(feed.book, into);
  else Object.assign(into, emptyTouch());
}

/** What a book shows is a touch only while it trades. */
const shows = ({ status, venue }: Feed): boolean => status === 'Open' && !venue.down;

/**
 * Where a pool crosses: absent while it does not trade, while the displayed venues are one-sided or crossed, where
 * the midpoint is no whole 1/10,000 or outside the circuit breaker's band.
 */
export function midpointPx(pool: PoolState | BlockFeed): number | undefined {
  const { crossPx } = pool.of;
  if (crossPx === undefined || !shows(pool)) return undefined;
  const band = bandOf(pool.of);
  return band === undefined || (crossPx >= band.low && crossPx <= band.high) ? crossPx : undefined;
}
