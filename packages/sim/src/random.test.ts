import { describe, expect, test } from 'vitest';
import {
  createRandom,
  drawPowerLaw,
  exponential,
  normal,
  powerLaw,
  powerLawMean,
  uniform,
} from './random.ts';

const DRAWS = 100_000;
const moments = (draw: () => number): { mean: number; variance: number } => {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < DRAWS; i += 1) {
    const x = draw();
    sum += x;
    squares += x * x;
  }
  const mean = sum / DRAWS;
  return { mean, variance: squares / DRAWS - mean * mean };
};

describe('the random streams', () => {
  test('give the first words of the published xoshiro128** from the state 1, 2, 3, 4', () => {
    const random = { s: Uint32Array.from([1, 2, 3, 4]) };
    const words = Array.from({ length: 4 }, () => uniform(random) * 2 ** 32);
    expect(words).toEqual([11_520, 0, 5_927_040, 70_819_200]);
  });

  test('are equal for equal seeds and labels, and differ otherwise', () => {
    const first = (seed: number, label: string) => uniform(createRandom(seed, label));
    expect(first(7, 'a')).toBe(first(7, 'a'));
    expect(first(7, 'a')).not.toBe(first(7, 'b'));
    expect(first(7, 'a')).not.toBe(first(8, 'a'));
  });

  test('have the moments of their laws', () => {
    const random = createRandom(42, 'moments');
    const u = moments(() => uniform(random));
    const e = moments(() => exponential(random));
    const n = moments(() => normal(random));
    expect(u.mean).toBeCloseTo(0.5, 2);
    expect(u.variance).toBeCloseTo(1 / 12, 2);
    expect(e.mean).toBeCloseTo(1, 1);
    expect(e.variance).toBeCloseTo(1, 1);
    expect(n.mean).toBeCloseTo(0, 1);
    expect(n.variance).toBeCloseTo(1, 1);
    const law = powerLaw(1.1, 60);
    const drawn = moments(() => drawPowerLaw(random, law)).mean;
    expect(Math.abs(drawn / powerLawMean(law) - 1)).toBeLessThan(0.02);
  });
});
