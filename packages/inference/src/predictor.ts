/**
 * The two models behind a one-method port. Rows in, one `Prediction` per candidate out, or the reason why the
 * router must do without. Nothing that a model says leaves this module unchecked: a NaN, an infinity or a
 * probability outside [0, 1] in any row refuses the whole answer.
 *
 * onnxruntime-node computes on the calling thread, one call after another: a slow model blocks its thread while
 * it runs. Hence three guards: a model over `loadLimitMs` is refused at load; an answer over `deadlineMs` is
 * discarded; after two discarded answers in a row the predictor answers `ModelSlow` at once for ten times as
 * long as the last one took, so that a slow model takes at most a tenth of the thread.
 */
import {
  err,
  type FallbackReason,
  FILL_GRID,
  type ModelsUsed,
  ok,
  type Prediction,
  type Result,
  type Tactic,
  type VenueId,
} from '@fairlead/domain';
import { FEATURE_COUNT, FEATURE_SCHEMA } from '@fairlead/features';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { JOINED_OUTPUT, joinGraphs } from './joined-graph.ts';
import { type ModelFile, readModelFile } from './model-file.ts';
import { type BandTable, bandHalfWidthBps, INPUT_NAME, SIGNATURES } from './model-format.ts';
import { type ModelProblem, problem } from './model-problem.ts';

export interface PredictorOptions {
  readonly fillPath: string;
  readonly impactPath: string;
  /** Wall ms from the call to the answer; a later answer is discarded as `ModelSlow`. Default 50. */
  readonly deadlineMs?: number;
  /** Wall ms that 32 rows may take when warm, else the models are refused at load. Default 250. */
  readonly loadLimitMs?: number;
  /** Told about every refused answer: for the log. */
  readonly onProblem?: (problem: ModelProblem) => void;
}

export interface PredictionCandidate {
  readonly venue: VenueId;
  readonly tactic: Tactic;
}

export interface PredictionAnswer {
  /** One per candidate, in their order. */
  readonly predictions: readonly Prediction[];
  readonly models: ModelsUsed;
  /** Wall time from call to answer. */
  readonly elapsedNs: number;
}

export interface Predictor {
  readonly models: ModelsUsed;
  /** Versions as the files state them. */
  readonly versions: { readonly fill: string; readonly impact: string };
  /**
   * @param rows row-major, FEATURE_COUNT numbers per candidate, as `writeRow` writes them; not kept
   * @param signal aborted: the answer is `ModelSlow`, and what the models still say is discarded
   */
  predict(
    rows: Float32Array,
    candidates: readonly PredictionCandidate[],
    signal?: AbortSignal,
  ): Promise<Result<PredictionAnswer, FallbackReason>>;
  close(): Promise<void>;
}

/** Signed impact beyond this is not an opinion about a market. */
const MAX_IMPACT_BPS = 1_000;
const WARM_UP_ROWS = 32;
const GRID_LENGTH = SIGNATURES.fill.width;
/** Continuation probabilities, then the impact. */
const ANSWER_WIDTH = GRID_LENGTH + SIGNATURES.impact.width;

/** Loads both files, checks them, runs them once; the first problem found refuses both. */
export async function createPredictor(options: PredictorOptions): Promise<Result<Predictor, ModelProblem>> {
  const fill = await readModelFile(options.fillPath, 'fill');
  if (!fill.ok) return fill;
  const impact = await readModelFile(options.impactPath, 'impact');
  if (!impact.ok) return impact;
  const opened = await openSession([fill.value, impact.value]);
  if (!opened.ok) return opened;
  const predictor = predictorOver(opened.value, fill.value, impact.value, options);
  const refused = await predictor.warmUp(options.loadLimitMs ?? 250);
  if (refused === undefined) return ok(predictor);
  await predictor.close();
  return err(refused);
}

/** One session for both graphs; if it can't be made, each alone tells which model is at fault. */
async function openSession(files: readonly ModelFile[]): Promise<Result<InferenceSession, ModelProblem>> {
  try {
    return ok(await sessionOver(files));
  } catch (joined) {
    for (const file of files) {
      try {
        await (await sessionOver([file])).release();
      } catch (cause) {
        const message = `The ${file.name} model is refused: onnxruntime can't load its graph.`;
        return err(problem('NotOnnx', message, { model: file.name, cause }));
      }
    }
    return err(
      problem('NotOnnx', "The models are refused: their graphs can't be joined in one session.", {
        cause: joined,
      }),
    );
  }
}

const sessionOver = (files: readonly ModelFile[]): Promise<InferenceSession> =>
  InferenceSession.create(joinGraphs(files), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });

interface WarmablePredictor extends Predictor {
  warmUp(limitMs: number): Promise<ModelProblem | undefined>;
}

function predictorOver(
  session: InferenceSession,
  fill: ModelFile,
  impact: ModelFile,
  options: PredictorOptions,
): WarmablePredictor {
  const band = impact.band!;
  const deadlineMs = options.deadlineMs ?? 50;
  const models: ModelsUsed = { fill: fill.hash, impact: impact.hash, schema: FEATURE_SCHEMA.hash };
  // Input tensors not in use, by number of rows: overlapping calls each have their own.
  const idle = new Map<number, Tensor[]>();
  let running = 0;
  let whenIdle: (() => void) | undefined;
  let slowInARow = 0;
  let silentUntilMs = 0;

  const run = async (
    rows: Float32Array,
    candidates: readonly PredictionCandidate[],
  ): Promise<Result<readonly Prediction[], ModelProblem>> => {
    const count = candidates.length;
    const pool = idle.get(count) ?? [];
    idle.set(count, pool);
    const input =
      pool.pop() ?? new Tensor('float32', new Float32Array(count * FEATURE_COUNT), [count, FEATURE_COUNT]);
    const asked = input.data as Float32Array;
    asked.set(rows);
    running++;
    try {
      const outputs = await session.run({ [INPUT_NAME]: input });
      const answers = (outputs[JOINED_OUTPUT] as Tensor).data as Float32Array;
      // What was asked is read from the tensor: the caller may have reused his rows meanwhile.
      return readAnswers(asked, answers, candidates, band);
    } catch (cause) {
      return err(problem('RunFailed', 'onnxruntime failed to run the models.', { cause }));
    } finally {
      pool.push(input);
      if (--running === 0) whenIdle?.();
    }
  };

  const refuse = (refused: ModelProblem): Result<never, FallbackReason> => {
    options.onProblem?.(refused);
    return err(refused.fallback);
  };

  return {
    models,
    versions: { fill: fill.version, impact: impact.version },

    async predict(rows, candidates, signal) {
      const startedMs = performance.now();
      const wrong = inputProblem(rows, candidates.length);
      if (wrong) return refuse(wrong);
      if (candidates.length === 0) return ok({ predictions: [], models, elapsedNs: 0 });
      if (signal?.aborted) return refuse(calledOff());
      if (startedMs < silentUntilMs) {
        return refuse(
          problem('TooSlow', 'The models were too slow twice in a row and are left alone a while.'),
        );
      }
      const work = run(rows, candidates);
      const outcome = await (signal ? orCalledOff(work, signal) : work);
      const elapsedMs = performance.now() - startedMs;
      if (elapsedMs > deadlineMs) {
        if (++slowInARow >= 2) silentUntilMs = performance.now() + 10 * elapsedMs;
        const took = elapsedMs.toFixed(1);
        return refuse(problem('TooSlow', `The models took ${took} ms of the ${deadlineMs} ms allowed.`));
      }
      if (!outcome.ok) return refuse(outcome.error);
      slowInARow = 0;
      return ok({ predictions: outcome.value, models, elapsedNs: Math.round(elapsedMs * 1e6) });
    },

    async warmUp(limitMs) {
      const rows = new Float32Array(WARM_UP_ROWS * FEATURE_COUNT);
      const candidates = Array.from({ length: WARM_UP_ROWS }, () => WARM_UP_CANDIDATE);
      let bestMs = Number.POSITIVE_INFINITY;
      for (let turn = 0; turn < 3; turn++) {
        const startedMs = performance.now();
        const outcome = await run(rows, candidates);
        bestMs = Math.min(bestMs, performance.now() - startedMs);
        if (!outcome.ok) return outcome.error;
      }
      if (bestMs <= limitMs) return undefined;
      const message = `The models are refused: ${WARM_UP_ROWS} rows take them ${bestMs.toFixed(0)} ms, ${limitMs} are allowed.`;
      return problem('TooSlow', message);
    },

    async close() {
      if (running > 0) {
        await new Promise<void>((resolve) => {
          whenIdle = resolve;
        });
      }
      await session.release();
    },
  };
}

const WARM_UP_CANDIDATE: PredictionCandidate = { venue: 'WARM-UP' as VenueId, tactic: 'TakeNow' };

function inputProblem(rows: Float32Array, count: number): ModelProblem | undefined {
  if (rows.length !== count * FEATURE_COUNT) {
    const wanted = count * FEATURE_COUNT;
    return problem('WrongShape', `${count} candidates need ${wanted} numbers, ${rows.length} were given.`);
  }
  // 0 x anything finite is 0; a NaN or an infinity makes the sum NaN.
  let zero = 0;
  for (let i = 0; i < rows.length; i++) zero += 0 * rows[i]!;
  if (zero === 0) return undefined;
  const at = rows.findIndex((value) => !Number.isFinite(value));
  const row = Math.floor(at / FEATURE_COUNT);
  return problem('InputInvalid', `Feature ${at % FEATURE_COUNT} of row ${row} is ${rows[at]}.`);
}

/**
 * The tail is the running product of the continuation probabilities: non-increasing whatever the net says.
 * @param rows as asked, @param answers as given: row-major [candidates, ANSWER_WIDTH]
 */
function readAnswers(
  rows: Float32Array,
  answers: Float32Array,
  candidates: readonly PredictionCandidate[],
  band: BandTable,
): Result<readonly Prediction[], ModelProblem> {
  if (answers.length !== candidates.length * ANSWER_WIDTH) {
    return err(problem('WrongShape', 'The models answered with another number of values than asked.'));
  }
  const predictions = new Array<Prediction>(candidates.length);
  for (let row = 0; row < candidates.length; row++) {
    // A copy of an array of doubles: filling an empty one costs twice as much.
    const tailProb = FILL_GRID.slice();
    let reached = 1;
    for (let k = 0; k < GRID_LENGTH; k++) {
      const goesOn = answers[row * ANSWER_WIDTH + k]!;
      if (!(goesOn >= 0 && goesOn <= 1)) {
        const message = `The fill model says probability ${goesOn} for row ${row}.`;
        return err(problem('OutputInvalid', message, { model: 'fill' }));
      }
      reached *= goesOn;
      tailProb[k] = reached;
    }
    const impact = answers[row * ANSWER_WIDTH + GRID_LENGTH]!;
    if (!(Math.abs(impact) <= MAX_IMPACT_BPS)) {
      const message = `The impact model says ${impact} bps for row ${row}.`;
      return err(problem('OutputInvalid', message, { model: 'impact' }));
    }
    const { venue, tactic } = candidates[row]!;
    const impactBandBps = bandHalfWidthBps(band, rows, row * FEATURE_COUNT);
    if (!(impactBandBps < Number.POSITIVE_INFINITY)) {
      const message = `The impact model's band for row ${row} is ${impactBandBps} bps.`;
      return err(problem('OutputInvalid', message, { model: 'impact' }));
    }
    predictions[row] = { venue, tactic, tailProb, impactBps: impact, impactBandBps };
  }
  return ok(predictions);
}

const calledOff = (): ModelProblem => problem('TooSlow', 'The answer was called off before it came.');

/** The work, or `TooSlow` as soon as the signal is aborted. */
function orCalledOff<T>(
  work: Promise<Result<T, ModelProblem>>,
  signal: AbortSignal,
): Promise<Result<T, ModelProblem>> {
  return new Promise((resolve, reject) => {
    const onAbort = () => resolve(err(calledOff()));
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
