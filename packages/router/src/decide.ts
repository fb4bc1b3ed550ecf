/**
 * One door for every generation of router. Pure, total and deterministic: the same inputs give the same decision
 * bit for bit, and no prediction, however broken, makes it throw.
 */
import {
  type DecisionId,
  type DecisionInputs,
  type DecisionRecord,
  digest,
  digestOf,
  type FallbackReason,
  type Hash,
  type RoutingDecision,
} from '@fairlead/domain';
import { optionsOf, sendable } from './candidates.ts';
import { decideLearned } from './learned.ts';
import { matchPredictions } from './predictions.ts';
import { decideRules } from './rules.ts';

/** Learned where models advised well-formed and about every candidate; else the rules, and the decision says why. */
export function decide(inputs: DecisionInputs): RoutingDecision {
  const { snapshot, predictions } = inputs;
  const options = optionsOf(snapshot);
  const fallback = inputs.fallback ?? (snapshot.router === 'Rules' ? 'RulesSelected' : undefined);
  if (fallback !== undefined) return decideRules(inputs, options, fallback);
  if (sendable(snapshot) === 0) return decideLearned(inputs, options, []);
  const matched = matchPredictions(options, predictions);
  if (matched === undefined) return decideRules(inputs, options, brokenModel(predictions));
  return decideLearned(inputs, options, matched);
}

const brokenModel = (predictions: unknown): FallbackReason =>
  Array.isArray(predictions) && predictions.length === 0 ? 'ModelMissing' : 'ModelInvalid';

/** The decision with all that it was made from, and its hash. */
export function decideRecord(inputs: DecisionInputs): DecisionRecord {
  const outcome = decide(inputs);
  return { inputs, outcome, outcomeHash: digestOf(outcome) };
}

export interface Redecision {
  /** The stored outcome, its stored hash and the outcome decided anew agree. */
  readonly equal: boolean;
  readonly recomputed: RoutingDecision;
  readonly recomputedHash: Hash;
}

/** Decides again from a record's inputs: the proof that compliance asks for. */
export function redecide(record: DecisionRecord): Redecision {
  const recomputed = decide(record.inputs);
  const recomputedHash = digestOf(recomputed);
  const equal = recomputedHash === record.outcomeHash && recomputedHash === digestOf(record.outcome);
  return { equal, recomputed, recomputedHash };
}

/** Uniform on [0, 1): the first 52 bits of the hash of the decision's id. */
export const drawOf = (decisionId: DecisionId): number =>
  Number.parseInt(digest(decisionId).slice(0, 13), 16) / 2 ** 52;
