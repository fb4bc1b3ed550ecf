/**
 * A venue's order entry: what it does with a participant's request when it arrives. It checks before it changes
 * anything (RTS 7: order rates, collars), then hands the request to its book.
 */
import {
  cancelOrder,
  cancelPeg,
  enterOrder,
  enterPeg,
  levelPxAt,
  replaceOrder,
  replacePeg,
} from '@fairlead/book';
import type { Entry } from '../floor.ts';
import type { Message } from '../kernel/flight.ts';
import { uniform } from '../random.ts';
import { referenceOf } from './band.ts';
import { serveBlock } from './blocks.ts';
import { finishCommand, refuse } from './books.ts';
import { breaks } from './halts.ts';
import { addLoad } from './link.ts';
import type { BookState, Feed, PoolState, VenueState, World } from './state.ts';

export function receive(world: World, request: Message): void {
  const feed = world.feeds[request.feed];
  if (feed === undefined) return;
  addLoad(feed.venue, world.now);
  world.serving = request;
  const problem = problemWith(world, feed, request);
  if (problem !== undefined) refuse(world, feed, request.order, problem);
  else if (feed.type === 'Book') serveBook(world, feed, request);
  else if (feed.type === 'Pool') servePool(world, feed, request);
  else if (feed.type === 'Block') serveBlock(world, feed, request);
  world.serving = undefined;
}

/** A cancel is never refused for its rate, its price or a halt: getting out must stay possible. */
function problemWith(world: World, feed: Feed, request: Message): string | undefined {
  if (feed.venue.down) return 'the session with the venue is down';
  if (request.type !== 'Cancel') return refusalOf(world, feed, request);
  return feed.status === 'Closed' ? 'the market is closed' : undefined;
}

/** Why a venue that is up takes no such order, nor such a price and size for one. It may halt the instrument for it. */
export function refusalOf(world: World, feed: Feed, order: Entry): string | undefined {
  const { venue, status } = feed;
  if (feed.type === 'Paper' && feed.down !== undefined) return `the feed is not live: ${feed.down}`;
  if (status === 'Closed') return 'the market is closed';
  const gathers = status === 'Auction';
  if (status !== 'Open' && !gathers) return `the instrument is ${status.toLowerCase()}`;
  if (!takeToken(venue, order.owner, world.now)) return 'the order rate limit is reached';
  if (venue.rejectProb > 0 && uniform(venue.random) < venue.rejectProb)
    return 'the venue can not take orders now';
  if (feed.type !== 'Book') return undefined;
  const { collarBps } = venue.setup;
  if (collarBps !== undefined && beyondBps(feed, order) > collarBps)
    return `the price is beyond the collar of ${collarBps} bps`;
  if (gathers) return undefined;
  return breaks(world, feed, order) ? 'its trade would leave the band: the instrument is halted' : undefined;
}

/** How far through the mid of the book, in a call through the auction's reference, an order's price is, bps. */
function beyondBps({ book, status, of }: BookState, { side, px }: Entry): number {
  const bid = levelPxAt(book, 'Buy', 0);
  const ask = levelPxAt(book, 'Sell', 0);
  const gathers = status === 'Auction';
  if (px === 0 || (!gathers && (bid === undefined || ask === undefined))) return 0;
  const mid = gathers ? referenceOf(of) : ((bid as number) + (ask as number)) / 2;
  return ((side === 'Buy' ? px - mid : mid - px) / mid) * 1e4;
}

/** A token bucket for each participant. */
function takeToken(venue: VenueState, owner: number, nowNs: number): boolean {
  const { throttle } = venue.setup;
  if (throttle === undefined) return true;
  const earned = ((nowNs - (venue.tokensNs[owner] as number)) / 1e9) * throttle.perSecond;
  const tokens = Math.min(throttle.burst, (venue.tokens[owner] as number) + earned);
  venue.tokensNs[owner] = nowNs;
  venue.tokens[owner] = tokens < 1 ? tokens : tokens - 1;
  return tokens >= 1;
}

function serveBook(world: World, feed: BookState, request: Message): void {
  const { book, sink } = feed;
  if (request.type === 'New') {
    enterOrder(book, orderOf(world, request), sink);
  } else if (request.type === 'Cancel') {
    cancelOrder(book, request.order, sink);
  } else {
    replaceOrder(book, { id: request.order, leavesQty: request.qty, px: request.px }, sink);
  }
  finishCommand(world, feed);
}

function orderOf(world: World, { order, owner, side, px, qty, terms }: Message): World['command'] {
  const { command } = world;
  command.id = order;
  command.owner = owner;
  command.side = side;
  command.qty = qty;
  command.timeInForce = terms.timeInForce;
  command.postOnly = terms.postOnly;
  command.px = px > 0 ? px : undefined;
  command.hidden = terms.hidden;
  command.displayQty = terms.displayQty;
  command.minQty = terms.minQty;
  command.peg = terms.peg?.to;
  command.pegOffset = terms.peg?.offsetTicks;
  return command;
}

function servePool(world: World, feed: PoolState, request: Message): void {
  const { pool, sink } = feed;
  const { order: id, owner, side, qty, px, terms } = request;
  const { timeInForce } = terms;
  const cap = px > 0 ? { px } : {};
  if (request.type === 'Cancel') {
    cancelPeg(pool, id, sink);
  } else if (request.type !== 'New') {
    replacePeg(pool, { id, leavesQty: qty, ...cap }, sink);
  } else if (timeInForce === 'Auction') {
    refuse(world, feed, id, 'a pool holds no auctions');
  } else {
    const minQty = terms.minQty === undefined ? {} : { minQty: Math.min(terms.minQty, qty) };
    enterPeg(pool, { id, owner, side, qty, timeInForce, ...cap, ...minQty }, sink);
  }
}
