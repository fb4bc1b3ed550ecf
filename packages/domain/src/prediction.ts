/**
 * What models say about a candidate child. Opinions: plain numbers. The fill model speaks of *quantity*: for a
 * candidate resting (or taking) over a horizon, `tail[k]` is the probability that at least
 * `FILL_GRID[k] * instrument.avgTradeQty` shares would execute, were that many sent. Expected fill of q shares
 * is the integral of the tail from 0 to q, which is concave: the allocation is a marginal-cost greedy.
 */
import type { Hash, VenueId } from './ids.ts';
import type { Tactic } from './order.ts';

/** In units of the instrument's average trade. */
export const FILL_GRID: readonly number[] = [0.5, 1, 2, 3, 5, 8, 12, 20, 32, 50, 80, 128];

export interface Prediction {
  readonly venue: VenueId;
  readonly tactic: Tactic;
  /** Survival over `FILL_GRID`, non-increasing, each in [0, 1]. */
  readonly tailProb: readonly number[];
  /** Signed cost of our own footprint for the row's nominal quantity, in bps of the mid. */
  readonly impactBps: number;
  /** Half-width of the 90% conformal band around `impactBps`. */
  readonly impactBandBps: number;
}

export interface ModelsUsed {
  readonly fill: Hash;
  readonly impact: Hash;
  readonly schema: Hash;
}

/** Why a decision did not rest on models. */
export type FallbackReason =
  | 'RulesSelected'
  | 'ModelMissing'
  /** Its card does not show that it beats its baseline. */
  | 'ModelNotBetter'
  | 'ModelSlow'
  | 'ModelInvalid'
  | 'SchemaMismatch'
  | 'ModelError';

/** What is known of a trained model; printed by `fairlead train`, kept with the file, shown on screen. */
export interface ModelCard {
  readonly name: 'fill' | 'impact';
  readonly version: string;
  readonly hash: Hash;
  readonly schemaHash: Hash;
  readonly trainedAt: string;
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  readonly seeds: { readonly train: string; readonly validation: string; readonly test: string };
  /** Held-out scores beside their baseline; `better` by the interval (`gainLow` above zero), not the mean. */
  readonly scores: readonly {
    readonly metric: string;
    readonly model: number;
    readonly baseline: number;
    readonly baselineName: string;
    /** 95% interval of (baseline - model), lower is better for every metric here. */
    readonly gainLow: number;
    readonly gainHigh: number;
    readonly better: boolean;
  }[];
  readonly notes: readonly string[];
}
