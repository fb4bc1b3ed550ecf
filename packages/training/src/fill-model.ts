/**
 * The fill model: FEATURE_COUNT -> 64 -> 64 -> 12 discrete hazards over quantity. Logit k is of P(X >= g_k given
 * X >= g_(k-1)); the loss is the negative log-likelihood of the exposed grid points alone.
 */
import { FILL_GRID } from '@fairlead/domain';
import { nn, numpy as np } from '@jax-js/jax';
import { type Column, evaluateRows, type Fitted, fit, type Loss, type Split } from './fit.ts';
import { forward, initialParameters, type Parameters } from './network.ts';
import { randomFrom } from './random.ts';

const HIDDEN = 64;

export interface FillSplit {
  /** Standardised. */
  readonly rows: Column;
  readonly went: Float32Array;
  readonly exposed: Float32Array;
}

/** ln(1 + e^z) without overflow: jax's own is infinite from z = 89 on, and an unexposed logit may go there. */
const softplus = (z: np.Array): np.Array => nn.relu(z.ref).add(np.log1p(np.exp(np.negative(np.absolute(z)))));

const loss: Loss = (parameters, columns) => {
  const [x, went, exposed, weight] = columns as [np.Array, np.Array, np.Array, np.Array];
  const logits = forward(parameters, x);
  const each = softplus(logits.ref).sub(went.mul(logits));
  return np.sum(each.mul(exposed).mul(weight));
};

const split = ({ rows, went, exposed }: FillSplit): Split => {
  const count = rows.data.length / rows.width;
  return {
    count,
    columns: [
      rows,
      { data: went, width: FILL_GRID.length },
      { data: exposed, width: FILL_GRID.length },
      { data: new Float32Array(count).fill(1), width: 1 },
    ],
  };
};

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
    weightDecay: 1e-3,
    patience: 8,
    ...settings,
  });
}

/** Continuation probabilities, row-major [count, FILL_GRID.length], as the trainer computes them. */
export const continuationOf = (parameters: Parameters, rows: Column): Promise<Float32Array> =>
  evaluateRows(parameters, rows, { of: (p, x) => nn.sigmoid(forward(p, x)), width: FILL_GRID.length });
