import { FEATURE_COUNT } from '@fairlead/features';
import { bandHalfWidthBps } from '@fairlead/inference';
import { expect, test } from 'vitest';
import { conformalBand } from './band.ts';
import { columnOf } from './columns.ts';
import { randomFrom } from './random.ts';

/** Residuals as wide as the market's volatility, half as wide again for large sizes. */
function sample(count: number, seed: number) {
  const random = randomFrom(seed);
  const rows = new Float32Array(count * FEATURE_COUNT);
  const residual = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const volatility = 0.5 * random.normal();
    const size = 5 * random.uniform();
    rows[i * FEATURE_COUNT + columnOf('volatilityLevel')] = volatility;
    rows[i * FEATURE_COUNT + columnOf('size')] = size;
    residual[i] = Math.exp(volatility) * (size > Math.log(32) ? 1.5 : 1) * 2 * random.normal();
  }
  return { rows, residual };
}

test('a band from one sample covers 90% of another, in calm and in volatile markets, small and large', () => {
  const { rows, residual } = sample(8_000, 1);
  const table = conformalBand(rows, residual);
  const fresh = sample(20_000, 2);
  const covered = { all: [0, 0], volatile: [0, 0], large: [0, 0] };
  for (let i = 0; i < fresh.residual.length; i++) {
    const offset = i * FEATURE_COUNT;
    const inside = Math.abs(fresh.residual[i]!) <= bandHalfWidthBps(table, fresh.rows, offset) ? 1 : 0;
    const count = (cell: number[]) => {
      cell[0]! += inside;
      cell[1]! += 1;
    };
    count(covered.all);
    if (fresh.rows[offset + columnOf('volatilityLevel')]! > 0.5) count(covered.volatile);
    if (fresh.rows[offset + columnOf('size')]! > Math.log(32)) count(covered.large);
  }
  for (const [inside, all] of Object.values(covered)) {
    expect(inside! / all!).toBeGreaterThan(0.87);
    expect(inside! / all!).toBeLessThan(0.93);
  }
});

test('a bucket with next to no rows takes the quantile of all', () => {
  const { rows, residual } = sample(500, 3);
  for (let i = 0; i < 500; i++) rows[i * FEATURE_COUNT + columnOf('size')] = 0;
  const { halfWidth } = conformalBand(rows, residual);
  expect(new Set(halfWidth).size).toBe(1);
});
