/** How the impact model does on probes that it never saw, beside the mean and beside the square-root law. */
import { FEATURE_COUNT } from '@fairlead/features';
import { type BandTable, bandBucket, bandHalfWidthBps } from '@fairlead/inference';
import { type CardScore, meanScore, pinball, quantile } from './score.ts';

export interface ImpactTest {
  readonly episode: Uint32Array;
  /** Raw, row-major. */
  readonly rows: Float32Array;
  /** Measured move less the expected drift, bps. */
  readonly actual: Float32Array;
  readonly predicted: Float32Array;
  readonly prior: Float32Array;
  readonly band: BandTable;
  /** What training saw: the baselines are its mean, its quantiles, its spread around the prior. */
  readonly trained: { readonly actual: Float32Array; readonly prior: Float32Array };
}

const SHARES = [0.05, 0.5, 0.95] as const;

export function impactScores(test: ImpactTest): readonly CardScore[] {
  const { episode, actual, predicted, prior, trained } = test;
  const mean = trained.actual.reduce((sum, x) => sum + x, 0) / Math.max(1, trained.actual.length);
  const quantiles = SHARES.map((share) => quantile(Float64Array.from(trained.actual), share));
  const aroundPrior = quantile(
    Float64Array.from(trained.actual, (x, i) => Math.abs(x - trained.prior[i]!)),
    0.9,
  );
  const squares = (forecast: (row: number) => number): Float64Array =>
    Float64Array.from(actual, (x, row) => (x - forecast(row)) ** 2);
  const pinballs = (
    low: (row: number) => number,
    mid: (row: number) => number,
    high: (row: number) => number,
  ) =>
    Float64Array.from(actual, (x, row) => {
      const [a, b, c] = [pinball(x, low(row), 0.05), pinball(x, mid(row), 0.5), pinball(x, high(row), 0.95)];
      return (a + b + c) / 3;
    });
  const half = halfWidths(test);
  const ofModel = {
    square: squares((row) => predicted[row]!),
    pinball: pinballs(
      (row) => predicted[row]! - half[row]!,
      (row) => predicted[row]!,
      (row) => predicted[row]! + half[row]!,
    ),
  };
  const priorPinball = pinballs(
    (row) => prior[row]! - aroundPrior,
    (row) => prior[row]!,
    (row) => prior[row]! + aroundPrior,
  );
  const meanPinball = pinballs(
    () => quantiles[0]!,
    () => quantiles[1]!,
    () => quantiles[2]!,
  );
  const score = (
    metric: string,
    baselineName: string,
    model: Float64Array,
    baseline: Float64Array,
    seed: number,
  ) => meanScore({ episode, model, baseline }, { metric, baselineName, seed });
  return [
    score(
      'squared error, bps^2',
      'mean of the training set',
      ofModel.square,
      squares(() => mean),
      4,
    ),
    score(
      'squared error, bps^2',
      'square-root law',
      ofModel.square,
      squares((row) => prior[row]!),
      5,
    ),
    score('pinball loss 5-50-95%, bps', 'quantiles of the training set', ofModel.pinball, meanPinball, 6),
    score('pinball loss 5-50-95%, bps', 'square-root law with one band', ofModel.pinball, priorPinball, 7),
  ];
}

const halfWidths = ({ rows, actual, band }: ImpactTest): Float64Array =>
  Float64Array.from(actual, (_, row) => bandHalfWidthBps(band, rows, row * FEATURE_COUNT));

export interface Coverage {
  /** All rows first, then each size bucket from the smallest. */
  readonly share: readonly number[];
  readonly rows: readonly number[];
}

/** Share of test rows within the 90% band. */
export function coverageOf(test: ImpactTest): Coverage {
  const buckets = test.band.edges.length + 2;
  const inside = new Array<number>(buckets).fill(0);
  const rows = new Array<number>(buckets).fill(0);
  const half = halfWidths(test);
  test.actual.forEach((x, row) => {
    const within = Math.abs(x - test.predicted[row]!) <= half[row]! ? 1 : 0;
    for (const at of [0, 1 + bandBucket(test.band, test.rows, row * FEATURE_COUNT)]) {
      rows[at]! += 1;
      inside[at]! += within;
    }
  });
  return { share: inside.map((count, i) => count / Math.max(1, rows[i]!)), rows };
}
