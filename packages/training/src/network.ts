/**
 * A feed-forward net's parameters as plain float32 arrays: jax computes on copies of them, Adam changes them in
 * place, ONNX stores them as they are. Layer i maps [batch, sizes[i]] to [batch, sizes[i+1]] by x W + b, with
 * relu between layers and nothing after the last.
 */
import { nn, numpy as np } from '@jax-js/jax';
import type { Random } from './random.ts';

export interface Parameter {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
/** W0, b0, W1, b1 ... */
export type Parameters = readonly Parameter[];

/** He initialisation; the last layer starts near zero, so that the first prediction is the bias. */
export function initialParameters(sizes: readonly number[], random: Random): Parameters {
  const layers = sizes.length - 1;
  return Array.from({ length: layers }, (_, layer) => {
    const from = sizes[layer]!;
    const to = sizes[layer + 1]!;
    const scale = layer === layers - 1 ? 0.01 : Math.sqrt(2 / from);
    const weights = Float32Array.from({ length: from * to }, () => random.normal() * scale);
    return [
      { shape: [from, to], data: weights },
      { shape: [to], data: new Float32Array(to) },
    ];
  }).flat();
}

export const copyOf = (parameters: Parameters): Parameters =>
  parameters.map(({ shape, data }) => ({ shape, data: data.slice() }));

/** A fresh jax array of the same numbers: jax takes ownership of what it is given. */
export const toDevice = ({ shape, data }: Parameter): np.Array => np.array(data.slice()).reshape([...shape]);

/** @returns the last layer's output, [batch, sizes.at(-1)]; uses up `parameters` and `x` */
export function forward(parameters: readonly np.Array[], x: np.Array): np.Array {
  let signal = x;
  for (let i = 0; i < parameters.length; i += 2) {
    signal = np.matmul(signal, parameters[i]!).add(parameters[i + 1]!);
    if (i + 2 < parameters.length) signal = nn.relu(signal);
  }
  return signal;
}
