import { FILL_GRID } from '@fairlead/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ProbeEnd, writeFillLabels } from './fill-labels.ts';

const labels = (executedQty: number, end: ProbeEnd) => {
  const went = new Float32Array(FILL_GRID.length);
  const exposed = new Float32Array(FILL_GRID.length);
  writeFillLabels({ executedQty, end }, 100, { went, exposed, offset: 0 });
  return { went: Array.from(went), exposed: Array.from(exposed) };
};
const firstOnes = (n: number): number[] => FILL_GRID.map((_, k) => (k < n ? 1 : 0));

describe('fill labels (grid unit 100 shares: grid points 50, 100, 200, 300, 500 ...)', () => {
  test('a probe of 300 that executed in full went on through 300 and says nothing of 500', () => {
    expect(labels(300, 'Filled')).toEqual({ went: firstOnes(4), exposed: firstOnes(4) });
  });

  test('a probe that rested its whole horizon and got 120 stopped before 200', () => {
    expect(labels(120, 'HorizonReached')).toEqual({ went: firstOnes(2), exposed: firstOnes(3) });
  });

  test('a probe that rested its whole horizon and got nothing stopped before 50', () => {
    expect(labels(0, 'HorizonReached')).toEqual({ went: firstOnes(0), exposed: firstOnes(1) });
  });

  test('a probe canceled early with 120 executed is censored there: no failure', () => {
    expect(labels(120, 'CanceledEarly')).toEqual({ went: firstOnes(2), exposed: firstOnes(2) });
  });

  test('only one kind of end ever shows a stop, whatever was executed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.constantFrom<ProbeEnd>('Filled', 'HorizonReached', 'CanceledEarly'),
        (executed, end) => {
          const { went, exposed } = labels(executed, end);
          const stops = exposed.filter((open, k) => open === 1 && went[k] === 0).length;
          const last = executed >= FILL_GRID.at(-1)! * 100;
          expect(stops).toBe(end === 'HorizonReached' && !last ? 1 : 0);
          expect(went.every((on, k) => on <= exposed[k]!)).toBe(true);
        },
      ),
      { seed: 42 },
    );
  });
});
