/**
 * What follows from a command on a displayed book, whoever gave it: prints and level changes on its feed,
 * reports for our orders, the makers' nervousness, and the move of the efficient price.
 */
import { type MatchSink, OURS } from '@fairlead/book';
import type { Side } from '@fairlead/domain';
import { emitLevel, emitTrade } from './feed.ts';
import { ownAccepted, ownCanceled, ownRejected, ownReplaced, ownTraded } from './own-events.ts';
import { applyImpact } from './price.ts';
import type { BookFeed, Market } from './state.ts';

/** A sweep of this many average orders makes the makers of a side fully nervous. */
const NERVOUS_ORDERS = 4;
const MOST_NERVOUS = 2;

export function bookSink(market: Market, feed: BookFeed): MatchSink {
  return {
    accepted: (id) => {
      if (id < 0) ownAccepted(market, id);
    },
    replaced: (id) => {
      if (id < 0) ownReplaced(market, id);
    },
    traded: (trade) => {
      feed.takenQty += trade.qty;
      feed.takenFrom = trade.aggressor === 'Buy' ? 'Sell' : 'Buy';
      emitTrade(market, feed, trade);
      if (trade.makerOwner === OURS) {
        ownTraded(market, trade.maker, { qty: trade.qty, px: trade.px, liquidity: 'Added' });
      }
      if (trade.takerOwner === OURS) {
        ownTraded(market, trade.taker, { qty: trade.qty, px: trade.px, liquidity: 'Removed' });
      }
    },
    canceled: (id, _leaves, cause) => {
      if (id < 0) ownCanceled(market, id, cause);
    },
    rejected: (id, reason) => {
      if (id < 0) ownRejected(market, id, reason);
    },
    levelChanged: (side, px, qty) => {
      if (side === 'Buy') feed.dirtyBids = true;
      else feed.dirtyAsks = true;
      emitLevel(market, feed, side, px, qty);
    },
  };
}

/** Call after every command. `moves`: the taker whose trades move the price, absent where he moves nothing. */
export function finishBookCommand(market: Market, feed: BookFeed, moves: Side | undefined): void {
  const taken = feed.takenQty;
  feed.takenQty = 0;
  market.commands += 1;
  if (taken === 0) return;
  const { flow } = feed;
  if (flow !== undefined) {
    const nervous = Math.min(MOST_NERVOUS, taken / flow.limitQty / NERVOUS_ORDERS);
    if (feed.takenFrom === 'Buy') flow.fadeBid += nervous;
    else flow.fadeAsk += nervous;
  }
  if (moves === undefined) return;
  applyImpact(feed.of.config, feed.of.price, { side: moves, qty: taken, now: market.now });
  feed.of.moved = true;
}
