/** Each model from history to bytes and scores. */
import { FEATURE_COUNT, FEATURES } from '@fairlead/features';
import { conformalBand } from './band.ts';
import { baseRateOf } from './base-rate.ts';
import { columnOf, UNTAUGHT } from './columns.ts';
import { fillLabelsOf, fillSplitOf, rowsOf, withFootprint } from './data-set.ts';
import { CONTROLS } from './displacement.ts';
import { continuationOf, fitFillModel } from './fill-model.ts';
import { fillScores } from './fill-scores.ts';
import { type Control, fitControl, footprintBps } from './footprint.ts';
import type { Episode } from './history.ts';
import { fitImpactModel, type ImpactSplit, residualOf } from './impact-model.ts';
import { coverageOf, type ImpactTest, impactScores } from './impact-scores.ts';
import { fillModelBytes, impactModelBytes, type LogLinearPrior } from './onnx-export.ts';
import { stageReporter, type TrainProgress } from './progress.ts';
import { type CardScore, quantile } from './score.ts';
import { foldedInto, standardised, standardiserOf } from './standardise.ts';
import { isPlainDay } from './variety.ts';

export interface History {
  readonly train: Episode;
  readonly validation: Episode;
  readonly test: Episode;
}

export interface MakeSettings {
  readonly seed: number;
  readonly epochs: number;
  readonly version: string;
  readonly onProgress: (progress: TrainProgress) => void;
}

export interface ModelOutcome {
  readonly bytes: Uint8Array;
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  readonly scores: readonly CardScore[];
  readonly notes: readonly string[];
  readonly rowsPerSecond: number;
  /** Some test rows, raw, and what the trainer computes for them: what the file must reproduce. */
  readonly trainerSays: { readonly rows: Float32Array; readonly values: Float32Array };
}

const CHECKED_ROWS = 2_000;

export async function makeFillModel(history: History, settings: MakeSettings): Promise<ModelOutcome> {
  const { observations: train } = history.train;
  const { observations: validation } = history.validation;
  const { observations: test } = history.test;
  const standardiser = standardiserOf(rowsOf(train, true), UNTAUGHT);
  const report = stageReporter('FillModel', settings.epochs, settings.onProgress);
  const fitted = await fitFillModel(
    fillSplitOf(train, standardiser, true),
    fillSplitOf(validation, standardiser, false),
    { ...settings, onEpoch: (epoch, loss) => report(epoch, `validation log-loss ${loss.toFixed(4)}`) },
  );
  const rows = rowsOf(test);
  const continuation = await continuationOf(fitted.parameters, standardised(rows, standardiser));
  const baseRate = baseRateOf(train, fillLabelsOf(train));
  const scores = fillScores(test, continuation, baseRate);
  const checked = Math.min(CHECKED_ROWS, test.length);
  return {
    bytes: fillModelBytes(foldedInto(fitted.parameters, standardiser), settings.version),
    rows: { train: train.length, validation: validation.length, test: test.length },
    scores,
    notes: [
      `Stopped after ${fitted.epochs} epochs; each training row is seen with its own and with another size.`,
      'Half of the episodes are the shipped day from a random time on; the others any shipped scenario, half of them stretched.',
      `Given no weight, because the simulated history can't teach them: ${UNTAUGHT.map((at) => FEATURES[at]!.name).join(', ')}.`,
      ...[true, false].map((isPlain) => {
        const kept = [...test.keys()].filter((i) => isPlainDay(test[i]!.episode) === isPlain);
        const [logLoss] = fillScores(
          kept.map((i) => test[i]!),
          gatherRows(continuation, kept, continuation.length / test.length),
          baseRate,
        );
        const { model, baseline } = logLoss!;
        return `Log-loss on ${isPlain ? 'the day' : 'the other markets'} alone: ${model.toFixed(4)} against ${baseline.toFixed(4)}.`;
      }),
      `Of the test probes ${percent(test, ({ fate }) => fate.end === 'Filled')} filled in full (censored at their size); ${percent(test, ({ fate }) => fate.executedQty === 0)} had no fill.`,
    ],
    rowsPerSecond: fitted.rowsPerSecond,
    trainerSays: {
      rows: rows.data.slice(0, checked * FEATURE_COUNT),
      values: continuation.slice(0, (checked * continuation.length) / Math.max(1, test.length)),
    },
  };
}

/** The rows numbered `kept` of a row-major matrix. */
function gatherRows(matrix: Float32Array, kept: readonly number[], width: number): Float32Array {
  const rows = new Float32Array(kept.length * width);
  kept.forEach((row, i) => {
    rows.set(matrix.subarray(row * width, (row + 1) * width), i * width);
  });
  return rows;
}

const percent = <T>(all: readonly T[], is: (one: T) => boolean): string =>
  `${((100 * all.filter(is).length) / Math.max(1, all.length)).toFixed(0)}%`;

/** Rows of one set with the footprint that the model is to explain. */
interface Footprints extends ImpactSplit {
  readonly raw: Float32Array;
  readonly episode: Uint32Array;
}

export async function makeImpactModel(history: History, settings: MakeSettings): Promise<ModelOutcome> {
  const control = fitControl(history.train.idle);
  const held = withFootprint(history.validation.observations, control);
  const solo = {
    train: withFootprint(history.train.observations, control),
    // Early stopping and the band must not look at the same rows.
    stopping: held.filter(({ episode }) => episode % 4 < 2),
    band: held.filter(({ episode }) => episode % 4 >= 2),
    test: withFootprint(history.test.observations, control),
  };
  const standardiser = standardiserOf(rowsOf(solo.train), UNTAUGHT);
  const lawColumn = columnOf('squareRootImpact');
  const footprintBps = solo.train.map((one) => one.footprintBps);
  const factor = lawFactor(
    solo.train.map(({ row }) => Math.exp(row[lawColumn]!)),
    footprintBps,
  );
  const footprints = (set: typeof solo.train): Footprints => {
    const rows = rowsOf(set);
    return {
      raw: rows.data,
      rows: standardised(rows, standardiser),
      episode: Uint32Array.from(set, ({ episode }) => episode),
      priorBps: Float32Array.from(set, ({ row }) => factor * Math.exp(row[lawColumn]!)),
      impactBps: Float32Array.from(set, (one) => one.footprintBps),
    };
  };
  const train = footprints(solo.train);
  const bandSet = footprints(solo.band);
  const test = footprints(solo.test);

  const report = stageReporter('ImpactModel', settings.epochs, settings.onProgress);
  const fitted = await fitImpactModel(train, footprints(solo.stopping), {
    ...settings,
    huberBps: 4 * quantile(Float64Array.from(train.impactBps, Math.abs), 0.68),
    onEpoch: (epoch, loss) => report(epoch, `validation loss ${loss.toFixed(4)} bps^2`),
  });
  const predict = async (set: Footprints): Promise<Float32Array> => {
    const residual = await residualOf(fitted.parameters, set.rows);
    return residual.map((bps, i) => bps + set.priorBps[i]!);
  };
  const onBandSet = await predict(bandSet);
  const band = conformalBand(
    bandSet.raw,
    bandSet.impactBps.map((bps, i) => bps - onBandSet[i]!),
  );
  const predicted = await predict(test);
  const scored: ImpactTest = {
    episode: test.episode,
    rows: test.raw,
    actual: test.impactBps,
    predicted,
    prior: test.priorBps,
    band,
    trained: { actual: train.impactBps, prior: train.priorBps },
  };
  const prior: LogLinearPrior = { weights: new Float32Array(FEATURE_COUNT), bias: Math.log(factor) };
  prior.weights[lawColumn] = 1;
  const checked = Math.min(CHECKED_ROWS, solo.test.length);
  const bytes = impactModelBytes({
    parameters: foldedInto(fitted.parameters, standardiser),
    prior,
    band,
    version: settings.version,
  });
  return {
    bytes,
    rows: {
      train: solo.train.length,
      validation: solo.stopping.length + solo.band.length,
      test: solo.test.length,
    },
    scores: impactScores(scored),
    notes: [
      `Stopped after ${fitted.epochs} epochs. Square-root law fitted on training: ${factor.toFixed(3)} x dailyVolatilityBps x sqrt(quantity / adv).`,
      'Label: displacement of the mid from sending on, averaged over 5 s, our own resting order left out, less what the controls expect of a market without our order.',
      labelNote(history, control),
      coverageNote(scored),
    ],
    rowsPerSecond: fitted.rowsPerSecond,
    trainerSays: { rows: test.raw.slice(0, checked * FEATURE_COUNT), values: predicted.slice(0, checked) },
  };
}

/** Least squares through the origin; kept above zero, because a law that pays to trade is none. */
function lawFactor(law: readonly number[], footprintBps: readonly number[]): number {
  const square = law.reduce((sum, x) => sum + x * x, 0);
  const product = law.reduce((sum, x, i) => sum + x * footprintBps[i]!, 0);
  return Math.max(0.01, square > 0 ? product / square : 0);
}

/** What the control does to the label, on test episodes: its noise, and whether it finds a footprint of nobody. */
function labelNote({ train, test }: History, control: Control): string {
  const probed = test.observations.flatMap(({ displaced }) => displaced ?? []);
  const idle = test.idle.map((one) => footprintBps(one, control));
  const { mean, deviation } = momentsOf(idle);
  const error = deviation / Math.sqrt(Math.max(1, idle.length));
  const [raw, left] = [
    probed.map(({ movedBps }) => movedBps),
    probed.map((one) => footprintBps(one, control)),
  ].map((label) => momentsOf(label).deviation.toFixed(2));
  const coefficients = CONTROLS.map((name, i) => `${name} ${control[i]!.toFixed(3)}`).join(', ');
  return `Controls (${coefficients}; from ${train.idle.length} windows without our orders) take the label's standard deviation on test rows from ${raw} to ${left} bps; ${idle.length} test windows without our orders show ${mean.toFixed(3)} bps (standard error ${error.toFixed(3)}).`;
}

function momentsOf(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / Math.max(1, values.length);
  const square = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, values.length - 1);
  return { mean, deviation: Math.sqrt(square) };
}

function coverageNote(test: ImpactTest): string {
  const { share, rows } = coverageOf(test);
  const text = share.map((covered, i) => `${(100 * covered).toFixed(1)}% of ${rows[i]}`);
  const names = ['all', 'up to 2 average trades', '2 to 8', '8 to 32', 'above 32'];
  return `The 90% band covers, on test rows: ${text.map((figure, i) => `${names[i]} ${figure}`).join(', ')}.`;
}
