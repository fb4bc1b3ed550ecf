/**
 * Background flow at one displayed book: queue-reactive intensities around fair quotes that follow the
 * efficient price. Limit orders arrive at price slots from the fair touch outward; orders rest, are canceled,
 * and are canceled fast where the price has left them behind (stale), unless a taker is faster: so a resting
 * order, ours too, is filled most readily when it is least welcome. What we show and take is part of the queues
 * that the rates depend on: takers' sides lean with the imbalance, makers fade after a sweep and come back.
 * All of it is thinned exactly: rates are recomputed after every command and every move of the price.
 */
import { type BookLevel, cancelOrder, enterOrder, levelAt, matchingLevelCount } from '@fairlead/book';
import { invariant, opposite, type Side } from '@fairlead/domain';
import { finishBookCommand } from './book-command.ts';
import type { LitVenueConfig } from './config.ts';
import { cancelRate, limitRate, marketRate, TYPICAL_MARKET_RATE } from './intensities.ts';
import { efficientTicks, flowNow, halfSpreadTicks, inRegime } from './price.ts';
import { exponential, lognormal, pick, uniform } from './random.ts';
import {
  type BookFeed,
  type InstrumentState,
  type LitFlow,
  type Market,
  SECOND,
  SESSION_SECONDS,
} from './state.ts';
import { bestAskPx, bestBidPx } from './touch.ts';

/** Price slots a side that makers fill, and levels a side whose orders are watched; the last stands for the deepest. */
const SLOTS = 10;
const RANKS = 16;
/** Offsets in the vector of rates: limits, cancels, market orders, picking off; buy side first. */
const LIMITS = 0;
const CANCELS = 2 * SLOTS;
const MARKETS = CANCELS + 2 * RANKS;
const PICKS = MARKETS + 2;
const RATES = PICKS + 2;

const MIN_LEVELS = 6;
/** Per second and level, at one slot's staleness: makers pull, takers pick off. */
const PULL_RATE = 40;
const PICK_RATE = 3;
const PRUNE_RATE = 3;
const FADE_LIFE_S = 0.3;
/** Below it a side's rates are left as they are while nothing else changes. */
const CALM_FADE = 0.05;
/** A background market order reaches at most this many slots through the touch. */
const REACH_SLOTS = 4;
const SIZE_SPREAD = 0.6;
const TAKE_SPREAD = 0.8;
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

const flowOf = (feed: BookFeed): LitFlow => {
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
  const bid = levelAt(feed.book, 'Buy', 0)?.qty ?? 0;
  const ask = levelAt(feed.book, 'Sell', 0)?.qty ?? 0;
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

const outward = (side: Side): 1 | -1 => (side === 'Sell' ? 1 : -1);

/** The first price, in ticks, at which a maker of `side` is content to quote. */
function fairTicks(feed: BookFeed, flow: LitFlow, side: Side): number {
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

/** The act that was due: one draw among the rates as they were computed. */
export function actLit(market: Market, feed: BookFeed): void {
  const flow = flowOf(feed);
  const chosen = pick(feed.random, flow.rates, flow.totalRate);
  if (chosen < CANCELS) {
    const side = chosen < SLOTS ? 'Buy' : 'Sell';
    quote(market, feed, { side, slot: chosen % SLOTS });
  } else if (chosen < MARKETS) {
    const nth = chosen - CANCELS;
    const side = nth < RANKS ? 'Buy' : 'Sell';
    withdrawOne(market, feed, { side, rank: nth % RANKS });
  } else if (chosen < PICKS) {
    takeBest(market, feed, chosen === MARKETS ? 'Buy' : 'Sell');
  } else {
    pickOff(market, feed, chosen === PICKS ? 'Buy' : 'Sell');
  }
  keepDepth(market, feed);
}

/** A maker quotes in a slot, unless that would lock or cross some venue's book. */
function quote(market: Market, feed: BookFeed, at: { readonly side: Side; readonly slot: number }): void {
  const flow = flowOf(feed);
  const { slotTicks } = feed.of.config;
  const { tick } = feed.of.instrument;
  const within = slotTicks === 1 ? 0 : Math.floor(uniform(feed.random) * slotTicks);
  const ticks = fairTicks(feed, flow, at.side) + outward(at.side) * (at.slot * slotTicks + within);
  const size = sizeNear(feed, flow.limitQty, SIZE_SPREAD);
  if (wouldLock(feed.of, at.side, ticks * tick)) return;
  rest(market, feed, { side: at.side, px: ticks * tick, qty: size });
}

function wouldLock(of: InstrumentState, side: Side, px: number): boolean {
  if (side === 'Buy') {
    const ask = bestAskPx(of);
    return ask !== undefined && px >= ask;
  }
  const bid = bestBidPx(of);
  return bid !== undefined && px <= bid;
}

function rest(
  market: Market,
  feed: BookFeed,
  order: { readonly side: Side; readonly px: number; readonly qty: number },
): void {
  enterOrder(
    feed.book,
    {
      id: market.nextRef++,
      owner: 'Background',
      side: order.side,
      qty: order.qty,
      px: order.px,
      timeInForce: 'Day',
      postOnly: false,
    },
    feed.sink,
  );
  finishBookCommand(market, feed, undefined);
}

/** One background order of a level leaves: any of them, with equal chance. */
function withdrawOne(
  market: Market,
  feed: BookFeed,
  at: { readonly side: Side; readonly rank: number },
): void {
  const last = matchingLevelCount(feed.book, at.side) - 1;
  const level = levelAt(feed.book, at.side, at.rank === RANKS - 1 ? last : at.rank);
  const id = level === undefined ? undefined : anyBackground(feed, level);
  if (id === undefined) return;
  cancelOrder(feed.book, id, feed.sink);
  finishBookCommand(market, feed, undefined);
}

function anyBackground(feed: BookFeed, level: BookLevel): number | undefined {
  let skip = Math.floor(uniform(feed.random) * level.count);
  let found: number | undefined;
  for (let order = level.head; order !== undefined; order = order.next) {
    if (order.owner === 'Background') {
      found = order.id;
      if (skip <= 0) return found;
    }
    skip -= 1;
  }
  return found;
}

/** A market order of the background: to the venue with the best price, whichever it thought of first. */
function takeBest(market: Market, feed: BookFeed, side: Side): void {
  const flow = flowOf(feed);
  const { price, config } = feed.of;
  const large = uniform(feed.random) < 0.02 ? 5 : 1;
  const size = sizeNear(feed, flow.marketQty * large * 0.93, TAKE_SPREAD);
  const target = bestVenue(feed, side);
  const touch = levelAt(target.book, opposite(side), 0);
  if (touch === undefined) return;
  const px = touch.px + (side === 'Buy' ? 1 : -1) * REACH_SLOTS * config.slotTicks * price.tick;
  take(market, target, { side, px, qty: size, informed: false });
}

function bestVenue(feed: BookFeed, side: Side): BookFeed {
  const best = side === 'Buy' ? bestAskPx(feed.of) : bestBidPx(feed.of);
  let chosen: BookFeed | undefined;
  let liking = -1;
  for (const other of feed.of.lit) {
    if (other.flow === undefined || levelAt(other.book, opposite(side), 0)?.px !== best) continue;
    if (other === feed) return feed;
    const likes = other.flow.config.takerPreference;
    if (likes > liking) {
      liking = likes;
      chosen = other;
    }
  }
  return chosen ?? feed;
}

/** A fast taker lifts a touch that the efficient price has passed: he knows, so he moves nothing. */
function pickOff(market: Market, feed: BookFeed, side: Side): void {
  const flow = flowOf(feed);
  const touch = levelAt(feed.book, opposite(side), 0);
  if (touch === undefined) return;
  const size = Math.min(touch.qty, sizeNear(feed, flow.marketQty * 1.5, TAKE_SPREAD));
  take(market, feed, { side, px: touch.px, qty: size, informed: true });
}

function take(
  market: Market,
  feed: BookFeed,
  order: { readonly side: Side; readonly px: number; readonly qty: number; readonly informed: boolean },
): void {
  if (order.px <= 0) return;
  enterOrder(
    feed.book,
    {
      id: market.nextRef++,
      owner: 'Background',
      side: order.side,
      qty: order.qty,
      px: order.px,
      timeInForce: 'ImmediateOrCancel',
      postOnly: false,
    },
    feed.sink,
  );
  finishBookCommand(market, feed, order.informed ? undefined : order.side);
}

/** Log-normal around `mean`, a whole number of lots; larger sizes mostly in hundreds, as people trade. */
function sizeNear(feed: BookFeed, mean: number, spread: number): number {
  const { lot } = feed.of.instrument;
  const raw = mean * lognormal(feed.random, spread);
  const step = raw >= 150 && uniform(feed.random) < 0.6 ? Math.max(lot, 100) : lot;
  return Math.max(lot, Math.round(raw / step) * step);
}

/** A side never shows fewer levels than `MIN_LEVELS`: somebody always quotes far away. */
export function keepDepth(market: Market, feed: BookFeed): void {
  const flow = flowOf(feed);
  const { tick } = feed.of.instrument;
  for (const side of ['Buy', 'Sell'] as const) {
    const away = outward(side);
    for (let count = matchingLevelCount(feed.book, side); count < MIN_LEVELS; count += 1) {
      const deepest = levelAt(feed.book, side, count - 1);
      const from = deepest === undefined ? fairTicks(feed, flow, side) : deepest.px / tick;
      const fair = fairTicks(feed, flow, side);
      const ticks = away * (from - fair) < 0 ? fair : from + away * feed.of.config.slotTicks;
      if (ticks <= 0) break;
      rest(market, feed, { side, px: ticks * tick, qty: sizeNear(feed, flow.limitQty, SIZE_SPREAD) });
    }
  }
}

/** Fills an empty book with what its intensities tend to. */
export function seedLit(market: Market, feed: BookFeed): void {
  const flow = flowOf(feed);
  const { tick } = feed.of.instrument;
  for (const side of ['Buy', 'Sell'] as const) {
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const ticks = fairTicks(feed, flow, side) + outward(side) * slot * feed.of.config.slotTicks;
      const orders = slot === 0 ? 4 : 8;
      for (let i = 0; i < orders; i += 1) {
        rest(market, feed, { side, px: ticks * tick, qty: sizeNear(feed, flow.limitQty, SIZE_SPREAD) });
      }
    }
  }
}
