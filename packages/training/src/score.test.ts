import { describe, expect, test } from 'vitest';
import { randomFrom } from './random.ts';
import { calibrationScore, meanScore, pinball, quantile } from './score.ts';

const episodes = (count: number, each: number): Uint32Array =>
  Uint32Array.from({ length: count * each }, (_, i) => Math.floor(i / each));

describe('scores against a baseline', () => {
  test('a model that is better in every episode is called better, with an interval around the mean gain', () => {
    const random = randomFrom(1);
    const episode = episodes(50, 20);
    const baseline = Float64Array.from(episode, () => 1 + 0.1 * random.normal());
    const model = baseline.map((loss) => loss - 0.2 + 0.05 * random.normal());
    const score = meanScore({ episode, model, baseline }, { metric: 'm', baselineName: 'b', seed: 1 });
    expect(score.better).toBe(true);
    expect(score.gainLow).toBeLessThan(0.2);
    expect(score.gainHigh).toBeGreaterThan(0.2);
    expect(score.gainHigh - score.gainLow).toBeLessThan(0.02);
  });

  test('a gain that one lucky episode makes is not called better', () => {
    const episode = episodes(20, 10);
    const baseline = new Float64Array(200).fill(1);
    const model = Float64Array.from(episode, (id) => (id === 0 ? 0 : 1.02));
    const score = meanScore({ episode, model, baseline }, { metric: 'm', baselineName: 'b', seed: 1 });
    expect(score.baseline).toBeGreaterThan(score.model);
    expect(score.better).toBe(false);
  });

  test('the same seed gives the same interval', () => {
    const random = randomFrom(2);
    const episode = episodes(10, 5);
    const model = Float64Array.from(episode, () => random.normal());
    const baseline = Float64Array.from(episode, () => random.normal());
    const name = { metric: 'm', baselineName: 'b', seed: 3 };
    expect(meanScore({ episode, model, baseline }, name)).toEqual(
      meanScore({ episode, model, baseline }, name),
    );
  });
});

describe('calibration error', () => {
  test('is near zero for a forecast that is its own frequency and large for an overconfident one', () => {
    const random = randomFrom(4);
    const count = 20_000;
    const episode = episodes(100, 200);
    const model = Float64Array.from({ length: count }, () => random.uniform());
    const happened = Uint8Array.from(model, (p) => (random.uniform() < p ? 1 : 0));
    const baseline = model.map((p) => (p > 0.5 ? 1 : 0));
    const score = calibrationScore(
      { episode, model, baseline, happened },
      { metric: 'm', baselineName: 'b', seed: 1 },
    );
    expect(score.model).toBeLessThan(0.02);
    expect(score.baseline).toBeGreaterThan(0.2);
    expect(score.better).toBe(true);
  });
});

test('pinball charges the missed side by its share', () => {
  expect(pinball(10, 8, 0.95)).toBeCloseTo(1.9, 12);
  expect(pinball(8, 10, 0.95)).toBeCloseTo(0.1, 12);
});

test('a quantile interpolates between neighbours', () => {
  expect(quantile(Float64Array.of(3, 1, 2, 4), 0.5)).toBe(2.5);
  expect(quantile(Float64Array.of(5), 0.9)).toBe(5);
});
