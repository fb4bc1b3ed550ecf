/**
 * The impact model: square-root prior + a net FEATURE_COUNT -> 32 -> 1 for what the law misses. Fitted by Huber
 * loss in bps: most of a single label is the market's own noise, with fat tails.
 */
import { numpy as np } from '@jax-js/jax';
import type { FitSettings } from './fill-model.ts';
import { type Column, evaluateRows, type Fitted, fit, type Loss, type Split } from './fit.ts';
import { forward, initialParameters, type Parameters } from './network.ts';
import { randomFrom } from './random.ts';

const HIDDEN = 32;

export interface ImpactSplit {
  /** Standardised. */
  readonly rows: Column;
  /** The square-root law's answer per row, bps. */
  readonly priorBps: Float32Array;
  /** Measured signed footprint per row, bps. */
  readonly impactBps: Float32Array;
}

/** Quadratic to `delta`, linear beyond: delta^2 (sqrt(1 + (r/delta)^2) - 1), the smooth one. */
const lossWith =
  (delta: number): Loss =>
  (parameters, columns) => {
    const [x, target, weight] = columns as [np.Array, np.Array, np.Array];
    const residual = forward(parameters, x).sub(target).div(delta);
    const each = np.sqrt(np.square(residual).add(1)).sub(1);
    return np.sum(each.mul(weight)).mul(delta * delta);
  };

const split = ({ rows, priorBps, impactBps }: ImpactSplit): Split => {
  const count = rows.data.length / rows.width;
  const left = impactBps.map((measured, i) => measured - priorBps[i]!);
  return {
    count,
    columns: [rows, { data: left, width: 1 }, { data: new Float32Array(count).fill(1), width: 1 }],
  };
};

export function fitImpactModel(
  train: ImpactSplit,
  validation: ImpactSplit,
  settings: FitSettings & { readonly huberBps: number },
): Promise<Fitted> {
  const sizes = [train.rows.width, HIDDEN, 1];
  const { huberBps, ...rest } = settings;
  return fit(initialParameters(sizes, randomFrom(settings.seed)), {
    train: split(train),
    validation: split(validation),
    loss: lossWith(huberBps),
    batchSize: 512,
    learningRate: 1e-3,
    weightDecay: 1e-2,
    patience: 6,
    ...rest,
  });
}

/** What the net adds to the prior, bps, as the trainer computes it. */
export const residualOf = (parameters: Parameters, rows: Column): Promise<Float32Array> =>
  evaluateRows(parameters, rows, { of: forward, width: 1 });
