/**
 * A venue's order entry: what it does with a participant's request when it arrives. It checks before it changes
 * anything (RTS 7: order rates, collars), then hands the request to its book.
 */
import {
  cancelOrder,
  cancelPeg,
  enterOrder,
  enterPeg,
  levelAt,
  replaceOrder,
  replacePeg,
} from '@fairlead/book';
import type { Message } from '../kernel/flight.ts';
import { uniform } from '../random.ts';
import { finishCommand, refuse } from './books.ts';
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
  else servePool(feed, request);
  world.serving = undefined;
}

/** A cancel is never refused for its rate or its price: getting out must stay possible. */
function problemWith(world: World, feed: Feed, request: Message): string | undefined {
  const { venue, of } = feed;
  if (of.status === 'Closed') return 'the market is closed';
  if (request.type === 'Cancel') return undefined;
  if (of.status !== 'Open') return `the instrument is ${of.status.toLowerCase()}`;
  if (!takeToken(venue, request.owner, world.now)) return 'the order rate limit is reached';
  const { rejectProb, collarBps } = venue.setup;
  if (rejectProb > 0 && uniform(venue.random) < rejectProb) return 'the venue can not take orders now';
  if (collarBps !== undefined && request.px > 0 && feed.type === 'Book') {
    const bid = levelAt(feed.book, 'Buy', 0)?.px;
    const ask = levelAt(feed.book, 'Sell', 0)?.px;
    if (bid !== undefined && ask !== undefined) {
      const mid = (bid + ask) / 2;
      const beyond = request.side === 'Buy' ? request.px - mid : mid - request.px;
      if (beyond > (mid * collarBps) / 1e4) return `the price is beyond the collar of ${collarBps} bps`;
    }
  }
  return undefined;
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
  if (px > 0) command.px = px;
  else delete command.px;
  return command;
}

function servePool({ pool, sink }: PoolState, request: Message): void {
  const { order: id, owner, side, qty, px, terms } = request;
  const cap = px > 0 ? { px } : {};
  if (request.type === 'New') {
    const minQty = terms.minQty === undefined ? {} : { minQty: Math.min(terms.minQty, qty) };
    enterPeg(pool, { id, owner, side, qty, timeInForce: terms.timeInForce, ...cap, ...minQty }, sink);
  } else if (request.type === 'Cancel') {
    cancelPeg(pool, id, sink);
  } else {
    replacePeg(pool, { id, leavesQty: qty, ...cap }, sink);
  }
}
