/**
 * The crowd in a call: orders for the auction alone come at random, half of them at the market. The others have limits,
 * half of them around the last print, half around the value, which some know. There are so many that about the set share
 * of a day's volume trades: on each side those at the market and the better half of the others. What the crowd had at
 * its book before the call rests through it, and may trade.
 */
import { enterOrder, openQty } from '@fairlead/book';
import { valueTicks } from '../fundamental/fundamental.ts';
import { setWake } from '../kernel/wakes.ts';
import { exponential, normal, uniform } from '../random.ts';
import { referenceOf } from '../world/band.ts';
import { finishCommand } from '../world/books.ts';
import { withoutTerms } from '../world/command.ts';
import { drawSize } from '../world/order-size.ts';
import { type BookState, CROWD, type World } from '../world/state.ts';
import type { Crowd } from './crowd.ts';

const AT_MARKET = 0.5;
/** Of the orders that come, those that trade. */
const TRADES = AT_MARKET + (1 - AT_MARKET) / 2;
/** Of those with limits. */
const KNOW = 0.5;
/** Mean order, in the instrument's average trades: those who trade in an auction bring size. */
const TRADES_EACH = 4;
/** Standard deviation of the limits about their middle, of the instrument's daily volatility. */
const LIMITS = 0.03;

/** A call begins or goes on. */
export function callCrowd(world: World, feed: BookState): void {
  const { crowd } = feed;
  if (crowd === undefined) return;
  planNext(world, feed, crowd);
  setWake(world.wakes, crowd.actor, crowd.callsNs ?? Number.POSITIVE_INFINITY);
}

/** Its turn in a call. */
export function actInCall(world: World, feed: BookState, crowd: Crowd): void {
  if (crowd.callsNs !== undefined && crowd.callsNs <= world.now) {
    enterCalled(world, feed, crowd);
    planNext(world, feed, crowd);
  }
  setWake(world.wakes, crowd.actor, crowd.callsNs ?? Number.POSITIVE_INFINITY);
}

function planNext(world: World, feed: BookState, crowd: Crowd): void {
  const perNs = ordersPerNs(world, feed, crowd);
  crowd.callsNs =
    world.now + (perNs > 0 ? Math.ceil(exponential(crowd.random) / perNs) : Number.POSITIVE_INFINITY);
}

/** Of both sides, spread evenly over a call; the venues share the instrument's by the pace of their crowds. */
function ordersPerNs(world: World, { callUntilNs, of }: BookState, { setup }: Crowd): number {
  const { openNs, openingNs = 0, closeNs, closingNs = 0 } = world.scenario.session;
  const { opening, closing, intraday } = setup.auctions;
  const [share, lastsNs] =
    callUntilNs === openNs
      ? [opening, openingNs]
      : callUntilNs === closeNs
        ? [closing, closingNs]
        : [intraday, INTRADAY_NS];
  const all = of.lit.reduce((sum, { crowd }) => sum + (crowd?.setup.activity ?? 0), 0);
  const qty = (share * of.instrument.adv * setup.activity) / all / TRADES;
  return (2 * qty) / (TRADES_EACH * of.instrument.avgTradeQty) / lastsNs;
}

/** A call within the day brings its share in so long. */
const INTRADAY_NS = 120e9;

function enterCalled(world: World, feed: BookState, crowd: Crowd): void {
  const { random } = crowd;
  const { instrument } = feed.of;
  const { command } = world;
  const buys = uniform(random) < 0.5;
  const atMarket = uniform(random) < AT_MARKET;
  const away = (LIMITS * instrument.dailyVolatilityBps * normal(random)) / 1e4;
  const knows = uniform(random) < KNOW;
  const around = knows
    ? valueTicks(world.fundamental, feed.of.index, world.now)
    : referenceOf(feed.of) / crowd.tick;
  const ticks = Math.max(1, Math.round(around * (1 + away)));
  command.id = ++world.orders;
  command.owner = CROWD;
  command.side = buys ? 'Buy' : 'Sell';
  command.qty = drawSize(random, instrument, TRADES_EACH);
  command.px = atMarket ? undefined : ticks * crowd.tick;
  command.timeInForce = 'Auction';
  command.postOnly = false;
  withoutTerms(command);
  enterOrder(feed.book, command, feed.sink);
  finishCommand(world, feed);
}

/** Trading is continuous again: what traded is gone, and the queues start afresh around the auction's price. */
export function reopenCrowd(world: World, feed: BookState): void {
  const { crowd, of, book } = feed;
  if (crowd?.callsNs === undefined) return;
  crowd.callsNs = undefined;
  for (const [ticks, ids] of crowd.mine) {
    const left = ids.filter((id) => openQty(book, id) !== undefined);
    if (left.length === 0) crowd.mine.delete(ticks);
    else crowd.mine.set(ticks, left);
  }
  crowd.fromLow = crowd.low;
  if (of.auctionNs === world.now) crowd.low = Math.floor(of.staticPx / crowd.tick);
  crowd.moved = false;
  crowd.afresh = true;
  crowd.mid2 = 0;
}
