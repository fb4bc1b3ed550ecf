/** What follows from a command on a pool: prints without an aggressor, reports for our fills, leakage. */
import { OURS, type PoolSink } from '@fairlead/book';
import { emitTrade } from './feed.ts';
import { ownAccepted, ownCanceled, ownRejected, ownReplaced, ownTraded } from './own-events.ts';
import { informPrice } from './price.ts';
import type { Market, PoolFeed } from './state.ts';

export function poolSink(market: Market, feed: PoolFeed): PoolSink {
  return {
    accepted: (id) => {
      if (id < 0) ownAccepted(market, id);
    },
    replaced: (id) => {
      if (id < 0) ownReplaced(market, id);
    },
    traded: (trade) => {
      emitTrade(market, feed, { px: trade.px, qty: trade.qty });
      const takerSide = trade.aggressor;
      if (trade.makerOwner === OURS) {
        ownTraded(market, trade.maker, { qty: trade.qty, px: trade.px, liquidity: 'Added' });
        leak(feed, takerSide === 'Buy' ? 'Sell' : 'Buy', trade.qty);
      }
      if (trade.takerOwner === OURS) {
        ownTraded(market, trade.taker, { qty: trade.qty, px: trade.px, liquidity: 'Removed' });
        leak(feed, takerSide, trade.qty);
      }
    },
    canceled: (id, _leaves, cause) => {
      if (id < 0) ownCanceled(market, id, cause);
    },
    rejected: (id, reason) => {
      if (id < 0) ownRejected(market, id, reason);
    },
  };
}

/** Who crossed with us knows that somebody of our side is there. */
function leak(feed: PoolFeed, side: 'Buy' | 'Sell', quantity: number): void {
  const size = quantity / feed.of.instrument.avgTradeQty;
  informPrice(feed.of.price, side, feed.flow.config.leakageBps * Math.sqrt(size));
}
