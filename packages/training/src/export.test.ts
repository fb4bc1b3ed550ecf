import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FILL_GRID } from '@fairlead/domain';
import { FEATURE_COUNT } from '@fairlead/features';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkAgainstRuntime } from './check-export.ts';
import { columnOf, UNTAUGHT } from './columns.ts';
import { continuationOf } from './fill-model.ts';
import { residualOf } from './impact-model.ts';
import { initialParameters } from './network.ts';
import { fillModelBytes, impactModelBytes } from './onnx-export.ts';
import { randomFrom } from './random.ts';
import { foldedInto, standardised, standardiserOf } from './standardise.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-export-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const random = randomFrom(5);
const data = Float32Array.from({ length: 100 * FEATURE_COUNT }, (_, i) =>
  // Features of several scales; the third never varies.
  i % FEATURE_COUNT === 2 ? 4 : (1 + (i % 5)) * random.normal() + (i % 7),
);
const rows = { data, width: FEATURE_COUNT };
const standardiser = standardiserOf(rows);
const fillParameters = initialParameters([FEATURE_COUNT, 64, 64, FILL_GRID.length], random);
const impactParameters = initialParameters([FEATURE_COUNT, 32, 1], random);
const prior = {
  weights: Float32Array.from({ length: FEATURE_COUNT }, () => 0.05 * random.normal()),
  bias: -0.5,
};
const band = {
  bucketColumn: 0,
  edges: [0],
  halfWidth: [1, 2],
  scaleColumn: 1,
  scaleFactor: 1,
  floorBps: 0.1,
};

const paths = () => ({ fill: join(folder, 'fill.onnx'), impact: join(folder, 'impact.onnx') });

async function trainerSays() {
  const x = standardised(rows, standardiser);
  const residual = await residualOf(impactParameters, x);
  const priorOf = (row: number): number => {
    let log = prior.bias;
    for (let f = 0; f < FEATURE_COUNT; f++) log += data[row * FEATURE_COUNT + f]! * prior.weights[f]!;
    return Math.exp(log);
  };
  return {
    fill: { rows: data, values: await continuationOf(fillParameters, x) },
    impact: { rows: data, values: residual.map((bps, row) => bps + priorOf(row)) },
  };
}

describe('an exported model', () => {
  beforeAll(async () => {
    await writeFile(paths().fill, fillModelBytes(foldedInto(fillParameters, standardiser), 'test'));
    const parameters = foldedInto(impactParameters, standardiser);
    await writeFile(paths().impact, impactModelBytes({ parameters, prior, band, version: 'test' }));
  });

  test('says to 1e-5 what the trainer says, through the production port', async () => {
    expect(await checkAgainstRuntime(paths(), await trainerSays())).toBeLessThan(1e-5);
  });

  test('that differs from the trainer is found out', async () => {
    const said = await trainerSays();
    said.impact.values[17]! += 1e-3;
    await expect(checkAgainstRuntime(paths(), said)).rejects.toThrow('onnxruntime and the trainer differ');
  });

  test('is the same bytes from the same parameters', () => {
    const bytes = () => fillModelBytes(foldedInto(fillParameters, standardiser), 'test');
    expect(bytes()).toEqual(bytes());
    expect(bytes().length).toBeLessThan(200_000);
  });
});

test('a feature that never varied in training counts for nothing', () => {
  const [weights] = foldedInto(fillParameters, standardiser);
  expect(Array.from(weights!.data.subarray(2 * 64, 3 * 64)).every((w) => w === 0)).toBe(true);
});

test('nor does one that the simulated history cannot teach, whatever it is asked with', () => {
  const [weights] = foldedInto(fillParameters, standardiserOf(rows, UNTAUGHT));
  const named = (at: number) => Array.from(weights!.data.subarray(at * 64, (at + 1) * 64));
  for (const at of UNTAUGHT) expect(named(at).every((w) => w === 0)).toBe(true);
  expect(named(columnOf('size')).some((w) => w !== 0)).toBe(true);
});
