/**
 * Trades inferred from fills. The venue told no trade beside its orders, but each one takes as much from an order
 * on either side, within some milliseconds of each other. So fills are gathered in bursts, and the two sides'
 * fills of a burst, each in its order, are aligned: pairs that can have met (the bid not below the ask) and that
 * took the same, to the satoshi or two by which the venue rounds, as many as keep both orders, and of these those
 * that stand closest. That is the alignment of two sequences of Needleman and Wunsch (1970), which obAnalytics
 * (Stubbings, 2015) uses where equal sizes leave a choice. Of a pair, the order that came last took, at the price
 * of the one that rested.
 */
import type { InferredTrade } from '../record.ts';
import type { Fill } from './orders.ts';

export interface TradeInference {
  readonly add: (fill: Fill) => void;
  /** No more fills come. */
  readonly end: () => InferenceSummary;
}
export interface InferenceSummary {
  readonly trades: number;
  /** Taken in matched fills, by the bids and by the asks. */
  readonly bidQty: number;
  readonly askQty: number;
  /** Fills that met nobody. */
  readonly unmatched: number;
}

/** Fills farther apart belong to no one trade. */
const BURST_GAP_NS = 500e6;
/** An alignment costs the product of its sides. */
const MAX_BURST = 512;
const ROUNDING = 2;
/** A pair of known sizes is worth more than one with a size that is not known; nearness only settles a tie. */
const KNOWN = 2 ** 20;
const UNKNOWN = 2 ** 19;

export function createTradeInference(take: (trade: InferredTrade) => void): TradeInference {
  let burst: Fill[] = [];
  let trades = 0;
  let bidQty = 0;
  let askQty = 0;
  let unmatched = 0;
  const endBurst = (): void => {
    const pairs = align(burst);
    for (const { bid, ask } of pairs) {
      const trade = tradeOf(bid, ask);
      trades += 1;
      bidQty += bid.qty ?? trade.qty;
      askQty += ask.qty ?? trade.qty;
      take(trade);
    }
    unmatched += burst.length - 2 * pairs.length;
    burst = [];
  };
  return {
    add: (fill) => {
      const last = burst.at(-1);
      if (last !== undefined && (fill.ts - last.ts > BURST_GAP_NS || burst.length === MAX_BURST)) endBurst();
      burst.push(fill);
    },
    end: () => {
      endBurst();
      return { trades, bidQty, askQty, unmatched };
    },
  };
}

interface Pair {
  readonly bid: Fill;
  readonly ask: Fill;
}

/** Pairs of a bid's and an ask's fill, in order, of the largest total worth. */
function align(burst: readonly Fill[]): Pair[] {
  const bids = burst.filter(({ side }) => side === 'Buy');
  const asks = burst.filter(({ side }) => side === 'Sell');
  const width = asks.length + 1;
  /** `best[i * width + j]`: worth of the first `i` bids against the first `j` asks. */
  const best = new Float64Array((bids.length + 1) * width);
  for (let i = 1; i <= bids.length; i += 1) {
    for (let j = 1; j <= asks.length; j += 1) {
      const paired = best[(i - 1) * width + j - 1]! + worth(bids[i - 1]!, asks[j - 1]!);
      best[i * width + j] = Math.max(best[(i - 1) * width + j]!, best[i * width + j - 1]!, paired);
    }
  }
  const pairs: Pair[] = [];
  let i = bids.length;
  let j = asks.length;
  while (i > 0 && j > 0) {
    const here = best[i * width + j]!;
    if (here === best[(i - 1) * width + j]!) i -= 1;
    else if (here === best[i * width + j - 1]!) j -= 1;
    else {
      i -= 1;
      j -= 1;
      pairs.push({ bid: bids[i]!, ask: asks[j]! });
    }
  }
  return pairs.reverse();
}

/** 0: the two can't have met. */
function worth(bid: Fill, ask: Fill): number {
  if (bid.px < ask.px || bid.id === ask.id || bid.arrived === ask.arrived) return 0;
  const apart = Math.min(Math.abs(bid.row - ask.row), 1000);
  if (bid.qty === undefined || ask.qty === undefined) return UNKNOWN - apart;
  return Math.abs(bid.qty - ask.qty) <= ROUNDING ? KNOWN - apart : 0;
}

function tradeOf(bid: Fill, ask: Fill): InferredTrade {
  const [maker, taker] = bid.arrived < ask.arrived ? [bid, ask] : [ask, bid];
  return {
    ts: Math.max(bid.ts, ask.ts),
    px: maker.px,
    qty: Math.min(bid.qty ?? Number.POSITIVE_INFINITY, ask.qty ?? Number.POSITIVE_INFINITY),
    makerId: maker.id,
    takerId: taker.id,
    aggressor: taker.side,
  };
}
