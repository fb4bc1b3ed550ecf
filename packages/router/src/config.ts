/**
 * Parameters of the cost function (METHODS 1) and their defaults. What is journaled with each decision is
 * `RouterConfig`; the constants below are part of the method and change with the source only.
 */
import type { RouterConfig } from '@fairlead/domain';

export const DEFAULT_ROUTER_CONFIG: RouterConfig = {
  version: 1,
  lambdaUnderBps: 2,
  maxDarkShare: 0.1,
  maxVenueShare: 0.2,
  maxDisplayMultiple: 4,
  maxImpactHalfSpreads: 1.25,
  adversePrior: 0.2,
  explorationProb: 0.02,
  stepLots: 1,
  maxAgeNs: 3_000_000_000,
};

/** `lambdaUnderBps` is stated for a mid that is expected to move by this much over the horizon. */
export const REFERENCE_MOVE_BPS = 4;

/** The expected move is never taken to be less than this many half-spreads: a calm market still has to be crossed. */
export const MIN_MOVE_HALF_SPREADS = 6;

/** Urgency that the cost of ending short starts from, so that a patient order still wants to trade. */
export const PATIENCE = 0.2;

/** Nothing is more urgent than this: at urgency 1 a share left costs a thousand times its patient cost. */
export const MAX_URGENCY = 0.999;

/** A candidate expected to fill less than this share of its quantity is not worth its message. */
export const MIN_FILL_SHARE = 0.02;

/** Two candidates whose first step differs by less than this many half-spreads are close: exploration may swap them. */
export const CLOSE_HALF_SPREADS = 0.25;

/** The allocation is made in at most about this many steps. */
export const MAX_STEPS = 64;

/** From this urgency on the rules take what is displayed instead of posting. */
export const RULES_SWEEP_URGENCY = 0.5;
