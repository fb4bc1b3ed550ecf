/**
 * What the background does at a displayed book when it is its turn: one draw among the rates of lit-rates.ts,
 * then a quote, a cancel, a market order or the picking off of a stale touch. Background orders never lock or
 * cross the venues' best prices.
 */
import {
  type BookLevel,
  cancelOrder,
  enterOrder,
  levelAt,
  matchingLevelCount,
  ordersAtPx,
} from '@fairlead/book';
import { opposite, type Side } from '@fairlead/domain';
import { finishBookCommand } from './book-command.ts';
import { CANCELS, fairTicks, flowOf, MARKETS, outward, PICKS, RANKS, SLOTS } from './lit-rates.ts';
import { lognormal, pick, uniform } from './random.ts';
import { BACKGROUND, type BookFeed, type InstrumentState, type Market } from './state.ts';
import { bestAskPx, bestBidPx } from './touch.ts';

const MIN_LEVELS = 6;
/** A background market order reaches at most this many slots through the touch. */
const REACH_SLOTS = 4;
const SIZE_SPREAD = 0.6;
const TAKE_SPREAD = 0.8;

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
      owner: BACKGROUND,
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
  const id = level === undefined ? undefined : anyBackground(feed, at.side, level);
  if (id === undefined) return;
  cancelOrder(feed.book, id, feed.sink);
  finishBookCommand(market, feed, undefined);
}

function anyBackground(feed: BookFeed, side: Side, level: BookLevel): number | undefined {
  let skip = Math.floor(uniform(feed.random) * level.count);
  let found: number | undefined;
  for (const order of ordersAtPx(feed.book, side, level.px)) {
    if (order.owner === BACKGROUND) {
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
      owner: BACKGROUND,
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

/** After every command: a side never shows fewer levels than `MIN_LEVELS`, somebody always quotes far away. */
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
