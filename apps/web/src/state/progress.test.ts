import { describe, expect, test } from 'vitest';
import { parent } from './fold-fixtures.ts';
import { arrivalBps, avgPx, doneShare, scheduledShare } from './progress.ts';

describe('live figures of an order', () => {
  test('nothing filled has no average and no slippage, rather than 0', () => {
    const fresh = parent('P1');
    expect(avgPx(fresh)).toBeUndefined();
    expect(arrivalBps(fresh)).toBeUndefined();
    expect(doneShare(fresh)).toBe(0);
  });
  test('a buy above its arrival mid costs, and the same sell saves', () => {
    const buy = parent('P1', { cumQty: 1_000 });
    const above = { ...buy, cumNotional: (1_000 * 1_001_700) as typeof buy.cumNotional };
    expect(arrivalBps(above)).toBeCloseTo(9.993, 3);
    const sell = { ...above, order: { ...above.order, side: 'Sell' as const } };
    expect(arrivalBps(sell)).toBeCloseTo(-9.993, 3);
  });
  test('a one-sided arrival has no mid, and so no slippage', () => {
    const buy = parent('P1', { cumQty: 1_000 });
    expect(arrivalBps({ ...buy, arrival: {} })).toBeUndefined();
  });
  test('the schedule is even from start to end, and SEEK has none', () => {
    const open = parent('P1');
    expect(scheduledShare(open, 15_000_000_000)).toBe(0.25);
    expect(scheduledShare(open, 90_000_000_000)).toBe(1);
    expect(scheduledShare({ ...open, order: { ...open.order, strategy: 'SEEK' } }, 1)).toBeUndefined();
    expect(scheduledShare(open, undefined)).toBeUndefined();
  });
});
