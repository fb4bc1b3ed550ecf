import { FILL_GRID } from '@fairlead/domain';
import { expect, test } from 'vitest';
import { continuationOf, type FillSplit, fitFillModel } from './fill-model.ts';
import { fitImpactModel, residualOf } from './impact-model.ts';
import { randomFrom } from './random.ts';

const WIDTH = 4;
const normals = (count: number, seed: number): Float32Array => {
  const random = randomFrom(seed);
  return Float32Array.from({ length: count }, () => random.normal());
};

/** Continues with probability 1/(1 + e^-x0) at every grid point; half of the stops are hidden by censoring. */
function fillSplit(count: number, seed: number): FillSplit {
  const data = normals(count * WIDTH, seed);
  const random = randomFrom(seed + 1);
  const went = new Float32Array(count * FILL_GRID.length);
  const exposed = new Float32Array(count * FILL_GRID.length);
  for (let row = 0; row < count; row++) {
    const goesOn = 1 / (1 + Math.exp(-data[row * WIDTH]!));
    const seen = random.below(FILL_GRID.length + 1);
    for (let k = 0; k < seen; k++) {
      exposed[row * FILL_GRID.length + k] = 1;
      if (random.uniform() >= goesOn) break;
      went[row * FILL_GRID.length + k] = 1;
    }
  }
  const covered = new Float32Array(count * FILL_GRID.length);
  return { rows: { data, width: WIDTH }, went, exposed, covered, weight: new Float32Array(count).fill(1) };
}

test('the fill model finds the hazards behind censored observations', async () => {
  const settings = { seed: 7, epochs: 6 };
  const { parameters } = await fitFillModel(fillSplit(12_000, 10), fillSplit(2_000, 20), settings);
  const at = (x0: number) => ({ data: Float32Array.of(x0, 0, 0, 0), width: WIDTH });
  for (const x0 of [-1.5, 0, 1.5]) {
    const continuation = await continuationOf(parameters, at(x0));
    expect(Math.abs(continuation[0]! - 1 / (1 + Math.exp(-x0)))).toBeLessThan(0.08);
  }
});

test('a logit that nothing holds back does not spoil the loss', async () => {
  const split = fillSplit(600, 50);
  const huge = { ...split, rows: { data: split.rows.data.map((x) => 400 * x), width: WIDTH } };
  const { validationLoss } = await fitFillModel(huge, huge, { seed: 7, epochs: 2 });
  expect(Number.isFinite(validationLoss)).toBe(true);
});

test('the same seed trains the same weights to the bit', async () => {
  const settings = { seed: 7, epochs: 2 };
  const once = await fitFillModel(fillSplit(1_000, 10), fillSplit(300, 20), settings);
  const again = await fitFillModel(fillSplit(1_000, 10), fillSplit(300, 20), settings);
  expect(again.parameters).toEqual(once.parameters);
});

test('the impact model learns what the prior misses, through noise ten times as large', async () => {
  const split = (count: number, seed: number) => {
    const data = normals(count * WIDTH, seed);
    const noise = normals(count, seed + 1);
    const priorBps = new Float32Array(count).fill(1);
    const impactBps = Float32Array.from(noise, (n, i) => 1 + 0.5 * Math.max(0, data[i * WIDTH]!) + 5 * n);
    return { rows: { data, width: WIDTH }, priorBps, impactBps };
  };
  const settings = { seed: 3, epochs: 10, huberBps: 15 };
  const { parameters } = await fitImpactModel(split(40_000, 30), split(8_000, 40), settings);
  const residual = await residualOf(parameters, {
    data: Float32Array.of(2, 0, 0, 0, -2, 0, 0, 0),
    width: WIDTH,
  });
  expect(Math.abs(residual[0]! - 1)).toBeLessThan(0.35);
  expect(Math.abs(residual[1]!)).toBeLessThan(0.35);
});
