/**
 * The learned router: predictions in, the split of least expected cost out, with what every candidate would have
 * cost and how far its predicted impact was from changing its fate.
 */
import type {
  CandidateOutcome,
  CandidateReason,
  DecisionInputs,
  Prediction,
  Qty,
  RoutingDecision,
} from '@fairlead/domain';
import {
  type AllocationProblem,
  type AllocationRun,
  allocate,
  entryOfChosen,
  mostSteps,
} from './allocate.ts';
import { type Option, sendable } from './candidates.ts';
import { MIN_FILL_SHARE } from './config.ts';
import {
  type Climate,
  climateOf,
  costParts,
  expectedFill,
  fillProbability,
  type Terms,
  termsOf,
  totalOf,
} from './cost.ts';
import { type Exploration, explore } from './explore.ts';
import { CURVE_SIZE } from './fill-curve.ts';
import { allocationOf, barredNow, decisionOf, inOrderOfSending, type Sent } from './outcome.ts';
import { type Priced, problemOf } from './problem.ts';
import { whyLearned } from './why.ts';
import { sharedProblemSpace, sharedRunSpace } from './workspace.ts';

/** @param predictions of each option, as `matchPredictions` gives them */
export function decideLearned(
  inputs: DecisionInputs,
  options: readonly Option[],
  predictions: readonly (Prediction | undefined)[],
): RoutingDecision {
  const { snapshot, config } = inputs;
  const climate = climateOf(snapshot, config);
  const barred = options.map((option) => barredNow(option, config.maxAgeNs));
  if (climate === undefined || sendable(snapshot) === 0) {
    const considered = options.map((option, i) => unpriced(option, barred[i] ?? 'NothingLeft'));
    return decisionOf(inputs, { allocations: [], considered, propensity: 1, why: 'nothing could be sent' });
  }

  const space = sharedProblemSpace(options.length, snapshot.venues.length);
  const priced: Rated[] = [];
  options.forEach((option, i) => {
    const prediction = predictions[i];
    if (barred[i] !== undefined || prediction === undefined) return;
    const offset = priced.length * CURVE_SIZE;
    const terms = termsOf(snapshot, climate, { option, prediction, config, curves: space.curves, offset });
    const reason = avoidance(terms, climate);
    priced.push({ option, terms, avoided: reason !== undefined, reason, prediction });
  });

  const problem = problemOf(snapshot, config, { priced, climate, space });
  const steps = mostSteps(problem);
  const result = allocate(problem, sharedRunSpace(problem.n, problem.venues, steps));
  const { halfSpreadBps, lambdaBps } = climate;
  const explored = explore(problem, result, {
    probability: config.explorationProb,
    draw: inputs.draw,
    halfSpreadBps,
  });

  const considered: CandidateOutcome[] = [];
  const sent: Sent[] = [];
  let k = 0;
  options.forEach((option, i) => {
    const rated = priced[k];
    if (rated?.option !== option) {
      considered.push(unpriced(option, barred[i] ?? 'NoQuote'));
      return;
    }
    const q = explored.qty[k] as number;
    const reason = q > 0 ? 'Chosen' : (rated.reason ?? lossOf(problem, explored, k));
    const flip = explored.drawn ? undefined : flipOf(problem, result, { k, rated, climate });
    considered.push(outcomeOf(rated, lambdaBps, { q, reason, flip }));
    if (q > 0) sent.push({ allocation: allocationOf(snapshot, option, q), latencyNs: option.view.latencyNs });
    k++;
  });
  return decisionOf(inputs, {
    allocations: inOrderOfSending(sent),
    considered,
    propensity: explored.propensity,
    why: whyLearned(priced, considered, { climate, explored }),
  });
}

interface Rated extends Priced {
  readonly prediction: Prediction;
  readonly reason: CandidateReason | undefined;
}

function avoidance(terms: Terms, climate: Climate): CandidateReason | undefined {
  const filled = expectedFill(terms, terms.nominalQty) / terms.nominalQty;
  if (filled < MIN_FILL_SHARE) return 'FillTooUnlikely';
  return terms.impactBps > climate.maxImpactBps ? 'ImpactTooHigh' : undefined;
}

/** Why an admitted candidate got nothing. */
function lossOf(problem: AllocationProblem, explored: Exploration, k: number): CandidateReason {
  if (explored.swapped?.includes(k)) return 'NothingLeft';
  const { n, cap, venueAt, venueCap } = problem;
  const v = venueAt[k] as number;
  let atVenue = 0;
  for (let j = 0; j < n; j++) if (venueAt[j] === v) atVenue += explored.qty[j] as number;
  const full = cap[k] === 0 || atVenue >= (venueCap[v] as number);
  return full ? 'ShareCapReached' : 'CheaperElsewhere';
}

/** A flip is stated this far beyond the impact at which costs tie. */
const NUDGE_BPS = 1e-9;

/**
 * The smallest change of this candidate's predicted impact, all else equal, that would have had it chosen, or not.
 * Absent where no impact would, or where the draw explored.
 */
function flipOf(
  problem: AllocationProblem,
  result: AllocationRun,
  of: { readonly k: number; readonly rated: Rated; readonly climate: Climate },
): number | undefined {
  const { k, rated, climate } = of;
  if (rated.reason === 'FillTooUnlikely') return undefined;
  const { impactBps } = rated.terms;
  const chosen = (result.qty[k] as number) > 0;
  const entry = chosen ? entryOfChosen(problem, result, k) : (result.entry[k] as number);
  const turn = Math.min(entry, climate.maxImpactBps);
  if (chosen) return Number.isFinite(turn) ? turn - impactBps + NUDGE_BPS : undefined;
  return turn > NUDGE_BPS && turn <= impactBps ? turn - impactBps - NUDGE_BPS : undefined;
}

/** Filled member by member: this runs for every candidate of every decision. */
type Draft = { -readonly [K in keyof CandidateOutcome]: CandidateOutcome[K] };

function unpriced({ view, tactic, px }: Option, reason: CandidateReason): CandidateOutcome {
  const outcome: Draft = { venue: view.venue.id, tactic, qty: 0 as Qty, reason };
  if (px !== undefined) outcome.px = px;
  return outcome;
}

/** Costs are of the quantity chosen; of the nominal quantity where none was. */
function outcomeOf(
  { option, terms, prediction }: Rated,
  lambdaBps: number,
  fate: { readonly q: number; readonly reason: CandidateReason; readonly flip: number | undefined },
): CandidateOutcome {
  const { q, reason, flip } = fate;
  const about = q > 0 ? q : terms.nominalQty;
  const cost = costParts(terms, lambdaBps, about);
  const outcome: Draft = {
    venue: option.view.venue.id,
    tactic: option.tactic,
    qty: q as Qty,
    reason,
    fillProb: fillProbability(terms, about),
    liquidityScore: 100 * Math.min(1, expectedFill(terms, about) / about),
    impactBps: prediction.impactBps,
    impactBandBps: prediction.impactBandBps,
    cost,
    totalBps: totalOf(cost),
  };
  if (option.px !== undefined) outcome.px = option.px;
  if (flip !== undefined) outcome.flipImpactBps = flip;
  return outcome;
}
