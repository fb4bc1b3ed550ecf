/**
 * Centre and scale of each feature over the training rows. A feature that never varied there counts for nothing, nor
 * does one that history can't teach.
 */
import type { Column } from './fit.ts';
import type { Parameter, Parameters } from './network.ts';

export interface Standardiser {
  readonly mean: Float64Array;
  /** 1 / standard deviation; 0 for a feature that never varied or is not to count. */
  readonly inverse: Float64Array;
}

/** @param untaught columns that must not count */
export function standardiserOf(rows: Column, untaught: readonly number[] = []): Standardiser {
  const { data, width } = rows;
  const count = data.length / width;
  const mean = new Float64Array(width);
  const inverse = new Float64Array(width);
  for (let i = 0; i < data.length; i++) mean[i % width]! += data[i]! / count;
  for (let i = 0; i < data.length; i++) inverse[i % width]! += (data[i]! - mean[i % width]!) ** 2 / count;
  for (let f = 0; f < width; f++) {
    const deviation = Math.sqrt(inverse[f]!);
    inverse[f] = deviation > 1e-6 ? 1 / deviation : 0;
  }
  for (const column of untaught) inverse[column] = 0;
  return { mean, inverse };
}

export function standardised(rows: Column, { mean, inverse }: Standardiser): Column {
  const { width } = rows;
  const data = rows.data.map((value, i) => (value - mean[i % width]!) * inverse[i % width]!);
  return { data, width };
}

/**
 * The same net over raw rows: (x - mean) * inverse * W + b = x * (inverse W) + (b - mean * inverse W). Saves two
 * operations per call, about 3 us, and leaves the file without a step that a caller could forget.
 */
export function foldedInto(parameters: Parameters, { mean, inverse }: Standardiser): Parameters {
  const [weights, bias, ...rest] = parameters as readonly [Parameter, Parameter, ...Parameter[]];
  const to = bias.data.length;
  const folded = Float32Array.from(weights.data, (w, i) => w * inverse[Math.floor(i / to)]!);
  const moved = Float64Array.from(bias.data);
  for (let i = 0; i < weights.data.length; i++) {
    const f = Math.floor(i / to);
    moved[i % to]! -= mean[f]! * inverse[f]! * weights.data[i]!;
  }
  return [
    { shape: weights.shape, data: folded },
    { shape: bias.shape, data: Float32Array.from(moved) },
    ...rest,
  ];
}
