/**
 * The fill model: FEATURE_COUNT -> 64 -> 64 -> 12 discrete hazards over quantity. Logit k is of P(X >= g_k given
 * X >= g_(k-1)); the loss is the negative log-likelihood of what is known of the probe (`fill-labels.ts`).
 */
import { FILL_GRID } from '@fairlead/domain';
import { nn, numpy as np } from '@jax-js/jax';
import type { FillLabels } from './fill-labels.ts';
import { type Column, evaluateRows, type Fitted, fit, type Loss, type Split } from './fit.ts';
import { forward, initialParameters, type Parameters } from './network.ts';
import { randomFrom } from './random.ts';

const HIDDEN = 64;

export interface FillSplit extends FillLabels {
  /** Standardised. */
  readonly rows: Column;
  /** One per row. */
  readonly weight: Float32Array;
}

/** ln(1 + e^z) without overflow: jax's own is infinite from z = 89 on, and an unexposed logit may go there. */
const softplus = (z: np.Array): np.Array => nn.relu(z.ref).add(np.log1p(np.exp(np.negative(np.absolute(z)))));

type Columns = [np.Array, np.Array, np.Array, np.Array, np.Array];

const loss: Loss = (parameters, columns) => {
  const [x, went, exposed, covered, weight] = columns as Columns;
  const logits = forward(parameters, x);
  const known = softplus(logits.ref).sub(went.mul(logits.ref)).mul(exposed);
  // sigmoid(-z) by tanh, whose gradient is finite everywhere.
  const stops = np.tanh(logits.mul(0.5)).mul(-0.5).add(0.5);
  const cameThatFar = np.log1p(np.negative(covered.mul(stops)));
  return np.sum(known.sub(cameThatFar).mul(weight));
};

const split = ({ rows, went, exposed, covered, weight }: FillSplit): Split => ({
  count: weight.length,
  columns: [
    rows,
    ...[went, exposed, covered].map((data) => ({ data, width: FILL_GRID.length })),
    { data: weight, width: 1 },
  ],
});

export interface FitSettings {
  readonly seed: number;
  readonly epochs: number;
  readonly onEpoch?: (epoch: number, validationLoss: number) => void;
}

export function fitFillModel(
  train: FillSplit,
  validation: FillSplit,
  settings: FitSettings,
): Promise<Fitted> {
  const sizes = [train.rows.width, HIDDEN, HIDDEN, FILL_GRID.length];
  return fit(initialParameters(sizes, randomFrom(settings.seed)), {
    train: split(train),
    validation: split(validation),
    loss,
    batchSize: 512,
    learningRate: 2e-3,
    weightDecay: 1e-1,
    patience: 8,
    ...settings,
  });
}

/** Continuation probabilities, row-major [count, FILL_GRID.length], as the trainer computes them. */
export const continuationOf = (parameters: Parameters, rows: Column): Promise<Float32Array> =>
  evaluateRows(parameters, rows, { of: (p, x) => nn.sigmoid(forward(p, x)), width: FILL_GRID.length });
