import { describe, expect, test } from 'vitest';
import { createCollector, sampleOf, touchChanged, traded } from './collector.ts';
import { plotsOf } from './plots.ts';

const S = 1e9;

function hours(n: number) {
  const c = createCollector({ startNs: 0, endNs: n * 3600 * S, tick: 100 });
  for (let second = 0; second < n * 3600; second += 1) {
    const bidPx = 10_000 + 100 * (second % 7);
    touchChanged(c, second * S, {
      bidPx,
      bidQty: 100,
      askPx: bidPx + (second % 2 === 0 ? 100 : 300),
      askQty: 300,
    });
    traded(c, second * S + 1, { px: bidPx, qty: 1 + (second % 3), sign: second % 4 < 3 ? 1 : -1 });
  }
  return sampleOf(c);
}

describe('the plots of a market', () => {
  const sample = hours(2);
  const plots = plotsOf([{ name: 'simulated', sample }]);
  const of = (title: string) => plots.find((plot) => plot.title === title)!.curves[0]!.points;

  test('are those that it can tell: of orders and parents it holds nothing', () => {
    expect(plots.map(({ title }) => title)).toEqual([
      'Price',
      'Returns',
      'Memory of returns',
      'Memory of order signs',
      'Spread',
      'Shares at the touch',
      'Volume over the day',
    ]);
  });

  test('shares of the time and of the volume sum to one', () => {
    const sum = (points: readonly (readonly [number, number])[]): number =>
      points.reduce((of, [, y]) => of + y, 0);
    expect(of('Spread')).toContainEqual([1, 0.5]);
    expect(of('Spread')).toContainEqual([3, 0.5]);
    expect(sum(of('Spread'))).toBeCloseTo(1, 12);
    expect(sum(of('Shares at the touch'))).toBeCloseTo(1, 12);
    expect(sum(of('Volume over the day'))).toBeCloseTo(1, 12);
  });

  test('the density of returns integrates to one', () => {
    expect(of('Returns').reduce((sum, [, y]) => sum + y / 2, 0)).toBeCloseTo(1, 9);
  });

  test('nothing on a logarithmic axis is 0', () => {
    for (const { x, y, curves } of plots) {
      for (const [px, py] of curves.flatMap(({ points }) => points)) {
        if (x.scale === 'log') expect(px).toBeGreaterThan(0);
        if (y.scale === 'log') expect(py).toBeGreaterThan(0);
      }
    }
  });
});

test('parents give their means by size and the fitted curve', () => {
  const parents = Array.from({ length: 60 }, (_, i) => {
    const size = 0.011 + (i % 20) * 0.004;
    return { size, move: 0.5 * size ** 0.6, others: 0, left: undefined };
  });
  const [impact] = plotsOf([], parents);
  expect(impact!.title).toBe('Impact of meta-orders');
  const fitted = impact!.curves[1]!.points;
  for (const [size, move] of fitted) expect(move).toBeCloseTo(0.5 * size ** 0.6, 6);
});
