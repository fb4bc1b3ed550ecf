import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Curve, FIGURE, type FigureMark, figureOf, type PlotPoint } from './plot.ts';

const plotOf = (shape: Curve['shape'], points: readonly PlotPoint[], scale: 'linear' | 'log' = 'linear') => ({
  title: 't',
  about: '',
  x: { label: 'x', scale: 'linear' as const },
  y: { label: 'y', scale },
  curves: [{ name: 'c', shape, points }],
});
const texts = (ticks: readonly { readonly text: string }[]) => ticks.map(({ text }) => text);

test('ticks are multiples of 1, 2 or 5 inside the axis, and powers of ten on a log one', () => {
  const { across, up } = figureOf(
    plotOf(
      'line',
      [
        [0, 0.002],
        [10, 30_000],
      ],
      'log',
    ),
  );
  expect(texts(across)).toEqual(['0', '2', '4', '6', '8', '10']);
  expect(texts(up)).toEqual(['0.01', '1', '100', '1e4']);
});

test('a line goes through its points, steps hold their height, and a step is as wide as the one before', () => {
  const points: readonly PlotPoint[] = [
    [0, 0],
    [1, 1],
    [2, 0],
  ];
  const path = (shape: Curve['shape']) => figureOf(plotOf(shape, points)).marks[0];
  expect(path('line')).toEqual({ type: 'Path', name: 'c', path: 'M56 204L232 10L408 204' });
  expect(path('steps')).toEqual({ type: 'Path', name: 'c', path: 'M56 204H232V10H408V204H408' });
  expect(path('dots')).toEqual({
    type: 'Dots',
    name: 'c',
    points: [
      [56, 204],
      [232, 10],
      [408, 204],
    ],
  });
});

test('whatever the points, every mark and tick stands inside the frame', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 20 }), (points) => {
      const { left, right, top, bottom, across, up, marks } = figureOf(plotOf('dots', points));
      const dots = marks[0] as Extract<FigureMark, { readonly type: 'Dots' }>;
      for (const x of [...dots.points.map(([at]) => at), ...across.map(({ at }) => at)]) {
        expect(x).toBeGreaterThanOrEqual(left);
        expect(x).toBeLessThanOrEqual(right);
      }
      for (const y of [...dots.points.map(([, at]) => at), ...up.map(({ at }) => at)]) {
        expect(y).toBeGreaterThanOrEqual(top);
        expect(y).toBeLessThanOrEqual(bottom);
      }
      expect(right).toBeLessThan(FIGURE.width);
      expect(bottom).toBeLessThan(FIGURE.height);
    }),
    { seed: 7 },
  );
});
