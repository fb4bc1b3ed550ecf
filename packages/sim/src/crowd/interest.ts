/**
 * The natural interest of others at a block venue: conditionals of power-law size come on both sides, rest for a
 * while and leave; one that is invited thinks it over and firms up or lets it lapse. Each is somebody of his own to
 * the venue, so that two of them may meet and one's lapses do not bar another; on the accounts they are the crowd.
 */
import {
  type BlockCall,
  cancelConditional,
  enterConditional,
  expire,
  firmUp,
  nextDeadlineNs,
} from '@fairlead/book';
import { setWake } from '../kernel/wakes.ts';
import { createRandom, drawPowerLaw, exponential, powerLaw, type Random, uniform } from '../random.ts';
import { activityAt } from '../scenario/activity.ts';
import type { BlockVenueSetup } from '../scenario/scenario.ts';
import type { BlockFeed, World } from '../world/state.ts';
import { type Leaving, leaveLater } from './leaving.ts';

/** A rate holds for so long; then the next arrival is drawn anew from the rate of then (it has no memory). */
const LOOK_NS = 60_000_000_000;
const HOUR_NS = 3_600e9;

export interface Interest {
  readonly actor: number;
  readonly random: Random;
  readonly setup: BlockVenueSetup['interest'];
  readonly sizes: Float64Array;
  /** Conditionals by the time at which they leave; those who firm up, by the time at which they do. */
  readonly leaving: Leaving[];
  readonly firming: Leaving[];
  arrivesNs: number;
  looksNs: number;
  /** How many have come. */
  come: number;
}

export function createInterest(of: {
  readonly actor: number;
  readonly setup: BlockVenueSetup['interest'];
  readonly seed: number;
  readonly label: string;
}): Interest {
  return {
    actor: of.actor,
    random: createRandom(of.seed, `interest ${of.label}`),
    setup: of.setup,
    sizes: powerLaw(of.setup.sizeExponent, of.setup.maxSize),
    leaving: [],
    firming: [],
    arrivesNs: Number.POSITIVE_INFINITY,
    looksNs: Number.NEGATIVE_INFINITY,
    come: 0,
  };
}

export const callNow = (world: World, feed: BlockFeed): BlockCall => ({ nowNs: world.now, sink: feed.sink });

/** To the venue, owners from `world.owners` on are natural interest. */
export const isNatural = (world: World, owner: number): boolean => owner >= world.owners;

/** Its turn: answers, departures and arrivals that are due, then what the venue ends. */
export function actInterest(world: World, feed: BlockFeed): void {
  const { interest, pool } = feed;
  const call = callNow(world, feed);
  for (const { id } of due(interest.firming, world.now)) firmWhole(feed, id, call);
  for (const { id } of due(interest.leaving, world.now)) {
    if (!feed.natural.has(id) || cancelConditional(pool, id, call)) continue;
    // It is firm: it leaves when that is over, should anything be left of it.
    leaveLater(interest.leaving, { atNs: world.now + pool.rules.firmUpNs, id });
  }
  if (feed.status !== 'Closed') {
    if (interest.arrivesNs <= world.now) arrive(world, feed);
    if (interest.arrivesNs <= world.now || interest.looksNs <= world.now) drawArrival(world, interest);
  }
  expire(pool, call);
  scheduleBlock(world, feed);
}

/** Call after everything that may bring a deadline. */
export function scheduleBlock(world: World, { interest, pool, status }: BlockFeed): void {
  const { leaving, firming, arrivesNs, looksNs } = interest;
  const nextNs = Math.min(
    nextDeadlineNs(pool),
    leaving[0]?.atNs ?? Number.POSITIVE_INFINITY,
    firming[0]?.atNs ?? Number.POSITIVE_INFINITY,
    status === 'Closed' ? Number.POSITIVE_INFINITY : Math.min(arrivesNs, looksNs),
  );
  setWake(world.wakes, interest.actor, Math.max(world.now, nextNs));
}

/** One of the interest is invited. */
export function invitedNatural(
  world: World,
  { interest }: BlockFeed,
  of: { id: number; deadlineNs: number },
): void {
  const thinks = uniform(interest.random);
  const firms = uniform(interest.random) < interest.setup.firmProb;
  if (firms)
    leaveLater(interest.firming, {
      atNs: world.now + Math.floor(thinks * (of.deadlineNs - world.now)),
      id: of.id,
    });
}

function* due(queue: Leaving[], nowNs: number): Generator<Leaving> {
  while ((queue[0]?.atNs ?? Number.POSITIVE_INFINITY) <= nowNs) yield queue.shift() as Leaving;
}

/** Its invitation may be over meanwhile: withdrawn, or the other has declined. */
function firmWhole(feed: BlockFeed, id: number, call: BlockCall): void {
  const qty = feed.natural.get(id);
  if (qty !== undefined) firmUp(feed.pool, { id, qty }, call);
}

function drawArrival(world: World, interest: Interest): void {
  const perHour = 2 * interest.setup.perHour * activityAt(world.scenario.session, world.now);
  interest.arrivesNs = world.now + Math.ceil((exponential(interest.random) / perHour) * HOUR_NS);
  interest.looksNs = world.now + LOOK_NS;
}

function arrive(world: World, feed: BlockFeed): void {
  const { interest, pool } = feed;
  const { random, setup, sizes } = interest;
  const side = uniform(random) < 0.5 ? 'Buy' : 'Sell';
  const blocks = drawPowerLaw(random, sizes) * (1 + uniform(random) / 2);
  const leavesNs = world.now + Math.ceil(exponential(random) * setup.restNs);
  if (feed.status !== 'Open' || feed.venue.down) return;
  const { lot, minQty } = pool.rules;
  const qty = Math.ceil((blocks * minQty) / lot) * lot;
  const id = ++world.orders;
  interest.come += 1;
  feed.natural.set(id, qty);
  leaveLater(interest.leaving, { atNs: leavesNs, id });
  enterConditional(pool, { id, owner: world.owners + interest.come, side, qty }, callNow(world, feed));
}
