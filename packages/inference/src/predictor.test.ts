/** Contract tests against onnxruntime-node itself: each model is a real ONNX file, built here by onnx-proto. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FILL_GRID, type Result, venueId } from '@fairlead/domain';
import { FEATURE_COUNT, FEATURE_SCHEMA } from '@fairlead/features';
import fc from 'fast-check';
// CommonJS whose names Node can't see: the value comes by the default import, the types by name.
import onnxProto, { type onnx as Onnx } from 'onnx-proto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BATCH, INPUT_NAME, METADATA_KEYS, type ModelName, SIGNATURES } from './model-format.ts';
import type { ModelProblem } from './model-problem.ts';
import { createPredictor, type Predictor, type PredictorOptions } from './predictor.ts';

const { onnx } = onnxProto;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-models-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface TinyModel {
  readonly name: ModelName;
  readonly schemaHash?: string;
  readonly inputWidth?: number;
  readonly outputWidth?: number;
  /** Operations between the linear layer and the output, each with one input and one output. */
  readonly operations?: readonly string[];
  /** Square matrices multiplied in on the way: makes a model as slow as wanted. */
  readonly heavy?: { readonly size: number; readonly times: number };
  readonly weight?: (input: number, output: number) => number;
  readonly bias?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

const BAND = {
  bucketColumn: 0,
  edges: [0],
  halfWidth: [1, 2],
  scaleColumn: 1,
  scaleFactor: 1,
  floorBps: 0.5,
};

const float = (name: string, dims: number[], data: Float32Array): Onnx.ITensorProto => ({
  name,
  dims,
  dataType: onnx.TensorProto.DataType.FLOAT,
  rawData: new Uint8Array(data.buffer),
});
const valueInfo = (name: string, width: number): Onnx.IValueInfoProto => ({
  name,
  type: { tensorType: { elemType: 1, shape: { dim: [{ dimParam: BATCH }, { dimValue: width }] } } },
});

function tinyModel(model: TinyModel): Uint8Array {
  const { output, width } = SIGNATURES[model.name];
  const from = model.inputWidth ?? FEATURE_COUNT;
  const to = model.outputWidth ?? width;
  const weight = model.weight ?? ((i: number, o: number) => 0.1 * Math.sin(1 + i + 3 * o));
  const constants = [
    float(
      'w',
      [from, to],
      Float32Array.from({ length: from * to }, (_, i) => weight(Math.floor(i / to), i % to)),
    ),
    float('b', [to], new Float32Array(to).fill(model.bias ?? 0.2)),
  ];
  const nodes: Onnx.INodeProto[] = [];
  let signal = INPUT_NAME;
  if (model.heavy) {
    const { size, times } = model.heavy;
    constants.push(float('up', [from, size], new Float32Array(from * size).fill(1e-3)));
    constants.push(float('square', [size, size], new Float32Array(size * size).fill(1 / size)));
    constants.push(float('down', [size, from], new Float32Array(from * size).fill(1e-3)));
    const steps = ['up', ...Array.from({ length: times }, () => 'square'), 'down'];
    steps.forEach((matrix, i) => {
      // Relu between products: without it the optimiser could fold them into one.
      nodes.push({ opType: 'MatMul', input: [signal, matrix], output: [`p${i}`], name: `p${i}` });
      nodes.push({ opType: 'Relu', input: [`p${i}`], output: [`r${i}`], name: `r${i}` });
      signal = `r${i}`;
    });
  }
  const operations = model.operations ?? (model.name === 'fill' ? ['Sigmoid'] : ['Tanh']);
  nodes.push({ opType: 'Gemm', input: [signal, 'w', 'b'], output: ['o0'], name: 'linear' });
  operations.forEach((opType, i) => {
    const last = i === operations.length - 1;
    nodes.push({ opType, input: [`o${i}`], output: [last ? output : `o${i + 1}`], name: `op${i}` });
  });
  const metadata = {
    [METADATA_KEYS.model]: model.name,
    [METADATA_KEYS.version]: 'tiny',
    [METADATA_KEYS.schemaHash]: model.schemaHash ?? FEATURE_SCHEMA.hash,
    [METADATA_KEYS.grid]: JSON.stringify(FILL_GRID),
    [METADATA_KEYS.band]: JSON.stringify(BAND),
    ...model.metadata,
  };
  return onnx.ModelProto.encode({
    irVersion: 7,
    opsetImport: [{ domain: '', version: 13 }],
    graph: {
      name: 'tiny',
      node: nodes,
      initializer: constants,
      input: [valueInfo(INPUT_NAME, from)],
      output: [valueInfo(output, to)],
    },
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  }).finish();
}

let written = 0;
async function fileOf(content: Uint8Array | string): Promise<string> {
  const path = join(folder, `model-${written++}.onnx`);
  await writeFile(path, content);
  return path;
}

async function load(
  fill: TinyModel | string,
  impact: TinyModel | string,
  options: Partial<PredictorOptions> = {},
): Promise<Result<Predictor, ModelProblem>> {
  const pathOf = (model: TinyModel | string) =>
    typeof model === 'string' ? model : fileOf(tinyModel(model));
  return createPredictor({
    deadlineMs: 5_000,
    fillPath: await pathOf(fill),
    impactPath: await pathOf(impact),
    ...options,
  });
}

const GOOD_FILL: TinyModel = { name: 'fill' };
const GOOD_IMPACT: TinyModel = { name: 'impact' };

async function loaded(
  fill: TinyModel = GOOD_FILL,
  impact: TinyModel = GOOD_IMPACT,
  options: Partial<PredictorOptions> = {},
): Promise<Predictor> {
  const made = await load(fill, impact, options);
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
}

async function refusal(
  fill: TinyModel | string,
  impact: TinyModel | string = GOOD_IMPACT,
): Promise<ModelProblem> {
  const made = await load(fill, impact);
  if (made.ok) throw new Error('the models were accepted');
  return made.error;
}

const asks = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ venue: venueId(`V${i}`), tactic: 'PostTouch' as const }));
const rowsOf = (count: number, at: (row: number, feature: number) => number = () => 0): Float32Array =>
  Float32Array.from({ length: count * FEATURE_COUNT }, (_, i) =>
    at(Math.floor(i / FEATURE_COUNT), i % FEATURE_COUNT),
  );

describe('good models', () => {
  test('answer each candidate with the net computed by hand', async () => {
    const predictor = await loaded();
    const rows = rowsOf(3, (row, feature) => Math.cos(row + feature));
    const result = await predictor.predict(rows, asks(3));
    if (!result.ok) throw new Error(result.error);
    expect(result.value.predictions.map((p) => p.venue)).toEqual(['V0', 'V1', 'V2']);
    expect(result.value.models).toEqual(predictor.models);
    result.value.predictions.forEach((prediction, row) => {
      const linear = (output: number): number => {
        let sum = 0.2;
        for (let f = 0; f < FEATURE_COUNT; f++) {
          sum += rows[row * FEATURE_COUNT + f]! * 0.1 * Math.sin(1 + f + 3 * output);
        }
        return sum;
      };
      let reached = 1;
      prediction.tailProb.forEach((probability, k) => {
        reached /= 1 + Math.exp(-linear(k));
        expect(probability).toBeCloseTo(reached, 5);
      });
      expect(prediction.impactBps).toBeCloseTo(Math.tanh(linear(0)), 5);
      const bucket = rows[row * FEATURE_COUNT]! >= 0 ? 2 : 1;
      expect(prediction.impactBandBps).toBeCloseTo(
        bucket * Math.max(0.5, Math.exp(rows[row * FEATURE_COUNT + 1]!)),
        5,
      );
    });
    await predictor.close();
  });

  test('give a tail that never rises and stays in [0, 1], whatever row is asked', async () => {
    const predictor = await loaded({ name: 'fill', weight: (i, o) => Math.sin(17 * i + o) });
    const value = fc.float({
      noNaN: true,
      noDefaultInfinity: true,
      min: -80,
      max: 80,
    });
    const row = fc.array(value, { minLength: FEATURE_COUNT, maxLength: FEATURE_COUNT });
    await fc.assert(
      fc.asyncProperty(row, async (numbers) => {
        const result = await predictor.predict(Float32Array.from(numbers), asks(1));
        if (!result.ok) throw new Error(result.error);
        const tail = result.value.predictions[0]!.tailProb;
        expect(tail).toHaveLength(FILL_GRID.length);
        expect(tail.every((p, k) => p >= 0 && p <= (tail[k - 1] ?? 1))).toBe(true);
      }),
      { seed: 42, numRuns: 200 },
    );
    await predictor.close();
  });

  test('keep overlapping calls apart', async () => {
    const predictor = await loaded();
    const answers = await Promise.all(
      [0, 1, 2, 3, 4].map((n) =>
        predictor.predict(
          rowsOf(2, () => n),
          asks(2),
        ),
      ),
    );
    const alone = await predictor.predict(
      rowsOf(2, () => 3),
      asks(2),
    );
    if (!alone.ok) throw new Error(alone.error);
    expect(answers[3]).toMatchObject({ ok: true, value: { predictions: alone.value.predictions } });
    await predictor.close();
  });

  test('answer an empty question with an empty answer', async () => {
    const predictor = await loaded();
    expect(await predictor.predict(new Float32Array(0), [])).toMatchObject({
      ok: true,
      value: { predictions: [] },
    });
    await predictor.close();
  });
});

describe('files refused at load, each with one sentence and its fallback', () => {
  test('a missing file', async () => {
    const problem = await refusal(join(folder, 'nowhere.onnx'));
    expect(problem).toMatchObject({ type: 'FileMissing', model: 'fill', fallback: 'ModelMissing' });
    expect(problem.message).toContain('nowhere.onnx');
  });

  test('a file that is not ONNX, or an empty one', async () => {
    expect(await refusal(await fileOf('this is not a model'))).toMatchObject({
      type: 'NotOnnx',
      fallback: 'ModelInvalid',
    });
    expect(await refusal(await fileOf(''))).toMatchObject({ type: 'NotOnnx', model: 'fill' });
  });

  test('the wrong one of the two models', async () => {
    const problem = await refusal(GOOD_FILL, await fileOf(tinyModel(GOOD_FILL)));
    expect(problem).toMatchObject({ type: 'WrongModel', model: 'impact' });
    expect(problem.message).toContain('it says that it is fill');
  });

  test('another feature schema', async () => {
    const problem = await refusal({ name: 'fill', schemaHash: 'f'.repeat(64) });
    expect(problem).toMatchObject({ type: 'SchemaMismatch', model: 'fill', fallback: 'SchemaMismatch' });
  });

  test('another input width, another output width, another grid', async () => {
    expect(await refusal({ name: 'fill', inputWidth: FEATURE_COUNT + 1 })).toMatchObject({
      type: 'WrongShape',
    });
    expect(await refusal({ name: 'fill', outputWidth: 3 })).toMatchObject({
      type: 'WrongShape',
      model: 'fill',
    });
    const metadata = { [METADATA_KEYS.grid]: '[1,2,3]' };
    expect(await refusal({ name: 'fill', metadata })).toMatchObject({ type: 'WrongShape' });
  });

  test('an impact model without a usable band', async () => {
    for (const band of ['', 'null', '{}', JSON.stringify({ ...BAND, halfWidth: [1] })]) {
      const impact = await fileOf(tinyModel({ name: 'impact', metadata: { [METADATA_KEYS.band]: band } }));
      expect(await refusal(GOOD_FILL, impact)).toMatchObject({ type: 'WrongShape', model: 'impact' });
    }
  });

  test('an operation that onnxruntime does not know', async () => {
    const problem = await refusal({ name: 'fill', operations: ['Sigmoid', 'NoSuchOperation'] });
    expect(problem).toMatchObject({ type: 'NotOnnx', model: 'fill' });
  });

  test('a model that says NaN about a row of zeros', async () => {
    const problem = await refusal({ name: 'fill', operations: ['Log', 'Sigmoid'], bias: -1 });
    expect(problem).toMatchObject({ type: 'OutputInvalid', model: 'fill', fallback: 'ModelInvalid' });
  });

  test('a pair that is too slow to be of use', async () => {
    const slow: TinyModel = { name: 'fill', heavy: { size: 512, times: 12 } };
    const made = await load(slow, GOOD_IMPACT, { loadLimitMs: 0.2 });
    expect(made).toMatchObject({ ok: false, error: { type: 'TooSlow', fallback: 'ModelSlow' } });
  });
});

describe('answers refused at run', () => {
  test('NaN or a probability out of range in any one row refuses the whole answer', async () => {
    const problems: ModelProblem[] = [];
    const onProblem = (problem: ModelProblem) => problems.push(problem);
    const first = (i: number) => (i === 0 ? 1 : 0);
    const nan = await loaded(
      { name: 'fill', operations: ['Log', 'Sigmoid'], bias: 1, weight: first },
      GOOD_IMPACT,
      { onProblem },
    );
    const oneBad = rowsOf(4, (row, feature) => (row === 2 && feature === 0 ? -5 : 0));
    expect(await nan.predict(oneBad, asks(4))).toEqual({ ok: false, error: 'ModelInvalid' });
    expect(problems[0]).toMatchObject({ type: 'OutputInvalid', model: 'fill' });
    expect(problems[0]!.message).toContain('row 2');
    expect(await nan.predict(rowsOf(4), asks(4))).toMatchObject({ ok: true });
    const above = await loaded({ name: 'fill', operations: ['Identity'], bias: 1, weight: first });
    expect(
      await above.predict(
        rowsOf(1, () => 0.5),
        asks(1),
      ),
    ).toEqual({ ok: false, error: 'ModelInvalid' });
    await Promise.all([nan.close(), above.close()]);
  });

  test('an impact that is no opinion about a market', async () => {
    const impact: TinyModel = { name: 'impact', operations: ['Exp'], weight: (i) => (i === 0 ? 1 : 0) };
    const predictor = await loaded(GOOD_FILL, impact);
    expect(
      await predictor.predict(
        rowsOf(1, () => 20),
        asks(1),
      ),
    ).toEqual({ ok: false, error: 'ModelInvalid' });
    expect(
      await predictor.predict(
        rowsOf(1, () => 200),
        asks(1),
      ),
    ).toEqual({ ok: false, error: 'ModelInvalid' });
    await predictor.close();
  });

  test('rows that do not fit the candidates, or are not finite', async () => {
    const predictor = await loaded();
    expect(await predictor.predict(rowsOf(2), asks(3))).toEqual({ ok: false, error: 'SchemaMismatch' });
    expect(
      await predictor.predict(
        rowsOf(1, () => Number.NaN),
        asks(1),
      ),
    ).toEqual({ ok: false, error: 'ModelInvalid' });
    await predictor.close();
  });

  test('an answer after the deadline is discarded, and a model that stays slow is left alone', async () => {
    const messages: string[] = [];
    const slow: TinyModel = { name: 'fill', heavy: { size: 512, times: 12 } };
    const onProblem = ({ message }: ModelProblem) => messages.push(message);
    const predictor = await loaded(slow, GOOD_IMPACT, { deadlineMs: 0.2, loadLimitMs: 60_000, onProblem });
    for (let i = 0; i < 3; i++) {
      expect(await predictor.predict(rowsOf(8), asks(8))).toEqual({ ok: false, error: 'ModelSlow' });
    }
    expect(messages[0]).toContain('of the 0.2 ms allowed');
    expect(messages[2]).toContain('left alone');
    await predictor.close();
  });

  test('a call that is called off is answered at once', async () => {
    const predictor = await loaded();
    expect(await predictor.predict(rowsOf(1), asks(1), AbortSignal.abort())).toEqual({
      ok: false,
      error: 'ModelSlow',
    });
    const control = new AbortController();
    const pending = predictor.predict(rowsOf(1), asks(1), control.signal);
    control.abort();
    expect(await pending).toEqual({ ok: false, error: 'ModelSlow' });
    expect(await predictor.predict(rowsOf(1), asks(1))).toMatchObject({ ok: true });
    await predictor.close();
  });
});
