/**
 * A block venue in a world: what its pool says goes to the participants concerned, each a latency later; requests for
 * quotes go to those who answer them. The client's orders are not conditional: he is not here.
 */
import {
  type BlockSink,
  cancelConditional,
  enterConditional,
  enterQuote,
  enterRequest,
  firmUp,
  matchAtMidpoint,
  restingConditionals,
} from '@fairlead/book';
import { callNow, invitedNatural, isNatural, scheduleBlock } from '../crowd/interest.ts';
import type { Message } from '../kernel/flight.ts';
import { fill, refuse, reply } from './books.ts';
import { type BlockFeed, CROWD, type World } from './state.ts';
import { tellTrade } from './tell.ts';

export function blockSink(world: World, feed: BlockFeed): BlockSink {
  const { natural } = feed;
  const ownerOf = (owner: number): number => (isNatural(world, owner) ? CROWD : owner);
  const left = (id: number, leavesQty: number): void => {
    if (leavesQty === 0) natural.delete(id);
    else if (natural.has(id)) natural.set(id, leavesQty);
  };
  return {
    accepted: (order) => {
      const owner = world.serving?.owner;
      if (owner !== undefined) reply(world, feed, { type: 'Accepted', owner, order, leavesQty: 0 });
    },
    rejected: (order, reason) => {
      if (world.serving !== undefined) refuse(world, feed, order, reason);
    },
    invited: ({ id, owner, leastQty, deadlineNs }) => {
      if (isNatural(world, owner)) {
        invitedNatural(world, feed, { id, deadlineNs });
        return;
      }
      const sent = reply(world, feed, { type: 'Invited', owner, order: id, leavesQty: 0 });
      if (sent !== undefined) sent.qty = leastQty;
    },
    firmed: () => {},
    returned: (id, leavesQty, _, owner) => {
      reply(world, feed, { type: 'Returned', owner: ownerOf(owner), order: id, leavesQty });
    },
    requested: ({ id, owner, side, qty }) => {
      for (const seat of feed.responders) {
        if (seat.owner === owner || seat.out) continue;
        const sent = reply(world, feed, { type: 'Requested', owner: seat.owner, order: id, leavesQty: qty });
        if (sent === undefined) continue;
        sent.side = side;
        sent.qty = qty;
      }
    },
    traded: (trade) => {
      const { px, qty, aggressor } = trade;
      tellTrade(world, feed, { px, qty });
      const passive = aggressor === 'Buy' ? 'Sell' : 'Buy';
      fill(world, feed, {
        owner: ownerOf(trade.makerOwner),
        order: trade.maker,
        side: passive,
        leavesQty: trade.makerLeaves,
        liquidity: 'Added',
        px,
        qty,
      });
      fill(world, feed, {
        owner: ownerOf(trade.takerOwner),
        order: trade.taker,
        side: aggressor,
        leavesQty: trade.takerLeaves,
        liquidity: 'Removed',
        px,
        qty,
      });
      left(trade.maker, trade.makerLeaves);
      left(trade.taker, trade.takerLeaves);
    },
    canceled: (order, leavesQty, cause, owner) => {
      left(order, 0);
      const sent = reply(world, feed, { type: 'Canceled', owner: ownerOf(owner), order, leavesQty });
      if (sent !== undefined) sent.cargo = cause;
    },
    barred: () => {},
  };
}

/** All that is there ends with its venue. Nobody hears of it. @returns what was left of each order */
export function endBlock(world: World, feed: BlockFeed): ReadonlyMap<number, number> {
  const ended = new Map<number, number>();
  const silent = {
    ...feed.sink,
    returned: () => {},
    canceled: (id: number, leaves: number) => void ended.set(id, leaves),
  };
  const call = { nowNs: world.now, sink: silent };
  matchAtMidpoint(feed.pool, undefined, call);
  for (const side of ['Buy', 'Sell'] as const)
    for (const [id] of restingConditionals(feed.pool, side)) cancelConditional(feed.pool, id, call);
  feed.natural.clear();
  return ended;
}

/** A participant's request has arrived. */
export function serveBlock(world: World, feed: BlockFeed, request: Message): void {
  const { pool } = feed;
  const { order: id, owner, side, qty, terms } = request;
  const call = callNow(world, feed);
  const px = request.px > 0 ? request.px : undefined;
  if (request.type === 'New') {
    enterConditional(pool, { id, owner, side, qty, px, minQty: terms.minQty }, call);
  } else if (request.type === 'Cancel') {
    cancelConditional(pool, id, call);
  } else if (request.type === 'FirmUp') {
    firmUp(pool, { id, qty }, call);
  } else if (request.type === 'Request') {
    enterRequest(pool, { id, owner, side, qty, px }, call);
  } else if (request.type === 'Quote') {
    enterQuote(pool, { id, owner, request: request.about, px: request.px }, call);
  } else {
    refuse(world, feed, id, 'a conditional order is not replaced: cancel it and send another');
  }
  scheduleBlock(world, feed);
}
