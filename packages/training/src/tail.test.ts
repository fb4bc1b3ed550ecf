import { FILL_GRID } from '@fairlead/domain';
import { expect, test } from 'vitest';
import { tailAt } from './tail.ts';

test('the tail is the running product, flat below the grid, linear between points, zero beyond', () => {
  const continuation = FILL_GRID.map(() => 0.5);
  expect(tailAt(continuation, 0, 0.1)).toBe(0.5);
  expect(tailAt(continuation, 0, 0.5)).toBe(0.5);
  expect(tailAt(continuation, 0, 1)).toBe(0.25);
  expect(tailAt(continuation, 0, 1.5)).toBe((0.25 + 0.125) / 2);
  expect(tailAt(continuation, 0, 128)).toBe(0.5 ** 12);
  expect(tailAt(continuation, 0, 128.1)).toBe(0);
  expect(tailAt([9, 9, ...continuation], 2, 1)).toBe(0.25);
});
