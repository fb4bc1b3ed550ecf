/**
 * The rule-based router, generation one (METHODS 1) and every fallback: level-1 data only, no predictions. Lit
 * venues are ranked by best displayed price with its fee, ties by the fixed order of the reference data. An
 * urgent wave takes what is displayed, in that order; what is left, or a patient wave, is posted at the touch of
 * the best-priced venue, then of the next; what still is left goes to the pools at the midpoint.
 */
import {
  type CandidateOutcome,
  type CandidateReason,
  type DecisionInputs,
  type DecisionSnapshot,
  type FallbackReason,
  type Qty,
  type RoutingDecision,
  sideSign,
  type Tactic,
} from '@fairlead/domain';
import { farPx, farQty, type Option, sendable, wholeLots } from './candidates.ts';
import { RULES_SWEEP_URGENCY } from './config.ts';
import { allocationOf, barredNow, decisionOf, inOrderOfSending, type Sent } from './outcome.ts';
import { type VenueRoom, venueRoom } from './problem.ts';
import { whyRules } from './why.ts';

export function decideRules(
  inputs: DecisionInputs,
  options: readonly Option[],
  fallback: FallbackReason,
): RoutingDecision {
  const { snapshot, config } = inputs;
  const room = venueRoom(snapshot, config);
  const most = room.map((r) => r.most);
  const quantities = new Map<Option, number>();
  const full = new Set<Option>();
  let left = sendable(snapshot);
  for (const option of hierarchy(snapshot, options)) {
    if (barredNow(option, config.maxAgeNs) !== undefined) continue;
    const v = option.venueAt;
    const able = Math.min(most[v] as number, ownRoom(snapshot, option, room[v] as VenueRoom));
    if (able === 0) full.add(option);
    const q = Math.min(left, able);
    if (q === 0) continue;
    quantities.set(option, q);
    most[v] = (most[v] as number) - q;
    left -= q;
  }

  const considered: CandidateOutcome[] = [];
  const sent: Sent[] = [];
  for (const option of options) {
    const q = quantities.get(option) ?? 0;
    const reason =
      q > 0
        ? 'Chosen'
        : (barredNow(option, config.maxAgeNs) ?? lossOf(option.tactic, full.has(option), snapshot.urgency));
    considered.push({
      venue: option.view.venue.id,
      tactic: option.tactic,
      qty: q as Qty,
      ...(option.px === undefined ? {} : { px: option.px }),
      reason,
    });
    if (q > 0) sent.push({ allocation: allocationOf(snapshot, option, q), latencyNs: option.view.latencyNs });
  }
  return decisionOf(inputs, {
    fallback,
    allocations: inOrderOfSending(sent),
    considered,
    propensity: 1,
    why: whyRules(considered, fallback),
  });
}

/** The touch only: the rules see no depth. */
function ownRoom(snapshot: DecisionSnapshot, { view, tactic }: Option, room: VenueRoom): number {
  if (tactic === 'PostTouch') return room.shown;
  if (tactic === 'MidPeg') return room.most;
  return wholeLots(farQty(view, snapshot.side === 'Buy'), snapshot.instrument.lot);
}

/** Options in the order in which the rules try them; those that the rules never use left out. */
function hierarchy(snapshot: DecisionSnapshot, options: readonly Option[]): Option[] {
  const of = (tactic: Tactic): Option[] => options.filter((o) => o.tactic === tactic);
  const byPrice = (a: Option, b: Option): number => displayedCost(snapshot, a) - displayedCost(snapshot, b);
  const takes = snapshot.urgency >= RULES_SWEEP_URGENCY ? of('TakeNow').sort(byPrice) : [];
  return [...takes, ...of('PostTouch').sort(byPrice), ...of('MidPeg')];
}

/** What a share displayed on the far side costs, fee included, in millionths of the currency. */
function displayedCost({ side }: DecisionSnapshot, { view }: Option): number {
  const px = farPx(view, side === 'Buy');
  return px === undefined ? Number.MAX_VALUE : sideSign(side) * px * 100 + view.venue.fees.takeMicros;
}

function lossOf(tactic: Tactic, full: boolean, urgency: number): CandidateReason {
  if (tactic === 'PostInside') return 'TacticUnavailable';
  if (tactic === 'TakeNow' && urgency < RULES_SWEEP_URGENCY) return 'CheaperElsewhere';
  return full ? 'ShareCapReached' : 'NothingLeft';
}
