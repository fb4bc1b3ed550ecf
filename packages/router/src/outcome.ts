/** The parts of a decision that every generation of router shapes alike. */
import type {
  Allocation,
  CandidateReason,
  DecisionInputs,
  DecisionSnapshot,
  Qty,
  RoutingDecision,
} from '@fairlead/domain';
import { type Option, wholeLots } from './candidates.ts';

/** An allocation with the flight time that orders the sending. */
export interface Sent {
  readonly allocation: Allocation;
  readonly latencyNs: number;
}

/** Reason against an option that stands before any cost is compared; `undefined` where it may be sent. */
export function barredNow(option: Option, maxAgeNs: number): CandidateReason | undefined {
  if (option.barred !== undefined) return option.barred;
  const { ageNs } = option.view;
  return ageNs === undefined || !(ageNs <= maxAgeNs) ? 'DataStale' : undefined;
}

/** In the dark, nobody learns of the order by trading less than this: half an average trade. */
export function allocationOf(snapshot: DecisionSnapshot, option: Option, q: number): Allocation {
  const { lot, avgTradeQty } = snapshot.instrument;
  const minQty = option.tactic === 'MidPeg' && snapshot.urgency < 1 ? wholeLots(avgTradeQty / 2, lot) : 0;
  return {
    venue: option.view.venue.id,
    tactic: option.tactic,
    qty: q as Qty,
    ...(option.px === undefined ? {} : { px: option.px }),
    ...(minQty > 0 && minQty <= q ? { minQty: minQty as Qty } : {}),
  };
}

/** Slowest venue first, so that the children arrive together and no fill warns the next venue. */
export const inOrderOfSending = (sent: Sent[]): Allocation[] =>
  sent.sort((a, b) => b.latencyNs - a.latencyNs).map((s) => s.allocation);

export function decisionOf(
  inputs: DecisionInputs,
  made: Pick<RoutingDecision, 'allocations' | 'considered' | 'propensity' | 'why' | 'fallback'>,
): RoutingDecision {
  const { decisionId, parentId, instrument, router, sliceQty } = inputs.snapshot;
  let left: number = sliceQty;
  for (const { qty } of made.allocations) left -= qty;
  return {
    decisionId,
    parentId,
    instrument: instrument.id,
    router,
    ...made,
    unallocatedQty: left as Qty,
  };
}
