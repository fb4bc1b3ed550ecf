/**
 * Hidden flow of a midpoint pool: orders of power-law size arrive on both sides, rest for a random time and
 * leave; whatever meets at the midpoint crosses and prints. Rests are set so that a side is empty at a random
 * time with the configured zero-bin probability (Ganchev, Kearns, Nevmyvaka, Wortman 2009), before crossing.
 * Some arrivals are informed: the price then goes their way.
 */
import { cancelPeg, enterPeg, pegLeaves } from '@fairlead/book';
import type { ByRegime, DarkVenueConfig } from './config.ts';
import { delay, informPrice, inRegime } from './price.ts';
import { drawPowerLaw, powerLaw, powerLawMean, uniform } from './random.ts';
import {
  BACKGROUND,
  type DarkFlow,
  type InstrumentState,
  type Market,
  type PoolFeed,
  SESSION_SECONDS,
} from './state.ts';

export function createDarkFlow(config: DarkVenueConfig, of: InstrumentState): DarkFlow {
  const { adv, avgTradeQty } = of.instrument;
  const sizes = {
    calm: powerLaw(config.sizeExponent.calm, config.maxSize),
    volatile: powerLaw(config.sizeExponent.volatile, config.maxSize),
  };
  const perSecond = (share: number, cumulative: Float64Array): number =>
    ((adv / SESSION_SECONDS) * share) / (powerLawMean(cumulative) * avgTradeQty);
  const arrivals: ByRegime = {
    calm: perSecond(config.volumeShare.calm, sizes.calm),
    volatile: perSecond(config.volumeShare.volatile, sizes.volatile),
  };
  return {
    config,
    sizes,
    arrivals,
    restS: {
      calm: -Math.log(config.zeroBinProb.calm) / arrivals.calm,
      volatile: -Math.log(config.zeroBinProb.volatile) / arrivals.volatile,
    },
    arrivesNs: 0,
    leaving: [],
  };
}

/** Draws the next arrival afresh: at the start, after an arrival, and when the regime has changed. */
export function drawArrival(market: Market, feed: PoolFeed): void {
  const perSecond = 2 * inRegime(feed.of.price, feed.flow.arrivals);
  feed.flow.arrivesNs = market.now + delay(feed.random, 1 / perSecond);
}

export function scheduleDark(market: Market, feed: PoolFeed): void {
  const idle = market.closed || feed.of.status !== 'Open';
  feed.actsNs = idle
    ? Number.POSITIVE_INFINITY
    : Math.min(feed.flow.arrivesNs, feed.flow.leaving[0]?.atNs ?? Number.POSITIVE_INFINITY);
}

/** Departures and arrivals that are due. */
export function actDark(market: Market, feed: PoolFeed): void {
  const { leaving } = feed.flow;
  while ((leaving[0]?.atNs ?? Number.POSITIVE_INFINITY) <= market.now) {
    const gone = leaving.shift();
    if (gone !== undefined && pegLeaves(feed.pool, gone.ref) !== undefined) {
      cancelPeg(feed.pool, gone.ref, feed.sink);
      market.commands += 1;
    }
  }
  if (feed.flow.arrivesNs <= market.now) {
    arriveHidden(market, feed);
    drawArrival(market, feed);
  }
}

/** Every draw is made whatever the state, so that our orders do not shift the pool's stream. */
function arriveHidden(market: Market, feed: PoolFeed): void {
  const { flow, random, of } = feed;
  const side = uniform(random) < 0.5 ? 'Buy' : 'Sell';
  const units = drawPowerLaw(random, of.price.regime === 'Calm' ? flow.sizes.calm : flow.sizes.volatile);
  const part = 0.5 + uniform(random);
  const informed = uniform(random) < inRegime(of.price, flow.config.toxicProb);
  const picky = uniform(random) < flow.config.minQtyProb;
  const leavesNs = market.now + delay(random, inRegime(of.price, flow.restS));
  const { lot, avgTradeQty } = of.instrument;
  const size = Math.max(lot, Math.round((units * part * avgTradeQty) / lot) * lot);
  const ref = market.nextRef++;
  if (informed) informPrice(of.price, side, flow.config.toxicMoveBps);
  const minQty = Math.min(size, 2 * avgTradeQty);
  enterPeg(
    feed.pool,
    { id: ref, owner: BACKGROUND, side, qty: size, timeInForce: 'Day', ...(picky ? { minQty } : {}) },
    feed.sink,
  );
  market.commands += 1;
  if (pegLeaves(feed.pool, ref) === undefined) return;
  let at = flow.leaving.length;
  while (at > 0 && (flow.leaving[at - 1]?.atNs ?? 0) > leavesNs) at -= 1;
  flow.leaving.splice(at, 0, { atNs: leavesNs, ref });
}
