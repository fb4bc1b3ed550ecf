/**
 * What a policy sees before it acts: the feature row that a model would be asked about (features/FEATURES.md) for
 * posting all that is left at the first lit venue, to rest until the end, and then the parent's own situation.
 * Dimensionless, in this order, always of the same length.
 */

import type { InstrumentId, Nanos, Side, VenueId } from '@fairlead/domain';
import type { EngineState } from '@fairlead/engine';
import { FEATURE_COUNT, FEATURES, venueIndex, writeRow } from '@fairlead/features';

const SITUATION = [
  /** Share of the horizon that is left, 1 to 0. */
  'timeLeft',
  /** Share of the parent that is neither filled nor at a venue, 1 to 0. */
  'inventoryLeft',
  /** Our fills over all shares printed since the parent arrived, 0 to 1; 0 before the first print. */
  'participation',
] as const;

export const OBSERVATION: readonly string[] = [...FEATURES.map(({ name }) => name), ...SITUATION];
export const OBSERVATION_SIZE = OBSERVATION.length;

/** One number per name of `OBSERVATION`. */
export type Observation = Float32Array;

export interface Situation {
  readonly instrument: InstrumentId;
  /** Whose book the feature row is of. */
  readonly venue: VenueId;
  readonly side: Side;
  readonly ts: Nanos;
  /** Shares not filled and not at a venue; of all that was asked; filled; printed in all. */
  readonly leftQty: number;
  readonly orderQty: number;
  readonly filledQty: number;
  readonly printedQty: number;
  readonly leftNs: number;
  readonly horizonNs: number;
}

export function observe(state: EngineState, s: Situation): Observation {
  const seen = new Float32Array(OBSERVATION_SIZE);
  const features = state.market.get(s.instrument)!;
  const { lot } = features.instrument;
  const ask = {
    venueIndex: venueIndex(features, s.venue),
    tactic: 'PostTouch',
    side: s.side,
    qty: Math.max(lot, s.leftQty),
    horizonNs: Math.max(1, s.leftNs),
    ts: s.ts,
  } as const;
  writeRow(features, ask, seen, 0);
  seen[FEATURE_COUNT] = s.leftNs / s.horizonNs;
  seen[FEATURE_COUNT + 1] = s.leftQty / s.orderQty;
  seen[FEATURE_COUNT + 2] = s.printedQty > 0 ? Math.min(1, s.filledQty / s.printedQty) : 0;
  return seen;
}
