/**
 * Expected cost of sending q shares to a candidate (METHODS 1), in bps of the consolidated mid. With F the
 * expected fill, n the nominal quantity and lambda what a share left at the horizon costs:
 *
 *     total(q) = (edge + fee + adverse) F(q) + impact q sqrt(q / n) + latency q + lambda (q - F(q))
 *
 * `edge` is the price against the mid: positive for a take, minus the half-spread captured for a post, zero at the
 * midpoint. What is charged per share filled is charged on F: an unfilled take pays no spread. A share that is
 * not sent costs lambda, so sending pays where total(q) < lambda q; where it pays at all it is convex in q.
 */
import {
  type CostParts,
  type DecisionSnapshot,
  midPx,
  NANOS_PER_SECOND,
  type Prediction,
  type RouterConfig,
  sideSign,
  type VenueView,
} from '@fairlead/domain';
import type { Option } from './candidates.ts';
import { MAX_URGENCY, MIN_MOVE_HALF_SPREADS, PATIENCE, REFERENCE_MOVE_BPS } from './config.ts';
import { expectedUnits, tailAt, writeCurve } from './fill-curve.ts';

/** What holds for all candidates of a wave. */
export interface Climate {
  /** Px; may be a half. */
  readonly mid: number;
  /** Of the consolidated quote; at least half a tick. */
  readonly halfSpreadBps: number;
  /** Cost of a share left at the horizon. */
  readonly lambdaBps: number;
  /** Predicted impact above this is avoided; infinite when the order must trade now. */
  readonly maxImpactBps: number;
  /** Per square root of a second. */
  readonly volatilityBps: number;
}

/** A candidate's cost, coefficient by coefficient. `nominalQty` in shares, the rest in bps. */
export interface Terms {
  readonly edgeBps: number;
  readonly feeBps: number;
  readonly adverseBps: number;
  readonly latencyBps: number;
  /** As predicted, signed. In the cost it counts from zero up: nobody is paid for a footprint. */
  readonly impactBps: number;
  readonly nominalQty: number;
  readonly avgTradeQty: number;
  readonly curve: Float64Array;
  readonly offset: number;
}

/** @returns `undefined` without a two-sided, uncrossed consolidated quote: nothing can be priced */
export function climateOf(snapshot: DecisionSnapshot, config: RouterConfig): Climate | undefined {
  const mid = midPx(snapshot.stamp);
  if (mid === undefined || !(mid > 0)) return undefined;
  const { bidPx, askPx } = snapshot.stamp;
  const spread = Math.max((askPx as number) - (bidPx as number), snapshot.instrument.tick);
  const halfSpreadBps = (spread / 2 / mid) * 1e4;
  const volatilityBps = positive(snapshot.volatilityBps);
  const urgency = Math.min(MAX_URGENCY, positive(snapshot.urgency));
  const horizonS = positive(snapshot.horizonNs) / NANOS_PER_SECOND;
  const moveBps = Math.max(volatilityBps * Math.sqrt(horizonS), MIN_MOVE_HALF_SPREADS * halfSpreadBps);
  const pressure = PATIENCE + urgency / (1 - urgency);
  return {
    mid,
    halfSpreadBps,
    lambdaBps:
      positive(config.lambdaUnderBps) * pressure * (moveBps / REFERENCE_MOVE_BPS) +
      leastFeeBps(snapshot, mid),
    maxImpactBps:
      snapshot.urgency >= 1
        ? Number.POSITIVE_INFINITY
        : (config.maxImpactHalfSpreads * halfSpreadBps) / (1 - urgency),
    volatilityBps,
  };
}

/** What a share that is left pays in fees at the least, whenever it trades: no wait spares it. 0 beside a rebate. */
const leastFeeBps = ({ venues }: DecisionSnapshot, mid: number): number =>
  positive(
    (Math.min(...venues.flatMap(({ venue: { fees } }) => [fees.takeMicros, fees.makeMicros])) * 100) / mid,
  );

/** Terms of a usable option; its fill curve is written into `curves` at `offset`. */
export function termsOf(
  snapshot: DecisionSnapshot,
  climate: Climate,
  of: {
    readonly option: Option;
    readonly prediction: Prediction;
    readonly config: RouterConfig;
    readonly curves: Float64Array;
    readonly offset: number;
  },
): Terms {
  const { option, prediction, config, curves, offset } = of;
  const { view, tactic } = option;
  const { mid, halfSpreadBps } = climate;
  writeCurve(prediction.tailProb, curves, offset);
  const takes = tactic === 'TakeNow';
  const edgeBps =
    tactic === 'MidPeg' ? 0 : (sideSign(snapshot.side) * ((option.px as number) - mid) * 1e4) / mid + 0;
  const { takeMicros, makeMicros } = view.venue.fees;
  return {
    edgeBps,
    feeBps: ((takes ? takeMicros : makeMicros) * 100) / mid,
    adverseBps: takes ? 0 : adverse(view, -edgeBps, { halfSpreadBps, config }),
    latencyBps: climate.volatilityBps * Math.sqrt(positive(view.latencyNs) / NANOS_PER_SECOND),
    impactBps: prediction.impactBps,
    nominalQty: option.nominalQty,
    avgTradeQty: snapshot.instrument.avgTradeQty,
    curve: curves,
    offset,
  };
}

/**
 * Expected move against a passive fill, from the mid at the fill. A markout is measured from the fill's own price
 * (METHODS 6): of what was captured, what the markout does not show was taken back; never negative, for a lucky
 * history is no income. A mean over few fills is mostly luck: it counts against the prior as its fills against
 * `PRIOR_FILLS`. The prior: a share of the half-spread, and all of what is captured beyond the half-spread, for
 * such a post fills only when the market came through it.
 */
function adverse(
  { ownMarkoutBps, ownMarkoutFills = Number.POSITIVE_INFINITY }: VenueView,
  capturedBps: number,
  by: { readonly halfSpreadBps: number; readonly config: RouterConfig },
): number {
  const priorBps =
    positive(by.config.adversePrior) * by.halfSpreadBps + Math.max(0, capturedBps - by.halfSpreadBps);
  if (ownMarkoutBps === undefined || !Number.isFinite(ownMarkoutBps)) return priorBps;
  const priorShare = PRIOR_FILLS / (PRIOR_FILLS + Math.max(0, ownMarkoutFills));
  return priorShare * priorBps + (1 - priorShare) * Math.max(0, capturedBps - ownMarkoutBps);
}

/** Fills whose mean markout counts as much as the prior. */
const PRIOR_FILLS = 20;

/** Expected fill of q shares, in shares. */
export const expectedFill = (t: Terms, q: number): number =>
  t.avgTradeQty * expectedUnits(t.curve, t.offset, q / t.avgTradeQty);

/** Probability that all of q shares fill. */
export const fillProbability = (t: Terms, q: number): number => tailAt(t.curve, t.offset, q / t.avgTradeQty);

/** bps per share sent, for q > 0 shares. */
export function costParts(t: Terms, lambdaBps: number, q: number): CostParts {
  const filled = Math.min(1, expectedFill(t, q) / q);
  return {
    spreadBps: t.edgeBps * filled + 0,
    feeBps: t.feeBps * filled + 0,
    impactBps: Math.max(0, t.impactBps) * Math.sqrt(q / t.nominalQty),
    adverseBps: t.adverseBps * filled,
    latencyBps: t.latencyBps,
    shortfallBps: lambdaBps * (1 - filled),
  };
}

export const totalOf = (c: CostParts): number =>
  c.spreadBps + c.feeBps + c.impactBps + c.adverseBps + c.latencyBps + c.shortfallBps;

const positive = (x: number): number => (x > 0 && x < Number.POSITIVE_INFINITY ? x : 0);
