/**
 * How often what happens at a displayed book: queue-reactive intensities around fair quotes that follow the
 * efficient price. Limit orders arrive at price slots from the fair touch outward; orders rest, are canceled,
 * and are canceled fast where the price has left them behind (stale), unless a taker is faster: so a resting
 * order, ours too, is filled most readily when it is least welcome. What we show and take is part of the queues
 * that the rates depend on: takers' sides lean with the imbalance, makers fade after a sweep and come back.
 * Rates are recomputed after every command on the book and every move of the price, and hold in between.
 */
import { levelAt, levelQtyAt, matchingLevelCount } from '@fairlead/book';
import { invariant, type Side } from '@fairlead/domain';
import type { LitVenueConfig } from './config.ts';
import { cancelRate, limitRate, marketRate, TYPICAL_MARKET_RATE } from './intensities.ts';
import { efficientTicks, flowNow, halfSpreadTicks, inRegime } from './price.ts';
import { exponential } from './random.ts';
import {
  type BookFeed,
  type InstrumentState,
  type LitFlow,
  type Market,
  SECOND,
  SESSION_SECONDS,
} from './state.ts';

/** Price slots a side that makers fill, and levels a side whose orders are watched; the last stands for the deepest. */
export const SLOTS = 10;
export const RANKS = 16;
/** Offsets in the vector of rates: limits, cancels, market orders, picking off; buy side first. */
const LIMITS = 0;
export const CANCELS = 2 * SLOTS;
export const MARKETS = CANCELS + 2 * RANKS;
export const PICKS = MARKETS + 2;
const RATES = PICKS + 2;

/** Per second and level, at one slot's staleness: makers pull, takers pick off. */
const PULL_RATE = 40;
const PICK_RATE = 3;
const PRUNE_RATE = 3;
const FADE_LIFE_S = 0.3;
/** Below it a side's rates are left as they are while nothing else changes. */
const CALM_FADE = 0.05;
const REGIME_QUOTES = { calm: 1, volatile: 1.3 };
const REGIME_TAKERS = { calm: 0.9, volatile: 1.5 };
/** Market orders are this much larger than the prints they make. */
const ORDER_PER_PRINT = 1.4;
/** Share of a lit venue's volume that plain market orders make; picking off makes the rest. */
const MARKET_SHARE = 0.5;

export function createLitFlow(config: LitVenueConfig, of: InstrumentState): LitFlow {
  const { instrument } = of;
  const perSecond = (instrument.adv / SESSION_SECONDS) * config.volumeShare * MARKET_SHARE;
  const marketQty = instrument.avgTradeQty * ORDER_PER_PRINT;
  const marketScale = perSecond / marketQty / 2 / TYPICAL_MARKET_RATE;
  return {
    config,
    limitQty: config.limitSize * instrument.avgTradeQty,
    marketQty,
    marketScale,
    quoteScale: marketScale * config.activity,
    rates: new Float64Array(RATES),
    totalRate: 0,
    bidRate: 0,
    askRate: 0,
    fadeBid: 0,
    fadeAsk: 0,
    fadeNs: 0,
  };
}

export const flowOf = (feed: BookFeed): LitFlow => {
  invariant(feed.flow !== undefined, 'only a simulated book has background flow');
  return feed.flow;
};

/** Recomputes the rates for the present state and draws when the book's background acts next. */
export function scheduleLit(market: Market, feed: BookFeed): void {
  const flow = flowOf(feed);
  if (market.closed || feed.of.status !== 'Open') {
    feed.actsNs = Number.POSITIVE_INFINITY;
    return;
  }
  computeRates(market, feed, flow);
  feed.actsNs = market.now + Math.max(1, Math.round((exponential(feed.random) / flow.totalRate) * SECOND));
}

function computeRates(market: Market, feed: BookFeed, flow: LitFlow): void {
  const { rates } = flow;
  const { price } = feed.of;
  const kept = Math.exp(-(market.now - flow.fadeNs) / SECOND / FADE_LIFE_S);
  flow.fadeBid *= kept;
  flow.fadeAsk *= kept;
  flow.fadeNs = market.now;
  if (feed.of.moved || feed.dirtyBids || flow.fadeBid > CALM_FADE)
    flow.bidRate = sideRates(feed, flow, 'Buy');
  if (feed.of.moved || feed.dirtyAsks || flow.fadeAsk > CALM_FADE)
    flow.askRate = sideRates(feed, flow, 'Sell');
  feed.dirtyBids = false;
  feed.dirtyAsks = false;
  const bid = levelQtyAt(feed.book, 'Buy', 0);
  const ask = levelQtyAt(feed.book, 'Sell', 0);
  const imbalance = bid + ask === 0 ? 0 : (bid - ask) / (bid + ask);
  const institution = price.institution === 'None' ? 0 : price.institution === 'Buy' ? 0.35 : -0.35;
  const lean = Math.exp(0.6 * imbalance + institution + 0.4 * flowNow(price, market.now));
  const scale = flow.marketScale * inRegime(price, REGIME_TAKERS);
  const buys = ask > 0 ? scale * lean * marketRate(ask / flow.limitQty) : 0;
  const sells = bid > 0 ? (scale / lean) * marketRate(bid / flow.limitQty) : 0;
  rates[MARKETS] = buys;
  rates[MARKETS + 1] = sells;
  flow.totalRate = flow.bidRate + flow.askRate + buys + sells;
}

/** +1 for asks, -1 for bids: away from the middle. */
export const outward = (side: Side): 1 | -1 => (side === 'Sell' ? 1 : -1);

/** The first price, in ticks, at which a maker of `side` is content to quote. */
export function fairTicks(feed: BookFeed, flow: LitFlow, side: Side): number {
  const half = halfSpreadTicks(feed.of.config, feed.of.price) + flow.config.halfSpreadTicks;
  const at = efficientTicks(feed.of.price) + outward(side) * half;
  return side === 'Sell' ? Math.ceil(at) : Math.floor(at);
}

/**
 * Limit rates by slot and cancel rates by rank of one side, and the rate of picking off its touch.
 * @returns their sum
 */
function sideRates(feed: BookFeed, flow: LitFlow, side: Side): number {
  const { rates, limitQty } = flow;
  const { config, price } = feed.of;
  const { slotTicks } = config;
  const away = outward(side);
  const nth = side === 'Buy' ? 0 : 1;
  const limits = LIMITS + nth * SLOTS;
  const cancels = CANCELS + nth * RANKS;
  const half = halfSpreadTicks(config, price);
  const middle = efficientTicks(price);
  const fair = fairTicks(feed, flow, side);
  const staleEdge = Math.min(half * 0.5, half - 0.3);
  const quotes = flow.quoteScale * inRegime(price, REGIME_QUOTES);
  const fade = 1 + (side === 'Buy' ? flow.fadeBid : flow.fadeAsk);
  const count = matchingLevelCount(feed.book, side);
  let sum = 0;
  let slot = 0;
  let inSlot = 0;
  let picks = 0;
  for (let rank = 0; rank < count; rank += 1) {
    const level = levelAt(feed.book, side, rank);
    if (level === undefined) break;
    const ticks = level.px / price.tick;
    const edge = away * (ticks - middle);
    const depth = (away * (ticks - fair)) / slotTicks;
    if (rank === 0 && edge < -0.1) picks = PICK_RATE * Math.min(3, -edge / slotTicks);
    if (rank < RANKS - 1 || rank === count - 1) {
      const background = (level.qty - level.ownQty) / limitQty;
      let rate = 0;
      if (background > 0) {
        rate = quotes * cancelRate(Math.floor(depth), background);
        if (depth <= 1) rate *= fade;
        if (edge < staleEdge) rate += PULL_RATE * Math.min(1, (staleEdge - edge) / slotTicks);
        if (depth >= SLOTS || count > RANKS) rate += PRUNE_RATE * quotes;
      }
      rates[cancels + (rank < RANKS - 1 ? rank : RANKS - 1)] = rate;
      sum += rate;
    }
    while (slot < SLOTS && depth >= slot + 1) {
      const rate = (quotes * limitRate(slot, inSlot / limitQty)) / (slot === 0 ? fade : 1);
      rates[limits + slot] = rate;
      sum += rate;
      slot += 1;
      inSlot = 0;
    }
    if (depth >= slot) inSlot += level.qty;
  }
  for (let rank = count; rank < RANKS; rank += 1) rates[cancels + rank] = 0;
  for (; slot < SLOTS; slot += 1, inSlot = 0) {
    const rate = (quotes * limitRate(slot, inSlot / limitQty)) / (slot === 0 ? fade : 1);
    rates[limits + slot] = rate;
    sum += rate;
  }
  rates[PICKS + 1 - nth] = picks;
  return sum + picks;
}
