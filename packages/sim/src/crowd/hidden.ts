/**
 * The anonymous flow of a midpoint pool: orders of power-law size arrive on both sides, rest unseen for a random time
 * and leave. Rests are such that a side is empty at a random time with the given chance, before crossing (Ganchev,
 * Kearns, Nevmyvaka, Wortman 2009). Some know the value and come on the side that it will move to.
 */
import { cancelPeg, enterPeg, pegLeaves } from '@fairlead/book';
import type { Instrument, Side } from '@fairlead/domain';
import { valueTicks } from '../fundamental/fundamental.ts';
import { setWake } from '../kernel/wakes.ts';
import {
  createRandom,
  drawPowerLaw,
  exponential,
  powerLaw,
  powerLawMean,
  type Random,
  uniform,
} from '../random.ts';
import { activityAt } from '../scenario/activity.ts';
import type { HiddenSetup } from '../scenario/scenario.ts';
import { SESSION_S } from '../session-length.ts';
import { CROWD, type InstrumentState, type PoolState, type World } from '../world/state.ts';
import { type Leaving, leaveLater } from './leaving.ts';

/** A rate holds for so long; then the next arrival is drawn anew from the rate of then (it has no memory). */
const LOOK_NS = 10_000_000_000;

export interface Hidden {
  readonly actor: number;
  readonly random: Random;
  /** By regime. */
  readonly states: readonly HiddenState[];
  /** Resting orders by the time at which they leave. */
  readonly leaving: Leaving[];
  arrivesNs: number;
  looksNs: number;
}

interface HiddenState {
  readonly setup: HiddenSetup;
  readonly sizes: Float64Array;
  /** On each side. */
  readonly perSecond: number;
  readonly restNs: number;
}

export function createHidden(of: {
  readonly actor: number;
  readonly setup: readonly HiddenSetup[];
  readonly seed: number;
  readonly label: string;
  readonly instrument: Instrument;
}): Hidden {
  const { adv, avgTradeQty } = of.instrument;
  return {
    actor: of.actor,
    random: createRandom(of.seed, `hidden ${of.label}`),
    states: of.setup.map((setup) => {
      const sizes = powerLaw(setup.sizeExponent, setup.maxSize);
      const perSecond = ((adv / SESSION_S) * setup.volumeShare) / (powerLawMean(sizes) * avgTradeQty);
      return { setup, sizes, perSecond, restNs: (-Math.log(setup.emptyProb) / perSecond) * 1e9 };
    }),
    leaving: [],
    arrivesNs: Number.POSITIVE_INFINITY,
    looksNs: Number.NEGATIVE_INFINITY,
  };
}

/** Its turn: who is due leaves or arrives, and the next is drawn. */
export function actHidden(world: World, feed: PoolState): void {
  const { hidden, pool, sink } = feed;
  const { leaving } = hidden;
  while ((leaving[0]?.atNs ?? Number.POSITIVE_INFINITY) <= world.now) {
    const gone = leaving.shift();
    if (gone !== undefined && pegLeaves(pool, gone.id) !== undefined) cancelPeg(pool, gone.id, sink);
  }
  if (feed.status === 'Closed') {
    setWake(world.wakes, hidden.actor, Number.POSITIVE_INFINITY);
    return;
  }
  if (hidden.arrivesNs <= world.now) arrive(world, feed);
  if (hidden.arrivesNs <= world.now || hidden.looksNs <= world.now) drawArrival(world, hidden);
  const leavesNs = leaving[0]?.atNs ?? Number.POSITIVE_INFINITY;
  setWake(world.wakes, hidden.actor, Math.min(hidden.arrivesNs, hidden.looksNs, leavesNs));
}

const stateNow = (world: World, hidden: Hidden): HiddenState =>
  hidden.states[world.fundamental.regime] as HiddenState;

function drawArrival(world: World, hidden: Hidden): void {
  const perSecond = 2 * stateNow(world, hidden).perSecond * activityAt(world.scenario.session, world.now);
  hidden.arrivesNs = world.now + Math.ceil((exponential(hidden.random) / perSecond) * 1e9);
  hidden.looksNs = world.now + LOOK_NS;
}

/** Every draw is made whatever the state, so that nobody's orders shift the flow's stream. */
function arrive(world: World, { hidden, pool, sink, of, status, venue }: PoolState): void {
  const { random } = hidden;
  const { setup, sizes, restNs } = stateNow(world, hidden);
  const buys = uniform(random) < 0.5;
  const informed = uniform(random) < setup.informedProb;
  const trades = drawPowerLaw(random, sizes) * (0.5 + uniform(random));
  const leavesNs = world.now + Math.ceil(exponential(random) * restNs);
  if (status !== 'Open' || venue.down) return;
  const { lot, avgTradeQty } = of.instrument;
  const least = Math.ceil(pool.minQty / lot) * lot;
  const qty = Math.max(least, Math.round((trades * avgTradeQty) / lot) * lot);
  const side = (informed ? sideOfValue(world, of) : undefined) ?? (buys ? 'Buy' : 'Sell');
  const id = ++world.orders;
  enterPeg(pool, { id, owner: CROWD, side, qty, timeInForce: 'Day' }, sink);
  if (pegLeaves(pool, id) !== undefined) leaveLater(hidden.leaving, { atNs: leavesNs, id });
}

function sideOfValue(world: World, of: InstrumentState): Side | undefined {
  if (of.mid2 === 0) return undefined;
  const worth = valueTicks(world.fundamental, of.index, world.now) * of.instrument.tick;
  return worth > of.mid2 / 2 ? 'Buy' : 'Sell';
}
