import { FILL_GRID } from '@fairlead/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyLabels, type ProbeEnd, surpriseAt, writeFillLabels } from './fill-labels.ts';

const labels = (executedQty: number, end: ProbeEnd) => {
  const { went, exposed, covered } = emptyLabels(1);
  writeFillLabels({ executedQty, end }, 100, { went, exposed, covered }, 0);
  return { went: Array.from(went), exposed: Array.from(exposed), covered: Array.from(covered) };
};
const none = FILL_GRID.map(() => 0);
const coveredAt = (k: number, share: number): number[] => none.map((_, i) => (i === k ? share : 0));
const firstOnes = (n: number): number[] => FILL_GRID.map((_, k) => (k < n ? 1 : 0));

describe('fill labels (grid unit 100 shares: grid points 50, 100, 200, 300, 500 ...)', () => {
  test('a probe of 300 that executed in full went on through 300 and says nothing of 500', () => {
    expect(labels(300, 'Filled')).toEqual({ went: firstOnes(4), exposed: firstOnes(4), covered: none });
  });

  test('a probe of 150 that executed in full went on through 100 and came half of the way to 200', () => {
    expect(labels(150, 'Filled')).toEqual({
      went: firstOnes(2),
      exposed: firstOnes(2),
      covered: coveredAt(2, 0.5),
    });
  });

  test('a probe of 20 that executed in full is as good as one at 50: the tail is flat below', () => {
    expect(labels(20, 'Filled')).toEqual(labels(50, 'Filled'));
  });

  test('a forecast pays for what it denied, and nothing for what nobody knows', () => {
    const known = emptyLabels(1);
    writeFillLabels({ executedQty: 150, end: 'Filled' }, 100, known, 0);
    expect(surpriseAt(known, 0, 0.25)).toBeCloseTo(-Math.log(0.25), 12);
    expect(surpriseAt(known, 2, 0.25)).toBeCloseTo(-Math.log(1 - 0.5 * 0.75), 12);
    expect(surpriseAt(known, 3, 0.25)).toBe(0);
  });

  test('a probe that rested its whole horizon and got 120 stopped before 200', () => {
    expect(labels(120, 'HorizonReached')).toEqual({
      went: firstOnes(2),
      exposed: firstOnes(3),
      covered: none,
    });
  });

  test('a probe that rested its whole horizon and got nothing stopped before 50', () => {
    expect(labels(0, 'HorizonReached')).toEqual({
      went: none,
      exposed: firstOnes(1),
      covered: none,
    });
  });

  test('only an end with something left ever shows a stop, whatever was executed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.constantFrom<ProbeEnd>('Filled', 'HorizonReached'),
        (executed, end) => {
          const { went, exposed, covered } = labels(executed, end);
          const stops = exposed.filter((open, k) => open === 1 && went[k] === 0).length;
          const last = executed >= FILL_GRID.at(-1)! * 100;
          expect(stops).toBe(end === 'HorizonReached' && !last ? 1 : 0);
          expect(covered.every((share, k) => share >= 0 && share < 1 && share * exposed[k]! === 0)).toBe(
            true,
          );
          expect(went.every((on, k) => on <= exposed[k]!)).toBe(true);
        },
      ),
      { seed: 42 },
    );
  });
});
