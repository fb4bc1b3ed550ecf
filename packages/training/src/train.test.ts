import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestBytes } from '@fairlead/domain';
import { FEATURE_SCHEMA } from '@fairlead/features';
import { createPredictor, readModelCard } from '@fairlead/inference';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrainProgress } from './progress.ts';
import { type Trained, train } from './train.ts';

let out: string;
let trained: Trained;
const progress: TrainProgress[] = [];
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'fairlead-train-'));
  trained = await train({ out, seed: 11, quick: true, episodes: 3 }, (step) => progress.push(step));
}, 120_000);
afterAll(() => rm(out, { recursive: true, force: true }));

describe('a quick training', () => {
  test('leaves two models that the production port takes, each with its card', async () => {
    expect((await readdir(out)).sort()).toEqual([
      'fill.card.json',
      'fill.onnx',
      'impact.card.json',
      'impact.onnx',
    ]);
    const paths = { fillPath: join(out, 'fill.onnx'), impactPath: join(out, 'impact.onnx') };
    const made = await createPredictor(paths);
    expect(made.ok).toBe(true);
    if (made.ok) await made.value.close();
    for (const name of ['fill', 'impact'] as const) {
      const card = await readModelCard(join(out, `${name}.card.json`), name);
      expect(card).toEqual(trained[name]);
      expect(card.hash).toBe(digestBytes(await readFile(join(out, `${name}.onnx`))));
      expect(card.schemaHash).toBe(FEATURE_SCHEMA.hash);
    }
  });

  test('keeps the seeds of training, validation and test apart', () => {
    expect(trained.fill.seeds).toEqual({
      train: '11..13',
      validation: '100011..100014',
      test: '200011..200014',
    });
  });

  test('states every score with its baseline and interval, and calls better only what the interval shows', () => {
    const scores = [...trained.fill.scores, ...trained.impact.scores];
    expect(scores).toHaveLength(7);
    for (const { model, baseline, gainLow, gainHigh, better } of scores) {
      expect(Number.isFinite(model) && Number.isFinite(baseline)).toBe(true);
      expect(gainLow).toBeLessThanOrEqual(gainHigh);
      expect(better).toBe(gainLow > 0);
    }
  });

  test('reports its stages in order, each to its end', () => {
    expect([...new Set(progress.map(({ stage }) => stage))]).toEqual([
      'History',
      'FillModel',
      'ImpactModel',
      'Scores',
    ]);
    const last = progress.findLast(({ stage }) => stage === 'History')!;
    expect(last.done).toBe(last.total);
  });
});

test('seeds that would run into another set are refused before anything is played', async () => {
  await expect(train({ out, seed: 99_999, episodes: 2 })).rejects.toThrow(RangeError);
  await expect(train({ out, seed: -1 })).rejects.toThrow(RangeError);
});
