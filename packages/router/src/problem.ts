/** A wave as an allocation problem: costs as coefficients, caps in whole lots (METHODS 1 and 3, masking). */
import type { DecisionSnapshot, RouterConfig } from '@fairlead/domain';
import type { AllocationProblem } from './allocate.ts';
import { farQty, nearQty, type Option, sendable, shareCap, wholeLots } from './candidates.ts';
import { MAX_STEPS } from './config.ts';
import { type Climate, expectedFill, type Terms } from './cost.ts';

/** An option that can be priced. */
export interface Priced {
  readonly option: Option;
  readonly terms: Terms;
  /** May not be chosen as things are, whatever its cost. */
  readonly avoided: boolean;
}

/** What the caps leave of each venue: in all, and to be shown there. Shares. */
export interface VenueRoom {
  readonly venueCap: Float64Array;
  readonly shownCap: Float64Array;
}

/**
 * No venue sees more than its share of the parent, what works there already included; an order that must trade
 * now may take all that is shown. A post shows at most a multiple of what is displayed.
 */
export function venueRoom(snapshot: DecisionSnapshot, config: RouterConfig): VenueRoom {
  const { venues, instrument } = snapshot;
  const venueCap = new Float64Array(venues.length);
  const shownCap = new Float64Array(venues.length);
  venues.forEach((view, v) => {
    const dark = view.venue.kind === 'DarkMidpoint';
    const most = shareCap(snapshot, dark ? config.maxDarkShare : config.maxVenueShare);
    const working = view.ownWorkingQty;
    const room = wholeLots(most - working, instrument.lot);
    venueCap[v] = !dark && snapshot.urgency >= 1 ? sendable(snapshot) : room;
    const display = nearQty(view, snapshot.side === 'Buy') * config.maxDisplayMultiple;
    shownCap[v] = dark ? 0 : Math.min(room, wholeLots(display - working, instrument.lot));
  });
  return { venueCap, shownCap };
}

/** Most that an option itself can use, before what its venue allows. Shares. */
export function ownRoom(snapshot: DecisionSnapshot, option: Option, room: VenueRoom): number {
  const { view, venueAt, tactic } = option;
  if (tactic === 'MidPeg') return room.venueCap[venueAt] as number;
  if (tactic !== 'TakeNow') return room.shownCap[venueAt] as number;
  const touch = farQty(view, snapshot.side === 'Buy');
  return wholeLots(Math.max(touch, view.farDepthQty ?? 0), snapshot.instrument.lot);
}

export function problemOf(
  snapshot: DecisionSnapshot,
  config: RouterConfig,
  from: { readonly priced: readonly Priced[]; readonly climate: Climate },
): AllocationProblem {
  const { priced, climate } = from;
  const n = priced.length;
  const room = venueRoom(snapshot, config);
  const total = sendable(snapshot);
  const problem: AllocationProblem = {
    n,
    total,
    step: stepOf(snapshot, config, total),
    cap: new Float64Array(n),
    barred: new Uint8Array(n),
    venueAt: new Int32Array(n),
    shown: new Uint8Array(n),
    rival: new Int32Array(n),
    ...room,
    perFill: new Float64Array(n),
    perSent: new Float64Array(n),
    impact: new Float64Array(n),
    nominal: new Float64Array(n),
    fill: (k, q) => expectedFill((priced[k] as Priced).terms, q),
  };
  for (let k = 0; k < n; k++) {
    const { option, terms, avoided } = priced[k] as Priced;
    problem.cap[k] = ownRoom(snapshot, option, room);
    problem.barred[k] = avoided ? 1 : 0;
    problem.venueAt[k] = option.venueAt;
    problem.shown[k] = option.tactic === 'PostTouch' || option.tactic === 'PostInside' ? 1 : 0;
    problem.rival[k] = k;
    const posts = problem.shown[k] === 1 && problem.shown[k - 1] === 1;
    if (posts && problem.venueAt[k - 1] === option.venueAt) {
      problem.rival[k] = k - 1;
      problem.rival[k - 1] = k;
    }
    problem.perFill[k] = terms.edgeBps + terms.feeBps + terms.adverseBps - climate.lambdaBps;
    problem.perSent[k] = terms.latencyBps;
    problem.impact[k] = terms.impactBps;
    problem.nominal[k] = terms.nominalQty;
  }
  return problem;
}

/** Children of less than half an average trade are not worth their message; a large wave takes larger steps. */
function stepOf(snapshot: DecisionSnapshot, config: RouterConfig, total: number): number {
  const { lot, avgTradeQty } = snapshot.instrument;
  const least = Math.max(lot, lot * Math.floor(config.stepLots), wholeLots(avgTradeQty / 2, lot));
  let step = least;
  while (total / step > MAX_STEPS) step *= 2;
  return step;
}
