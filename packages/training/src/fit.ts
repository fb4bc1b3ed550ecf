/**
 * Mini-batch training on jax's wasm backend: jax gives loss and gradient, Adam runs here. Batches have one fixed
 * size (one compilation); a short batch is filled with rows of zero weight, which a loss must honour. Stops when
 * the validation loss has not improved for `patience` epochs and returns the best parameters seen.
 */
import { defaultDevice, init, jit, numpy as np, valueAndGrad } from '@jax-js/jax';
import { adam } from './adam.ts';
import { copyOf, type Parameters, toDevice } from './network.ts';
import { randomFrom, shuffle } from './random.ts';

/** One matrix of the data set, row-major. */
export interface Column {
  readonly data: Float32Array;
  readonly width: number;
}

/**
 * Sum over the batch of weight x loss. The last column given to it holds the rows' weights, [batch, 1].
 * It owns its arguments (jax moves arrays on use; `.ref` keeps one).
 */
export type Loss = (parameters: np.Array[], columns: np.Array[]) => np.Array;

export interface Split {
  readonly columns: readonly Column[];
  readonly count: number;
}

export interface FitOptions {
  readonly train: Split;
  readonly validation: Split;
  readonly loss: Loss;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly epochs: number;
  readonly patience: number;
  readonly seed: number;
  readonly onEpoch?: (epoch: number, validationLoss: number) => void;
}

export interface Fitted {
  readonly parameters: Parameters;
  readonly epochs: number;
  /** Mean over validation rows. */
  readonly validationLoss: number;
  readonly rowsPerSecond: number;
}

let ready: Promise<void> | undefined;
/** Idempotent. */
function startJax(): Promise<void> {
  ready ??= init('wasm').then((devices) => {
    if (!devices.includes('wasm')) throw new Error('jax has no wasm backend on this machine');
    defaultDevice('wasm');
  });
  return ready;
}

export async function fit(initial: Parameters, options: FitOptions): Promise<Fitted> {
  await startJax();
  const { train, validation, batchSize, epochs } = options;
  const parameters = copyOf(initial);
  const optimiser = adam(parameters, options.weightDecay);
  const gradientOf = jit((p: np.Array[], c: np.Array[]) => valueAndGrad(options.loss)(p, c));
  const lossOf = jit(options.loss);
  const random = randomFrom(options.seed);
  const order = Uint32Array.from({ length: train.count }, (_, i) => i);
  const straight = Uint32Array.from({ length: validation.count }, (_, i) => i);
  const steps = Math.ceil(train.count / batchSize) * epochs;

  const validate = (): number => {
    let total = 0;
    for (let at = 0; at < validation.count; at += batchSize) {
      const batch = gather(validation, straight, at, batchSize);
      total += Number(lossOf(parameters.map(toDevice), batch).js());
    }
    return total / Math.max(1, validation.count);
  };

  let best = { parameters: copyOf(parameters), loss: validate(), epoch: 0 };
  let step = 0;
  let epoch = 0;
  let trainingMs = 0;
  while (epoch < epochs && epoch - best.epoch < options.patience) {
    const startedMs = performance.now();
    shuffle(order, random);
    for (let at = 0; at < train.count; at += batchSize) {
      const rate = options.learningRate * (0.05 + 0.475 * (1 + Math.cos((Math.PI * step++) / steps)));
      const [loss, gradients] = gradientOf(
        parameters.map(toDevice),
        gather(train, order, at, batchSize),
      ) as unknown as [np.Array, np.Array[]];
      loss.dispose();
      const scale = 1 / batchSize;
      optimiser.step(
        gradients.map((gradient) => (gradient.dataSync() as Float32Array).map((g) => g * scale)),
        rate,
      );
    }
    trainingMs += performance.now() - startedMs;
    epoch++;
    const loss = validate();
    if (Number.isNaN(loss)) throw new Error(`the validation loss of epoch ${epoch} is not a number`);
    if (loss < best.loss) best = { parameters: copyOf(parameters), loss, epoch };
    options.onEpoch?.(epoch, loss);
    // Progress and timers get their turn between epochs.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const rowsPerSecond = (train.count * epoch * 1_000) / Math.max(1, trainingMs);
  return { parameters: best.parameters, epochs: epoch, validationLoss: best.loss, rowsPerSecond };
}

/** `batchSize` rows from `at` on in `order`, as device arrays; past the end, rows of zeros (so zero weight). */
function gather(split: Split, order: Uint32Array, at: number, batchSize: number): np.Array[] {
  const here = Math.min(batchSize, split.count - at);
  return split.columns.map(({ data, width }) => {
    const batch = new Float32Array(batchSize * width);
    for (let i = 0; i < here; i++) {
      const from = order[at + i]! * width;
      batch.set(data.subarray(from, from + width), i * width);
    }
    return np.array(batch).reshape([batchSize, width]);
  });
}

/** `output(parameters, rows)` over all rows in fixed batches. @returns row-major [count, width] */
export async function evaluateRows(
  parameters: Parameters,
  rows: Column,
  output: { readonly of: (parameters: np.Array[], x: np.Array) => np.Array; readonly width: number },
): Promise<Float32Array> {
  await startJax();
  const batchSize = 512;
  const count = rows.data.length / rows.width;
  const split: Split = { columns: [rows], count };
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const compiled = jit(output.of);
  const all = new Float32Array(count * output.width);
  for (let at = 0; at < count; at += batchSize) {
    const values = compiled(parameters.map(toDevice), gather(split, order, at, batchSize)[0]!);
    const here = Math.min(batchSize, count - at);
    all.set((values.dataSync() as Float32Array).subarray(0, here * output.width), at * output.width);
  }
  return all;
}
