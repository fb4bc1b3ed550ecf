/** A wave as an allocation problem: costs as coefficients, caps in whole lots (METHODS 1 and 3, masking). */
import type { DecisionSnapshot, RouterConfig } from '@fairlead/domain';
import type { AllocationProblem } from './allocate.ts';
import { farQty, nearQty, type Option, sendable, shareCap, wholeLots } from './candidates.ts';
import { MAX_STEPS } from './config.ts';
import type { Climate, Terms } from './cost.ts';
import type { ProblemSpace } from './workspace.ts';

/** An option that can be priced. */
export interface Priced {
  readonly option: Option;
  readonly terms: Terms;
  /** May not be chosen as things are, whatever its cost. */
  readonly avoided: boolean;
}

/** What the caps leave of a venue, shares. */
export interface VenueRoom {
  readonly most: number;
  /** Of it, to be shown there. */
  readonly shown: number;
}

/**
 * No venue sees more than its share of the parent, what works there already included; an order that must trade
 * now may take all that is shown. A post shows at most a multiple of what is displayed.
 */
export function venueRoom(snapshot: DecisionSnapshot, config: RouterConfig): VenueRoom[] {
  const { lot } = snapshot.instrument;
  const rooms: VenueRoom[] = [];
  for (const view of snapshot.venues) {
    const dark = view.venue.kind === 'DarkMidpoint';
    const working = view.ownWorkingQty;
    const share = shareCap(snapshot, dark ? config.maxDarkShare : config.maxVenueShare);
    const room = wholeLots(share - working, lot);
    const display = nearQty(view, snapshot.side === 'Buy') * config.maxDisplayMultiple;
    rooms.push({
      most: !dark && snapshot.urgency >= 1 ? sendable(snapshot) : room,
      shown: dark ? 0 : Math.min(room, wholeLots(display - working, lot)),
    });
  }
  return rooms;
}

/** Most that an option itself can use, before what its neighbours take of the venue's. Shares. */
function ownRoom(snapshot: DecisionSnapshot, { view, tactic }: Option, room: VenueRoom): number {
  if (tactic === 'MidPeg') return room.most;
  if (tactic !== 'TakeNow') return room.shown;
  const touch = farQty(view, snapshot.side === 'Buy');
  return wholeLots(Math.max(touch, view.farDepthQty ?? 0), snapshot.instrument.lot);
}

/** Writes the problem into `space`, which holds the curves of `priced` already. */
export function problemOf(
  snapshot: DecisionSnapshot,
  config: RouterConfig,
  from: { readonly priced: readonly Priced[]; readonly climate: Climate; readonly space: ProblemSpace },
): AllocationProblem {
  const { priced, climate, space } = from;
  const n = priced.length;
  const room = venueRoom(snapshot, config);
  const total = sendable(snapshot);
  const venues = room.length;
  const step = stepOf(snapshot, config, total);
  const problem = { ...space, n, venues, total, step, avgTradeQty: snapshot.instrument.avgTradeQty };
  for (let v = 0; v < venues; v++) problem.venueCap[v] = (room[v] as VenueRoom).most;
  for (let k = 0; k < n; k++) {
    const { option, terms, avoided } = priced[k] as Priced;
    problem.cap[k] = ownRoom(snapshot, option, room[option.venueAt] as VenueRoom);
    problem.barred[k] = avoided ? 1 : 0;
    problem.venueAt[k] = option.venueAt;
    const before = priced[k - 1]?.option;
    problem.rival[k] = k;
    if (
      before?.tactic === 'PostTouch' &&
      option.tactic === 'PostInside' &&
      before.venueAt === option.venueAt
    ) {
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
